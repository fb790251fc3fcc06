"""Real means: the frame-level and the video-level logistic model agree."""

import json

import numpy as np
import pytest

from tests.data.records import write_video_shard
from tests.end_to_end import scripts
from youtube8m_monet import data

FEATURES = {"rgb": 1024, "audio": 128}
TRAINING = ["--batch_size=64", "--num_epochs=20", "--export_model_steps=0"]


def video_means(pattern):
    """The videos of frame-level shards with the means of their frames."""
    schema = data.RecordSchema("frame", FEATURES, 3862, 300)
    shards, layout = data.open_records(pattern, "pattern", schema, "train")
    dataset = data.evaluation_dataset(shards, layout, batch_size=64)
    videos = []
    for video_ids, inputs, labels in dataset.as_numpy_iterator():
        for row, count in enumerate(inputs["num_frames"]):
            means = {
                "mean_" + name: np.mean(
                    inputs[name][row, :count] * (4 / 255) + 4 / 512 - 2, axis=0
                ).astype("float32")
                for name in FEATURES
            }
            videos.append(
                {
                    "id": video_ids[row].decode(),
                    "labels": np.flatnonzero(labels[row]).tolist(),
                    "features": means,
                }
            )
    return videos


def gap(folder, model, train, validate, *flags):
    """Trains and evaluates a model."""
    run = f"--train_dir={folder}"
    scripts.run(
        "train",
        f"--model={model}",
        run,
        f"--train_data_pattern={train}",
        *TRAINING,
        *flags,
    )
    scripts.run("eval", run, f"--eval_data_pattern={validate}", "--run_once")
    return json.loads((folder / "eval" / "metrics.json").read_text())["gap"]


@pytest.mark.slow
def test_frame_level_logistic_equals_logistic_on_means(shared_data, tmp_path):
    frames = shared_data / "frame_level"
    train = f"{frames}/simulated_train*.tfrecord"
    validate = f"{frames}/simulated_validate*.tfrecord"
    means = {
        split: write_video_shard(
            tmp_path / f"{split}.tfrecord", video_means(pattern)
        )
        for split, pattern in (("train", train), ("validate", validate))
    }
    by_frames = gap(
        tmp_path / "frames", "FrameLevelLogisticModel", train, validate
    )
    by_means = gap(
        tmp_path / "means",
        "LogisticModel",
        means["train"],
        means["validate"],
        "--feature_names=mean_rgb,mean_audio",
    )
    print(f"GAP by frames {by_frames:.4f}, by means {by_means:.4f}")
    assert by_means > 0.3
    assert abs(by_frames - by_means) < 0.02
