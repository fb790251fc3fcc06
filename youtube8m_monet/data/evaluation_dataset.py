"""Batches to evaluate: in a fixed order, each record once."""

import tensorflow as tf

from youtube8m_monet.data.bad_records import BadRecords
from youtube8m_monet.data.record_stream import (
    interleave_shards,
    make_shard_reader,
)
from youtube8m_monet.data.training_dataset import batch_records, data_options


def evaluation_dataset(
    shards,
    layout,
    *,
    batch_size,
    skip_records=0,
    num_readers=8,
    frame_multiple=50,
    bad_records=None,
):
    """Returns a dataset of every record once, in a fixed order.

    The order depends on the shards alone.

    Args:
        shards: Files, as `list_shards` returns them.
        layout: Their `RecordLayout`.
        batch_size: B; the last batch may be short.
        skip_records: Records to leave out at the beginning.
        num_readers: Shards read at the same time; without effect on order.
        frame_multiple: T is a multiple of this, or `max_frames`.
        bad_records: The `BadRecords` policy; by default they fail.

    Returns:
        A `tf.data.Dataset` of `(video_ids, inputs, labels)`: strings `[B]`,
        then as `training_dataset` has them.
    """
    bad_records = BadRecords() if bad_records is None else bad_records
    records = interleave_shards(
        tf.data.Dataset.range(len(shards)),
        make_shard_reader(shards, layout, bad_records),
        layout.schema.kind,
        num_readers,
    )
    tagged = records.skip(skip_records).enumerate()
    batches = batch_records(tagged, layout, batch_size, frame_multiple)
    dataset = batches.map(lambda _, batch: batch).prefetch(2)
    return dataset.with_options(data_options())
