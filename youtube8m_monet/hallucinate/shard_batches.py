"""The records of one shard beside what a model reads of them."""

import tensorflow as tf

from youtube8m_monet.data.record_stream import make_shard_reader
from youtube8m_monet.data.training_dataset import batch_records, data_options


def shard_batches(shard, layout, batch_size, bad_records):
    """Returns a dataset of the records of one shard, in their order.

    Every batch has the same shape, whatever it holds: a model that is
    compiled anew for another shape may differ in the last bits, and then a
    record's flow would depend on which shards came before.

    Args:
        shard: The file.
        layout: Its `RecordLayout`.
        batch_size: B.
        bad_records: The `BadRecords` policy.

    Returns:
        A `tf.data.Dataset` of `(records, inputs)`: the serialised records, at
        most B strings, and a dict of features `[B, max_frames, D]` and
        `num_frames`, int32 `[B]`, which is 0 where there is no record.
    """
    read = make_shard_reader([shard], layout, bad_records, may_be_empty=True)
    records = read(tf.constant(0, tf.int64)).map(
        lambda origin, record: (record, (origin, record))
    )
    batches = batch_records(
        records, layout, batch_size, layout.schema.max_frames
    )

    def fill(records, batch):
        _, inputs, _ = batch
        return records, {n: _fill(v, batch_size) for n, v in inputs.items()}

    return batches.map(fill).prefetch(2).with_options(data_options())


def _fill(values, size):
    """Appends zeros up to `size`."""
    missing = size - tf.shape(values)[0]
    paddings = [[0, missing]] + [[0, 0]] * (len(values.shape) - 1)
    return tf.ensure_shape(tf.pad(values, paddings), [size, *values.shape[1:]])
