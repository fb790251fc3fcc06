"""What a reproduction trains on, and what it holds out."""

import dataclasses
import os

import tensorflow as tf

from youtube8m_monet.data import list_shards
from youtube8m_monet.data.record_writer import write_shard
from youtube8m_monet.errors import UserError


@dataclasses.dataclass(frozen=True)
class Split:
    """One way to part the videos.

    Args:
        name: Names its runs' folders; "" where there is one split only.
        train: Glob of the shards to train on; "": the built-in sample.
        held_out: Glob of the shards to evaluate on; "": the sample's.
    """

    name: str
    train: str
    held_out: str


def make_splits(config):
    """Returns the `Split`s that a `ReproduceConfig` asks for.

    Raises:
        UserError: If the flags contradict each other.
    """
    if bool(config.data) != bool(config.eval_data or config.leave_one_out):
        raise UserError(
            "It takes data to train on and data to hold out.",
            expected="--data with --eval_data or --leave_one_out, or none of "
            "them for the built-in sample",
            received=f"data={config.data!r}, eval_data={config.eval_data!r}, "
            f"leave_one_out={config.leave_one_out}",
            fix="Set --data and --eval_data.",
        )
    if not config.leave_one_out:
        return [Split("", config.data, config.eval_data)]
    videos = _one_video_each(
        list_shards(config.data, "data"), os.path.join(config.run_dir, "videos")
    )
    return [
        Split(
            f"without_{number}",
            ",".join(path for path in videos if path != held_out),
            held_out,
        )
        for number, held_out in enumerate(videos)
    ]


def _one_video_each(shards, folder):
    """Writes each record to a shard of its own; returns their paths."""
    tf.io.gfile.makedirs(folder)
    paths = []
    for record in tf.data.TFRecordDataset(shards).as_numpy_iterator():
        path = os.path.join(folder, f"video{len(paths):04d}.tfrecord")
        if not tf.io.gfile.exists(path):
            write_shard(path, [record])
        elif _records(path) != [record]:
            raise UserError(
                "The folder holds runs on other videos.",
                expected=f"record {len(paths)} of --data",
                received=f"another one in {path!r}",
                fix="Set another --run_dir.",
            )
        paths.append(path)
    return paths


def _records(path):
    return list(tf.data.TFRecordDataset(path).as_numpy_iterator())
