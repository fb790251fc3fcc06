"""Bad records that are left out."""

from tests.data.damage import flip_byte, offsets, truncate
from tests.data.records import random_videos, write_frame_shard
from tests.end_to_end import scripts, small

MODEL = "FrameLevelLogisticModel"


def videos():
    return random_videos(
        12, small.FRAME, small.NUM_CLASSES, frames=(3, 12), seed=5
    )


def test_bad_records_are_left_out_and_reported(frame_run, tmp_path, capsys):
    wrong = videos()
    wrong[3] = small.without_frames(wrong[3])
    path = write_frame_shard(tmp_path / "a.tfrecord", wrong)
    truncate(path, offsets(path)[-1] - 9)
    flip_byte(path, 40)
    skip = "--on_bad_record=skip"
    output = tmp_path / "out.csv"
    runs = [
        [
            "train",
            *small.train_flags(MODEL, tmp_path, tmp_path / "run"),
            f"--train_data_pattern={tmp_path}/a*",
            "--num_epochs=2",
            "--export_model_steps=0",
            "--log_steps=1",
            "--metrics_steps=1",
        ],
        [
            "eval",
            f"--train_dir={frame_run}",
            f"--eval_data_pattern={tmp_path}/a*",
            "--run_once",
        ],
        [
            "inference",
            f"--train_dir={frame_run}",
            f"--input_data_pattern={tmp_path}/a*",
            f"--output_file={output}",
        ],
    ]
    for run in runs:
        capsys.readouterr()
        scripts.run(*run, skip)
        text = capsys.readouterr().out
        assert "Bad records left out: 3" in text
        assert f"{path}, record 0 at byte 0: corrupted data" in text
        assert f"{path}, record 3 at byte" in text
        assert f"{path}, record 11 at byte" in text
    assert len(output.read_text().splitlines()) == 1 + 9
    # 2 epochs of 9 good videos in batches of 8.
    assert (tmp_path / "run/checkpoints/step_00000003.weights.h5").exists()


def test_mended_records_do_not_move_those_behind(frame_run, tmp_path, capsys):
    """A run that stopped goes on only if it would read the same records."""
    path, output = tmp_path / "a.tfrecord", tmp_path / "out.csv"
    damaged = [
        small.without_frames(video) if index in (2, 9) else video
        for index, video in enumerate(videos())
    ]
    write_frame_shard(path, damaged)
    command = [
        "inference",
        f"--train_dir={frame_run}",
        f"--input_data_pattern={path}",
        f"--output_file={output}",
        "--batch_size=4",
        "--on_bad_record=skip",
        "--max_bad_records=1",
    ]
    error = scripts.failure(capsys, *command)
    assert "There are too many bad records." in error
    partial = output.with_name(output.name + ".partial")
    assert len(partial.read_text().splitlines()) > 1
    write_frame_shard(path, videos())
    scripts.run(*command)
    rows = output.read_text().splitlines()[1:]
    expected = [video["id"] for video in videos()]
    assert [row.split(",")[0] for row in rows] == expected
