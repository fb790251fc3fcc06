import os

import pytest
import tensorflow as tf

from youtube8m_monet import files
from youtube8m_monet.errors import UserError
from youtube8m_monet.training.checkpoint import checkpoint_path
from youtube8m_monet.training.run_directory import (
    check_same_flags,
    claimed,
    has_flags,
    prepare,
    read_flags,
    write_flags,
)

FLAGS = {
    "model": "MoeModel",
    "num_classes": 10,
    "max_frames": 300,
    "feature_names": "mean_rgb",
    "groups": None,
}


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    write_flags(str(folder), FLAGS)
    return str(folder)


def test_prepare_makes_the_folder(tmp_path):
    folder = tmp_path / "a" / "b"
    assert prepare(str(folder)) is None
    assert os.listdir(folder) == []


def test_prepare_leaves_a_run_alone(run):
    assert prepare(run) is None
    assert read_flags(run) == FLAGS


@pytest.mark.parametrize("ending", ["", "/"])
def test_a_new_model_moves_the_old_run_aside(run, ending):
    for number in (1, 2):
        moved = prepare(run + ending, start_new_model=True)
        assert moved == f"{run}.old{number}"
        assert read_flags(moved) == FLAGS
        assert not has_flags(run)
        write_flags(run, FLAGS)


def test_nothing_to_move_aside(tmp_path):
    assert prepare(str(tmp_path / "run"), start_new_model=True) is None
    assert prepare(str(tmp_path / "run"), start_new_model=True) is None
    assert os.listdir(tmp_path) == ["run"]


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "run"):
        with pytest.raises(UserError) as error:
            prepare(str(folder))
        assert "cannot be written" in str(error.value)
        assert f"train_dir={str(folder)!r}" in str(error.value)
        assert "Set --train_dir." in str(error.value)


def test_flags_of_no_run(tmp_path):
    assert not has_flags(str(tmp_path))
    for folder in (str(tmp_path), str(tmp_path / "absent"), ""):
        with pytest.raises(UserError) as error:
            read_flags(folder)
        assert "a folder with model_flags.json" in str(error.value)
        assert f"train_dir={folder!r}" in str(error.value)


def test_the_same_flags_pass(run):
    check_same_flags(run, FLAGS, "Fix.")
    check_same_flags(run, {}, "Fix.")
    check_same_flags(run, {"unknown": 1}, "Fix.")


def test_differences_are_all_listed(run):
    asked = {"model": "DbofModel", "num_classes": 10, "groups": 8}
    with pytest.raises(UserError) as error:
        check_same_flags(run, asked, "Mend it so.")
    text = str(error.value)
    assert "--model: the run has 'MoeModel', asked 'DbofModel'" in text
    assert "--groups: the run has None, asked 8" in text
    assert "num_classes" not in text
    assert "Mend it so." in text


def test_a_judge_is_named_by_its_flag(tmp_path):
    judge = {"model": "TrnModel", "num_classes": 10}
    write_flags(str(tmp_path), {**FLAGS, "judge": judge})
    with pytest.raises(UserError) as error:
        check_same_flags(str(tmp_path), {"judge": None}, "Fix.")
    wanted = "--flow_classifier: the run has a TrnModel, asked None"
    assert wanted in str(error.value)


def test_spaces_in_a_list_make_no_difference(tmp_path):
    write_flags(str(tmp_path), {**FLAGS, "feature_names": "rgb,audio"})
    check_same_flags(str(tmp_path), {"feature_names": "rgb, audio"}, "Fix.")


def test_a_run_of_the_starter_code(tmp_path):
    write_flags(str(tmp_path), {"model": "MoeModel", "feature_names": "rgb"})
    with pytest.raises(UserError, match="not one of this program") as error:
        read_flags(str(tmp_path))
    assert "whose file has model, feature_names" in str(error.value)
    assert "python -m youtube8m_monet.convert" in str(error.value)


def test_a_folder_that_is_there_and_read_only(tmp_path, monkeypatch):
    def refuse(*args):
        raise tf.errors.PermissionDeniedError(None, None, "read-only")

    monkeypatch.setattr(tf.io.gfile, "GFile", refuse)
    with pytest.raises(UserError, match="cannot be written"):
        prepare(str(tmp_path))


def test_no_folder_is_not_the_current_one(run, monkeypatch):
    monkeypatch.chdir(run)
    with pytest.raises(UserError, match="train_dir=''"):
        read_flags("")


def test_flags_are_written_whole_or_not_at_all(run, monkeypatch):
    monkeypatch.setattr(files.os, "replace", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_flags(run, {"num_classes": 1})
    assert read_flags(run) == FLAGS


def hold(run, flags=FLAGS):
    with claimed(run, flags):
        return read_flags(run)


def test_flags_hold_once_there_is_a_checkpoint(run):
    """Before, there is nothing to go on from."""
    other = {**FLAGS, "num_classes": 11}
    assert hold(run, other) == other
    path = checkpoint_path(run, 3)
    os.mkdir(os.path.dirname(path))
    open(path, "w").close()
    assert hold(run, other) == other
    with pytest.raises(UserError, match="the run has 11, asked 10"):
        hold(run)


def test_the_flags_of_another_program_stay(tmp_path):
    path = tmp_path / "model_flags.json"
    path.write_text('{"model": "MoeModel"}')
    with pytest.raises(UserError, match="not one of this program"):
        hold(str(tmp_path))
    assert path.read_text() == '{"model": "MoeModel"}'


def test_one_training_at_a_time(run):
    with claimed(run, FLAGS):
        with pytest.raises(UserError, match="Another training"):
            hold(run)
        with pytest.raises(UserError, match="Another training"):
            prepare(run, start_new_model=True)
    assert hold(run) == FLAGS
    assert os.listdir(run) == ["model_flags.json"]
