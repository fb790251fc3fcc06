"""Turns batches of serialised records into tensors, in the graph.

A record that is not as its layout says fails the graph with an error that
carries the record's origin, from which `explain_failure` finds it again.

Parsing whole batches costs a quarter less than parsing records and then
padding them together, because the padded batch is written only once.
"""

import tensorflow as tf

from youtube8m_monet.data.record_layout import BYTES

ORIGIN_MARK = "origin="


def parse_frame_batch(origins, serialised, layout):
    """Parses a batch of frame-level records.

    Args:
        origins: int64 `[B]`, the records' packed (shard, number).
        serialised: String `[B]`.
        layout: The `RecordLayout`.

    Returns:
        `(video_ids, inputs, labels)`: strings `[B]`; a dict of features
        `[B, T, D]`, uint8 where they are stored as bytes, else float32, zero
        behind each video's end, and `num_frames`, int32 `[B]`; labels uint8
        `[B, C]`, multi-hot.
    """
    schema = layout.schema
    names = _marks(origins)
    context, lists, lengths = tf.io.parse_sequence_example(
        serialised,
        _context_spec(layout),
        _sequence_spec(layout),
        example_names=names,
    )
    video_ids, label_ids = context[layout.id_key], context["labels"]
    num_frames = lengths[schema.feature_names[0]]
    good = _good_context(video_ids, label_ids, schema) & (num_frames > 0)
    for name, size, storage in layout.fields:
        good &= lengths[name] == num_frames
        if storage == BYTES:
            good &= _num_of_size(lists[name], size) == num_frames
    with tf.control_dependencies([_assert_all(good, names)]):
        inputs = {
            name: _frames(lists[name][:, : schema.max_frames], size, storage)
            for name, size, storage in layout.fields
        }
        labels = _multi_hot(label_ids, schema.num_classes)
    kept = tf.minimum(num_frames, schema.max_frames)
    inputs["num_frames"] = tf.cast(kept, tf.int32)
    return video_ids, inputs, labels


def parse_video_batch(origins, serialised, layout):
    """Parses a batch of video-level records.

    Args:
        origins: int64 `[B]`, the records' packed (shard, number).
        serialised: String `[B]`.
        layout: The `RecordLayout`.

    Returns:
        `(video_ids, inputs, labels)`: strings `[B]`; a dict of features
        float32 `[B, D]` and `num_frames`, int32 ones `[B]`; labels uint8
        `[B, C]`, multi-hot.
    """
    schema = layout.schema
    names = _marks(origins)
    spec = _context_spec(layout) | {
        name: tf.io.FixedLenFeature([size], tf.float32)
        for name, size in schema.features
    }
    parsed = tf.io.parse_example(serialised, spec, example_names=names)
    video_ids, label_ids = parsed[layout.id_key], parsed["labels"]
    good = _good_context(video_ids, label_ids, schema)
    with tf.control_dependencies([_assert_all(good, names)]):
        labels = _multi_hot(label_ids, schema.num_classes)
    inputs = {name: parsed[name] for name in schema.feature_names}
    inputs["num_frames"] = tf.ones_like(origins, tf.int32)
    return video_ids, inputs, labels


def pad_frames(inputs, layout, frame_multiple):
    """Pads a batch's frames with zeros, so that few shapes occur.

    Args:
        inputs: Dict of features `[B, T, D]` and `num_frames` `[B]`.
        layout: The `RecordLayout`.
        frame_multiple: T becomes a multiple of this, or `max_frames`.
    """
    names = layout.schema.feature_names
    now = tf.shape(inputs[names[0]])[1]
    rounded = -(-now // frame_multiple) * frame_multiple
    missing = tf.minimum(rounded, layout.schema.max_frames) - now

    def pad():
        paddings = [[0, 0], [0, missing], [0, 0]]
        return [tf.pad(inputs[name], paddings) for name in names]

    # Most batches hold a longest video of max_frames: spare them the copy.
    padded = tf.cond(missing > 0, pad, lambda: [inputs[key] for key in names])
    return inputs | dict(zip(names, padded, strict=True))


def _context_spec(layout):
    return {
        layout.id_key: tf.io.FixedLenFeature([], tf.string, default_value=""),
        "labels": tf.io.RaggedFeature(tf.int64),
    }


def _sequence_spec(layout):
    return {
        name: tf.io.FixedLenSequenceFeature(
            [] if storage == BYTES else [size],
            tf.string if storage == BYTES else tf.float32,
            allow_missing=True,
        )
        for name, size, storage in layout.fields
    }


def _marks(origins):
    return tf.strings.join([ORIGIN_MARK, tf.strings.as_string(origins)])


def _assert_all(good, names):
    first_bad = tf.boolean_mask(names, ~good)[:1]
    return tf.raw_ops.Assert(
        condition=tf.reduce_all(good), data=[first_bad], summarize=1
    )


def _good_context(video_ids, label_ids, schema):
    """Says which records have an id, and only labels that are classes."""
    is_class = (label_ids >= 0) & (label_ids < schema.num_classes)
    return (tf.strings.length(video_ids) > 0) & tf.reduce_all(is_class, axis=1)


def _num_of_size(frames, size):
    """Counts each video's frames of `size` bytes; padding has none."""
    return tf.math.count_nonzero(tf.strings.length(frames) == size, axis=1)


def _frames(values, size, storage):
    if storage == BYTES:
        # A fixed length turns the empty strings of the padding into zeros.
        values = tf.io.decode_raw(values, tf.uint8, fixed_length=size)
    return tf.ensure_shape(values, [None, None, size])


def _multi_hot(label_ids, num_classes):
    rows = tf.cast(label_ids.value_rowids(), tf.int64)
    return tf.tensor_scatter_nd_update(
        tf.zeros([label_ids.nrows(tf.int32), num_classes], tf.uint8),
        tf.stack([rows, label_ids.values], axis=1),
        tf.ones_like(label_ids.values, tf.uint8),
    )
