"""Small data and small models for the end-to-end tests."""

import csv

import h5py
import numpy as np

from tests.data.records import (
    random_videos,
    write_frame_shard,
    write_video_shard,
)

NUM_CLASSES = 10
FRAME = {"rgb": 16, "audio": 8}
VIDEO = {"mean_rgb": 16, "mean_audio": 8}
SHARD_SIZES = (11, 9, 10)
NUM_VIDEOS = sum(SHARD_SIZES)
# Most videos have few frames and some have many, so that batches of
# different videos are padded to different lengths.
FRAMES = ((3, 12), (40, 60), (3, 12))

SIZES = {
    "LogisticModel": [],
    "MoeModel": ["--moe_num_mixtures=3"],
    "FrameLevelLogisticModel": [],
    "DbofModel": [
        "--dbof_cluster_size=8",
        "--dbof_hidden_size=4",
        "--iterations=5",
    ],
    "LstmModel": ["--lstm_cells=4", "--lstm_layers=2"],
    "NetVLADModel": ["--netvlad_cluster_size=4", "--netvlad_hidden_size=8"],
    "NeXtVLADModel": [
        "--groups=2",
        "--nextvlad_cluster_size=4",
        "--nextvlad_hidden_size=8",
        "--gating_reduction=2",
    ],
}
SIZES["TrnModel"] = [
    "--trn_num_segments=3",
    "--trn_hidden_size=4",
    "--trn_units=8",
]
SIZES["MixNeXtVladModel"] = [*SIZES["NeXtVLADModel"], "--mix_number=2"]
for head, one_stream in {
    "MoNetLogistic": "FrameLevelLogisticModel",
    "MoNetTRN": "TrnModel",
    "MoNetNetVLAD": "NetVLADModel",
    "MoNetNeXtVLAD": "NeXtVLADModel",
}.items():
    SIZES[head] = [*SIZES[one_stream], "--hallucinator_layers=2"]


def write_shards(folder):
    """Writes frame-level and video-level shards of the same labels."""
    for seed, (count, frames) in enumerate(
        zip(SHARD_SIZES, FRAMES, strict=True)
    ):
        write_frame_shard(
            folder / f"frame{seed}.tfrecord",
            random_videos(count, FRAME, NUM_CLASSES, seed, frames=frames),
        )
        write_video_shard(
            folder / f"video{seed}.tfrecord",
            random_videos(count, VIDEO, NUM_CLASSES, seed),
        )


def pattern(shards, model):
    """Returns the glob of the records that a model reads."""
    kind = "video" if model in ("LogisticModel", "MoeModel") else "frame"
    return f"{shards}/{kind}*.tfrecord"


def model_flags(model):
    """Returns the flags of a small model on the small data."""
    video = model in ("LogisticModel", "MoeModel")
    features = VIDEO if video else FRAME
    return [
        f"--model={model}",
        f"--feature_names={','.join(features)}",
        f"--feature_sizes={','.join(map(str, features.values()))}",
        f"--num_classes={NUM_CLASSES}",
        *SIZES[model],
    ]


def train_flags(model, shards, train_dir, *more):
    """Returns the flags of a short run: eager to start, in batches of 8."""
    return [
        *model_flags(model),
        f"--train_data_pattern={pattern(shards, model)}",
        f"--train_dir={train_dir}",
        "--batch_size=8",
        "--nojit_compile",
        *more,
    ]


def contents(path):
    """Returns every array of a checkpoint by name, and its training state."""
    found = {}

    def note(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = np.array(item)

    with h5py.File(path) as file:
        file.visititems(note)
        found["training_state"] = file.attrs["training_state"]
    return found


def assert_same_checkpoint(path, other):
    """Checks that two checkpoints hold the same bits."""
    one, two = contents(path), contents(other)
    assert one.keys() == two.keys()
    assert len(one) > 3
    for name, value in one.items():
        np.testing.assert_array_equal(value, two[name], err_msg=name)


def listing(folder):
    """Returns names, sizes and times of a folder's files."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_size,
            path.stat().st_mtime_ns,
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def without_frames(video):
    """Returns a video that no model reads."""
    features = {name: values[:0] for name, values in video["features"].items()}
    return video | {"features": features}


def read_csv(path):
    """Returns the predictions of a submission, `{video_id: [C]}`."""
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["VideoId", "LabelConfidencePairs"]
    found = {}
    for video_id, pairs in rows[1:]:
        values = pairs.split()
        found[video_id.encode()] = np.zeros(NUM_CLASSES)
        for label, score in zip(values[::2], values[1::2], strict=True):
            found[video_id.encode()][int(label)] = float(score)
    return found
