"""Tests finding files and guessing record counts."""

import pytest

from tests.data.records import write_records
from youtube8m_monet.data import estimate_num_records, list_shards
from youtube8m_monet.errors import UserError


@pytest.fixture
def folder(tmp_path):
    for name in ("b1", "a2", "a1"):
        write_records(tmp_path / name, [])
    return tmp_path


def test_sorted_and_unique(folder):
    pattern = f"{folder}/b*, {folder}/a*,{folder}/*1"
    expected = tuple(f"{folder}/{name}" for name in ("a1", "a2", "b1"))
    assert list_shards(pattern) == expected


def test_nothing_matches(folder):
    with pytest.raises(UserError) as caught:
        list_shards(f"{folder}/a*,{folder}/none*", flag="eval_data_pattern")
    text = str(caught.value)
    assert text.startswith("No file matches the data pattern.")
    assert f"Received: eval_data_pattern='{folder}/none*'." in text
    assert "Set --eval_data_pattern" in text


@pytest.mark.parametrize("pattern", ["", " , "])
def test_empty_pattern(pattern):
    with pytest.raises(UserError, match="There is no data pattern.") as caught:
        list_shards(pattern)
    assert "Set --train_data_pattern." in str(caught.value)


def test_unreachable_file_system():
    with pytest.raises(UserError, match="cannot be listed") as caught:
        list_shards("nosuchscheme://bucket/a*")
    assert "nosuchscheme" in str(caught.value)


def test_estimate_of_equal_records_is_exact(tmp_path):
    shards = [
        write_records(tmp_path / str(i), [b"x" * 50] * n)
        for i, n in enumerate((0, 400, 7))
    ]
    assert estimate_num_records(shards) == 407


def test_estimate_of_few_records_is_exact(tmp_path):
    shards = [
        write_records(tmp_path / str(i), [b"x" * size])
        for i, size in enumerate((900, 10, 10, 4000, 1))
    ]
    assert estimate_num_records(shards) == 5


def test_estimate_samples_many_shards(tmp_path):
    shards = [
        write_records(tmp_path / f"{i:02d}", [b"x" * 50] * 5) for i in range(40)
    ]
    assert estimate_num_records(shards) == 200


def test_estimate_without_records(tmp_path):
    assert estimate_num_records([write_records(tmp_path / "a", [])]) == 0
