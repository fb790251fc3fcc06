import json
import os

import pytest

from youtube8m_monet.errors import UserError
from youtube8m_monet.hallucinate.output_folder import (
    ORIGIN_FILE,
    check_names,
    describe_origin,
    note_origin,
)

ORIGIN = {"checkpoint": "step_3", "flow_storage": "float32", "groups": 8}


def error_text(function, *arguments):
    with pytest.raises(UserError) as caught:
        function(*arguments)
    return str(caught.value)


def test_names_that_differ():
    check_names(["in/a", "in/b", "other/c"], "out")
    check_names(["gs://in/a"], "gs://out")


def test_two_shards_of_one_name():
    assert error_text(check_names, ["in/a", "in/b", "more/a"], "out") == (
        "Two shards have the same name.\n"
        "  Expected: names that differ, since each shard keeps its own.\n"
        "  Received: 'in/a' and 'more/a'.\n"
        "  Run once for each folder, into an --output_dir each."
    )


def test_the_folder_of_the_input(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.symlink(tmp_path, tmp_path / "link")
    for folder in (tmp_path, ".", "", "in/..", "link"):
        text = error_text(check_names, [str(tmp_path / "a")], str(folder))
        assert text == (
            "The shards with flow would replace those without.\n"
            "  Expected: a folder other than that of the input.\n"
            f"  Received: output_dir={str(folder)!r}, "
            f"shard={str(tmp_path / 'a')!r}.\n"
            "  Set --output_dir."
        )


def test_the_folder_of_the_input_in_a_bucket():
    text = error_text(check_names, ["gs://b/in/a"], "gs://b/in/")
    assert "would replace those without" in text


def test_the_origin_tells_checkpoints_of_one_name_apart(tmp_path):
    origins = []
    for name in ("one", "two"):
        path = tmp_path / name / "step_3"
        path.parent.mkdir()
        path.write_text(name)
        origins.append(describe_origin({"groups": 8}, str(path), "uint8"))
    assert origins[0].pop("checkpoint_sha256") != origins[1].pop(
        "checkpoint_sha256"
    )
    assert origins[0] == origins[1]
    assert origins[0] == {**ORIGIN, "flow_storage": "uint8"}


def test_the_origin_is_written_once(tmp_path):
    folder = tmp_path / "deep" / "out"
    note_origin(str(folder), ORIGIN, ["in/a"])
    path = folder / ORIGIN_FILE
    assert json.loads(path.read_text()) == ORIGIN
    written = path.stat().st_mtime_ns
    (folder / "a").write_text("a shard")
    note_origin(str(folder), ORIGIN, ["in/a"])
    assert path.stat().st_mtime_ns == written
    assert sorted(os.listdir(folder)) == ["a", ORIGIN_FILE]


def test_another_origin_is_refused_and_stays(tmp_path):
    note_origin(str(tmp_path), ORIGIN, [])
    before = (tmp_path / ORIGIN_FILE).read_text()
    now = {"checkpoint": "step_9", "flow_storage": "uint8", "new": 1}
    text = error_text(note_origin, str(tmp_path), now, [])
    assert text == (
        "The shards in the output folder were made from something else.\n"
        f"  Expected: what {tmp_path / ORIGIN_FILE} says.\n"
        "  Received: \n"
        "    checkpoint: there 'step_3', now 'step_9'\n"
        "    flow_storage: there 'float32', now 'uint8'\n"
        "    groups: there 8, now None\n"
        "    new: there None, now 1.\n"
        "  Set another --output_dir."
    )
    assert (tmp_path / ORIGIN_FILE).read_text() == before


def test_shards_of_unknown_origin_are_refused(tmp_path):
    (tmp_path / "b").write_text("whose?")
    text = error_text(note_origin, str(tmp_path), ORIGIN, ["in/a", "in/b"])
    assert text == (
        "A shard is there, and nothing says what it was made from.\n"
        f"  Expected: a folder that is new, or has a {ORIGIN_FILE}.\n"
        f"  Received: shard={str(tmp_path / 'b')!r}.\n"
        "  Set another --output_dir."
    )
    assert os.listdir(tmp_path) == ["b"]


def test_a_folder_that_cannot_be(tmp_path):
    (tmp_path / "file").write_text("")
    text = error_text(note_origin, str(tmp_path / "file" / "out"), ORIGIN, [])
    assert text.startswith("The output folder cannot be written.\n")
    assert "Set --output_dir." in text


def test_an_origin_that_json_changes_is_the_same(tmp_path):
    origin = {**ORIGIN, "sizes": (4, 2)}
    for _ in range(2):
        note_origin(str(tmp_path), origin, [])
