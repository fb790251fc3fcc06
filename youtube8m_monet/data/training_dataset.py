"""Batches to train on: shuffled, endless, and resumable anywhere."""

import dataclasses

import tensorflow as tf

from youtube8m_monet.data.bad_records import BadRecords
from youtube8m_monet.data.parsing import (
    pad_frames,
    parse_frame_batch,
    parse_video_batch,
)
from youtube8m_monet.data.position import Position
from youtube8m_monet.data.position_tracker import PositionTracker
from youtube8m_monet.data.record_stream import (
    epoch_stream,
    make_shard_reader,
    tag_epochs,
)

# Frame-level records take up to 350 kB each, video-level ones 5.
_SHUFFLE_BUFFER = {"frame": 1024, "video": 16384}
# More than two cores need, so that none waits while a batch is handed over;
# each batch that is being parsed takes three times its size on disk.
_PARALLEL_BATCHES = 4


@dataclasses.dataclass(frozen=True)
class TrainingData:
    """Batches to train on, and where they stand in the data.

    Args:
        dataset: `tf.data.Dataset` of `(inputs, labels)`.
        positions: `PositionTracker` of the dataset's latest iteration.
    """

    dataset: tf.data.Dataset
    positions: PositionTracker


def training_dataset(
    shards,
    layout,
    *,
    batch_size,
    seed,
    num_epochs=None,
    start=None,
    shuffle_buffer=None,
    num_readers=8,
    frame_multiple=50,
    bad_records=None,
    drop_remainder=False,
):
    """Returns the `TrainingData` of a data set.

    The order of the records is a function of (seed, epoch), the shards and
    the shuffle buffer. Batches may cross from one epoch into the next; only
    the very last one may be short.

    Args:
        shards: Files, as `list_shards` returns them.
        layout: Their `RecordLayout`.
        batch_size: B.
        seed: Int.
        num_epochs: Epochs, counted from epoch 0; None for no end.
        start: The `Position` from which to go on; by default the beginning.
        shuffle_buffer: Records among which the next one is drawn; by default
            1024 frame-level or 16384 video-level ones.
        num_readers: Shards read at the same time; without effect on order.
        frame_multiple: T is a multiple of this, or `max_frames`.
        bad_records: The `BadRecords` policy; by default they fail.
        drop_remainder: Leave out a last batch that is short.

    Returns:
        `TrainingData`, whose batches are `(inputs, labels)`: a dict of
        features `[B, T, D]`, or `[B, D]` of video-level records, and
        `num_frames` int32 `[B]`, and likewise `num_` and the name for each
        feature of free length; labels uint8 `[B, C]`.
    """
    start = Position() if start is None else start
    bad_records = BadRecords() if bad_records is None else bad_records
    kind = layout.schema.kind
    if shuffle_buffer is None:
        shuffle_buffer = _SHUFFLE_BUFFER[kind]
    records_of = epoch_stream(
        len(shards),
        make_shard_reader(shards, layout, bad_records),
        kind,
        seed,
        num_readers,
        shuffle_buffer,
    )
    records = tag_epochs(records_of, start, num_epochs)
    batches = batch_records(
        records, layout, batch_size, frame_multiple, drop_remainder
    )
    positions = PositionTracker(start)
    dataset = _strip_tags(batches, positions).prefetch(2)
    return TrainingData(dataset.with_options(data_options()), positions)


def batch_records(
    records, layout, batch_size, frame_multiple, drop_remainder=False
):
    """Parses and batches records.

    Args:
        records: Dataset of `(tag, (origin, serialised))`.
        layout: The `RecordLayout`.
        batch_size: B.
        frame_multiple: T is a multiple of this, or `max_frames`.
        drop_remainder: Leave out a last batch that is short.

    Returns:
        A dataset of `(tags, (video_ids, inputs, labels))`.
    """

    def parse(tags, batch):
        if not layout.is_frame_level:
            return tags, parse_video_batch(*batch, layout)
        video_ids, inputs, labels = parse_frame_batch(*batch, layout)
        inputs = pad_frames(inputs, layout, frame_multiple)
        return tags, (video_ids, inputs, labels)

    return records.batch(batch_size, drop_remainder).map(
        parse,
        num_parallel_calls=_PARALLEL_BATCHES,
        deterministic=True,
    )


def data_options():
    """Returns the `tf.data.Options` of our datasets."""
    options = tf.data.Options()
    options.deterministic = True
    # Nothing here is left to be tuned, and the thread that would tune holds
    # up the end of training, and SIGTERM, for as long as it sleeps: a minute
    # in a long run (TensorFlow 2.21).
    options.autotune.enabled = False
    # A strategy splits batches among replicas, never files among workers.
    options.experimental_distribute.auto_shard_policy = (
        tf.data.experimental.AutoShardPolicy.OFF
    )
    return options


def _strip_tags(batches, positions):
    def strip(number, element):
        tags, (_, inputs, labels) = element
        noted = tf.numpy_function(positions.note, [number, tags], tf.int64)
        with tf.control_dependencies([noted]):
            return inputs, tf.identity(labels)

    return batches.enumerate().map(strip)
