"""Streams of serialised records, each with its origin."""

import tensorflow as tf

from youtube8m_monet.data.packing import START, pack
from youtube8m_monet.data.skipping_reader import SkippingReader

_CYCLE = 16  # Shards open at a time; part of the order, so not an option.
_BLOCK = {"frame": 1, "video": 16}  # Likewise: records a turn of a shard.


def make_shard_reader(shards, layout, bad_records, may_be_empty=False):
    """Returns a function from a shard's index to a dataset of its records.

    The elements are `(origin, serialised)`: the packed (shard index, record
    number), scalar int64, and the record, scalar string.

    Args:
        shards: Files.
        layout: Their `RecordLayout`.
        bad_records: The `BadRecords` policy.
        may_be_empty: Whether there need not be a good record, where bad ones
            are left out.
    """
    if bad_records.skips:
        return SkippingReader(shards, layout, bad_records, may_be_empty).dataset
    paths = tf.constant(shards)
    # A frame-level record is larger than the default buffer of 256 kB, and
    # from a disk it is read into its string at once.
    at_once = layout.is_frame_level and not any(
        "://" in name for name in shards
    )
    buffer_size = 0 if at_once else None

    def read(index):
        origins = tf.data.Dataset.range(pack(index, 0), pack(index + 1, 0))
        path = tf.gather(paths, index)
        records = tf.data.TFRecordDataset(path, buffer_size=buffer_size)
        return tf.data.Dataset.zip((origins, records))

    return read


def interleave_shards(indices, read_shard, kind, num_readers):
    """Returns a dataset of the shards' records, taking turns.

    The order depends on that of the shards alone, not on `num_readers`.

    Args:
        indices: Dataset of shard indices, scalar int64.
        read_shard: What `make_shard_reader` returned.
        kind: "frame" or "video", the kind of the records.
        num_readers: Shards read at the same time, at most 16 are.
    """
    return indices.interleave(
        read_shard,
        cycle_length=_CYCLE,
        block_length=_BLOCK[kind],
        num_parallel_calls=min(num_readers, _CYCLE),
        deterministic=True,
    )


def epoch_stream(num_shards, read_shard, kind, seed, num_readers, buffer):
    """Returns a function from an epoch to a dataset of its records, shuffled.

    The order is a function of (seed, epoch), the shards and the buffer.

    Args:
        num_shards: How many there are.
        read_shard: What `make_shard_reader` returned.
        kind: "frame" or "video", the kind of the records.
        seed: Int.
        num_readers: Shards read at the same time.
        buffer: Records among which the next one is drawn.
    """

    def records_of(epoch):
        # A dataset's shuffle mixes in the seed of its graph, which would
        # otherwise be the process's global one.
        tf.random.set_seed(1)
        key = tf.stack([tf.constant(seed, tf.int64), epoch])
        indices = tf.random.experimental.stateless_shuffle(
            tf.range(num_shards, dtype=tf.int64), key, alg="philox"
        )
        records = interleave_shards(
            tf.data.Dataset.from_tensor_slices(indices),
            read_shard,
            kind,
            num_readers,
        )
        return records.shuffle(
            buffer,
            seed=_shuffle_seed(key),
            reshuffle_each_iteration=False,
        )

    return records_of


def tag_epochs(records_of, start, num_epochs):
    """Returns a dataset of epochs on end, as `(tag, (origin, serialised))`.

    Args:
        records_of: What `epoch_stream` returned.
        start: The `Position` from which to go on.
        num_epochs: Epochs to read, counted from epoch 0; None for no end.
    """

    def tagged(epoch):
        behind = tf.where(epoch == start.epoch, start.record, 0)
        behind = tf.cast(behind, tf.int64)
        tags = tf.data.Dataset.range(pack(epoch, behind), pack(epoch + 1, 0))
        return tf.data.Dataset.zip((tags, records_of(epoch).skip(behind)))

    end = START // 2 if num_epochs is None else num_epochs
    return tf.data.Dataset.range(start.epoch, end).flat_map(tagged)


def _shuffle_seed(key):
    return tf.random.stateless_uniform(
        [], key, minval=None, maxval=None, dtype=tf.int64, alg="philox"
    )
