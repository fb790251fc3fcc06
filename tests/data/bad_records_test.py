"""Tests `BadRecords`."""

import pytest

from youtube8m_monet.config import TrainConfig
from youtube8m_monet.data import BadRecords
from youtube8m_monet.data.record_fault import RecordFault
from youtube8m_monet.errors import UserError

FAULT = RecordFault("no heart", "one", "hearts=0", video_id="tin")


def test_default_fails():
    assert not BadRecords().skips
    assert BadRecords().report() == "No bad records."


def test_unknown_policy():
    with pytest.raises(UserError, match="Unknown policy.") as caught:
        BadRecords("ignore")
    assert "one of fail, skip" in str(caught.value)
    assert "Set --on_bad_record" in str(caught.value)


def test_negative_limit():
    with pytest.raises(UserError, match="max_bad_records=-1"):
        BadRecords("skip", -1)


def test_a_record_counts_once_however_often_it_is_read():
    bad = BadRecords("skip", max_bad_records=1)
    bad.add("a", 0, 0, FAULT)
    bad.add("a", 0, 0, FAULT)
    assert bad.count == 1
    assert bad.report() == (
        "Bad records left out: 1\n"
        "  a, record 0 at byte 0, video 'tin': no heart (hearts=0)"
    )


def test_report_lists_the_first_few():
    bad = BadRecords("skip")
    for number in range(8):
        bad.add("a", number, 10 * number, FAULT)
    lines = bad.report().splitlines()
    assert lines[0] == "Bad records left out: 8"
    assert "record 4 at byte 40" in lines[5]
    assert lines[6:] == ["  and 3 more"]


def test_limit():
    bad = BadRecords("skip", max_bad_records=1)
    bad.add("a", 0, 0, FAULT)
    with pytest.raises(UserError, match="too many bad records") as caught:
        bad.add("a", 1, 10, FAULT)
    assert "Expected: at most 1." in str(caught.value)
    assert "raise --max_bad_records" in str(caught.value)


def test_five_are_listed_and_no_more_announced():
    bad_records = BadRecords("skip")
    for number in range(5):
        fault = RecordFault("bad", expected="good", received="x=1")
        bad_records.add("a", number, 10 * number, fault)
    assert "more" not in bad_records.report()


def test_the_flags_say_how_many_may_be_skipped():
    config = TrainConfig(on_bad_record="skip", max_bad_records=0)
    bad_records = BadRecords.of(config)
    assert bad_records.skips
    fault = RecordFault("bad", expected="good", received="x=1")
    with pytest.raises(UserError, match="at most 0"):
        bad_records.add("a", 0, 0, fault)
