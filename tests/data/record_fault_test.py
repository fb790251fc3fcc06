"""Tests `RecordFault`."""

from youtube8m_monet.data.record_fault import RecordFault


def test_error_text():
    fault = RecordFault(
        "no heart", "one", "hearts=0", fix="Set --heart", video_id="tin"
    )
    assert str(fault.error("a.tfrecord", 3, 120)) == (
        "Bad record: a.tfrecord, record 3 at byte 120, video 'tin': no heart."
        "\n  Expected: one."
        "\n  Received: hearts=0."
        "\n  Set --heart, or leave such records out with "
        "--on_bad_record=skip."
    )


def test_error_where_skipping_would_not_help():
    fault = RecordFault("no heart", "one", "hearts=0")
    text = str(fault.error("a", 0, 0, may_skip=False))
    assert text.endswith("  Mend the file.")
    assert "video" not in text
