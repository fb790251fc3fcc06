"""Bad input: a clear error, status 1, no traceback, and nothing lost."""

import shutil

import pytest

from tests.data.damage import flip_byte, offsets, truncate
from tests.data.records import (
    random_videos,
    write_frame_shard,
    write_video_shard,
)
from tests.end_to_end import scripts, small

MODEL = "FrameLevelLogisticModel"
SCRIPTS = ["train", "eval", "inference"]


@pytest.fixture
def folder(tmp_path):
    """An empty folder for data that is wrong somehow."""
    path = tmp_path / "data"
    path.mkdir()
    return path


@pytest.fixture(params=SCRIPTS)
def fails(request, frame_run, tmp_path, capsys):
    """Returns the error of each script on records that match a pattern.

    It checks that the run, and the predictions, are as before.
    """
    name = request.param
    run, output = tmp_path / "run", tmp_path / "out.csv"
    shutil.copytree(frame_run, run)
    output.write_text("precious")

    def call(pattern, *more):
        before = small.listing(run)
        flags = {
            "train": [
                *small.train_flags(MODEL, tmp_path, run),
                f"--train_data_pattern={pattern}",
                "--max_steps=20",
            ],
            "eval": [
                f"--train_dir={run}",
                f"--eval_data_pattern={pattern}",
                "--run_once",
            ],
            "inference": [
                f"--train_dir={run}",
                f"--input_data_pattern={pattern}",
                f"--output_file={output}",
            ],
        }
        error = scripts.failure(capsys, name, *flags[name], *more)
        after = small.listing(run)
        assert before.items() <= after.items()
        assert not [path for path in after if "partial" in path]
        assert output.read_text() == "precious"
        return error

    call.script = name
    return call


def videos(count=12, features=small.FRAME, **options):
    options = {"frames": (3, 12), "seed": 5} | options
    return random_videos(count, features, small.NUM_CLASSES, **options)


def test_no_file_matches(fails, folder):
    error = fails(f"{folder}/nothing*.tfrecord")
    assert "No file matches the data pattern." in error
    assert "_data_pattern=" in error


def test_not_a_tfrecord(fails, folder):
    (folder / "a.tfrecord").write_text("id,labels\n" * 100)
    error = fails(f"{folder}/*")
    assert f"{folder}/a.tfrecord, record 0 at byte 0" in error


def test_no_records(fails, folder):
    write_frame_shard(folder / "a.tfrecord", [])
    assert "hold no records" in fails(f"{folder}/*")


def test_truncated_shard(fails, folder):
    path = write_frame_shard(folder / "a.tfrecord", videos())
    ends = offsets(path)
    truncate(path, ends[-1] - 9)
    error = fails(f"{folder}/*")
    assert f"{path}, record 11 at byte {ends[-2]}" in error
    assert "--on_bad_record=skip" in error


def test_corrupt_record(fails, folder):
    path = write_frame_shard(folder / "a.tfrecord", videos())
    ends = offsets(path)
    flip_byte(path, ends[4] + 40)
    error = fails(f"{folder}/*")
    assert f"{path}, record 4 at byte {ends[4]}" in error


def test_wrong_feature_size(fails, folder):
    write_frame_shard(
        folder / "a.tfrecord", videos(features={"rgb": 17, "audio": 8})
    )
    error = fails(f"{folder}/*")
    assert "feature 'rgb' has the wrong size" in error
    assert "Received: rgb=17 values." in error
    scripts.check_fix(error, "feature_sizes", fails.script)


def test_missing_feature(fails, folder):
    write_frame_shard(folder / "a.tfrecord", videos(features={"rgb": 16}))
    error = fails(f"{folder}/*")
    assert "no feature 'audio'" in error
    scripts.check_fix(error, "feature_names", fails.script)


def test_video_level_records(fails, folder):
    write_video_shard(
        folder / "a.tfrecord", videos(features=small.VIDEO, frames=None)
    )
    error = fails(f"{folder}/*")
    assert "video-level where the model needs frame-level" in error
    assert ("Choose" in error) == (fails.script == "train")
    assert "_data_pattern match frame-level records" in error


def test_label_that_is_no_class(shards, folder, tmp_path, capsys):
    wrong = videos()
    wrong[7]["labels"] = [3, 10]
    path = write_frame_shard(folder / "a.tfrecord", wrong)
    error = scripts.failure(
        capsys,
        "train",
        *small.train_flags(MODEL, shards, tmp_path / "run"),
        f"--train_data_pattern={path}",
    )
    assert f"{path}, record 7 at byte" in error
    assert "video 'v050007'" in error
    assert "Expected: int64 labels in [0, 10)." in error
    assert "Received: label=10." in error
    assert "Set --num_classes" in error


def test_inference_reads_no_labels(frame_run, folder, tmp_path):
    wrong = videos()
    wrong[7]["labels"] = [3, 10]
    path = write_frame_shard(folder / "a.tfrecord", wrong)
    output = tmp_path / "out.csv"
    scripts.run(
        "inference",
        f"--train_dir={frame_run}",
        f"--input_data_pattern={path}",
        f"--output_file={output}",
    )
    assert len(small.read_csv(output)) == len(wrong)


def test_a_video_without_frames(fails, folder):
    wrong = videos()
    wrong[2] = small.without_frames(wrong[2])
    path = write_frame_shard(folder / "a.tfrecord", wrong)
    error = fails(f"{folder}/*")
    assert f"{path}, record 2 at byte" in error
    assert "a video without frames" in error


def test_too_many_bad_records(fails, folder):
    wrong = videos()
    wrong[3:6] = map(small.without_frames, wrong[3:6])
    write_frame_shard(folder / "a.tfrecord", wrong)
    error = fails(f"{folder}/*", "--on_bad_record=skip", "--max_bad_records=2")
    assert "There are too many bad records." in error
    assert "Received: bad_records=3." in error
    assert "--max_bad_records" in error


def test_frame_level_records_for_a_video_level_model(shards, tmp_path, capsys):
    error = scripts.failure(
        capsys,
        "train",
        *small.train_flags("LogisticModel", shards, tmp_path / "run"),
        f"--train_data_pattern={shards}/frame*.tfrecord",
    )
    assert "frame-level where the model needs video-level" in error
    assert not (tmp_path / "run").exists()


def test_frame_features_against_the_model(shards, tmp_path, capsys):
    flags = small.train_flags("LogisticModel", shards, tmp_path / "run")
    error = scripts.failure(capsys, "train", *flags, "--frame_features")
    assert "LogisticModel reads video-level features." in error


def test_frames_past_max_frames_are_cut(shards, tmp_path, capsys):
    scripts.run(
        "train",
        *small.train_flags(MODEL, shards, tmp_path),
        "--max_frames=7",
        "--max_steps=1",
        "--export_model_steps=0",
    )
    long = random_videos(9, small.FRAME, small.NUM_CLASSES, frames=(9, 20))
    cut = [
        video | {"features": {k: v[:7] for k, v in video["features"].items()}}
        for video in long
    ]
    written = []
    for name, some in {"long": long, "cut": cut}.items():
        records = write_frame_shard(tmp_path / f"{name}.tfrecord", some)
        output = tmp_path / f"{name}.csv"
        scripts.run(
            "inference",
            f"--train_dir={tmp_path}",
            f"--input_data_pattern={records}",
            f"--output_file={output}",
        )
        written.append(output.read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("flag", "message", "known"),
    [
        ("--model=NoModel", "Unknown model.", "NeXtVLADModel"),
        ("--label_loss=NoLoss", "Unknown loss.", "CrossEntropyLoss"),
        ("--optimizer=NoOptimizer", "Unknown optimizer.", "Adam"),
        ("--batch_size=0", "--batch_size is out of range.", "at least 1"),
        ("--mixed_precision=float8", "has no such choice", "bfloat16"),
        ("--feature_sizes=16", "do not pair up", "one size for each"),
        ("--segment_labels", "Segment labels are not read yet.", "whole"),
    ],
)
def test_a_wrong_flag(flag, message, known, shards, tmp_path, capsys):
    flags = small.train_flags("LogisticModel", shards, tmp_path / "run", flag)
    error = scripts.failure(capsys, "train", *flags)
    assert message in error
    assert known in error
    assert flag.removeprefix("--").partition("=")[0] in error
    assert not (tmp_path / "run").exists()


def test_a_folder_that_cannot_be_written(shards, tmp_path, capsys):
    (tmp_path / "file").write_text("precious")
    flags = small.train_flags("LogisticModel", shards, tmp_path / "file/run")
    error = scripts.failure(capsys, "train", *flags)
    assert "The folder of the run cannot be written." in error
    assert "Set --train_dir." in error
    assert (tmp_path / "file").read_text() == "precious"


def test_an_output_that_cannot_be_written(
    logistic_run, shards, tmp_path, capsys
):
    (tmp_path / "file").write_text("precious")
    flags = [
        f"--train_dir={logistic_run}",
        f"--input_data_pattern={shards}/video*",
    ]
    path = tmp_path / "file/out.csv"
    error = scripts.failure(
        capsys, "inference", *flags, f"--output_file={path}"
    )
    assert "The output file cannot be written." in error
    error = scripts.failure(capsys, "inference", *flags)
    assert "There is nowhere to write the predictions." in error


@pytest.mark.parametrize("name", ["eval", "inference"])
def test_no_run(name, shards, tmp_path, capsys):
    flags = [f"--train_dir={tmp_path}"]
    if name == "inference":
        flags.append(f"--output_file={tmp_path}/out.csv")
    error = scripts.failure(capsys, name, *flags)
    assert "There is no run in the folder." in error
    assert "Set --train_dir" in error


def test_the_exit_status_of_the_process(shards, tmp_path):
    flags = small.train_flags("LogisticModel", shards, tmp_path / "run")
    done = scripts.spawn(scripts.command("train", *flags, "--model=NoModel"))
    assert done.returncode == 1
    assert done.stderr.startswith("\nERROR: Unknown model.\n  Expected: one of")
    assert done.stdout == ""
