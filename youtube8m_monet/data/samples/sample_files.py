"""The files of a built-in sample, in the user's cache."""

import dataclasses
import os

import tensorflow as tf

from youtube8m_monet.data.record_writer import write_shard


@dataclasses.dataclass(frozen=True)
class Sample:
    """Glob patterns of a sample's two splits."""

    train: str
    validate: str


def default_folder(name):
    """Returns the folder of a sample in the user's cache.

    Args:
        name: The sample's, with its version.
    """
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(
        os.path.expanduser("~"), ".cache"
    )
    return os.path.join(cache, "youtube8m_monet", name)


def make_files(folder, shards, records_of):
    """Writes the shards of a sample that are not there yet.

    Args:
        folder: Where they are, or go.
        shards: Mapping of split to its number of shards.
        records_of: Function of a split and a shard's number that returns the
            shard's serialised records.

    Returns:
        The `Sample`.
    """
    tf.io.gfile.makedirs(folder)
    for split, count in shards.items():
        for shard in range(count):
            path = os.path.join(folder, f"{split}{shard:04d}.tfrecord")
            if not tf.io.gfile.exists(path):
                write_shard(path, records_of(split, shard))
    return Sample(
        **{
            split: os.path.join(folder, f"{split}*.tfrecord")
            for split in shards
        }
    )
