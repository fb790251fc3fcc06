"""Turns batches of serialised records into tensors, in the graph.

A record that is not as its layout says fails the graph with an error that
carries the record's origin, from which `explain_failure` finds it again.

Parsing whole batches costs a quarter less than parsing records and then
padding them together, because the padded batch is written only once.
"""

import tensorflow as tf

from youtube8m_monet.data.record_layout import (
    BYTES,
    BYTES_PER_VALUE,
    FLOATS,
)

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
        behind each video's end, `num_frames`, int32 `[B]`, and likewise
        `num_` and the name for each feature of free length; labels uint8
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
    video_ids, label_ids = context[layout.id_key], context[layout.label_key]
    good = _good_context(video_ids, label_ids, schema)
    good &= _good_frames(lists, lengths, layout)
    with tf.control_dependencies([_assert_all(good, names)]):
        inputs = _frame_inputs(lists, lengths, layout)
        labels = _multi_hot(label_ids, schema.num_classes)
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
        key: tf.io.FixedLenFeature([size], tf.float32)
        for _, key, size, _ in layout.fields
    }
    parsed = tf.io.parse_example(serialised, spec, example_names=names)
    video_ids, label_ids = parsed[layout.id_key], parsed[layout.label_key]
    good = _good_context(video_ids, label_ids, schema)
    with tf.control_dependencies([_assert_all(good, names)]):
        labels = _multi_hot(label_ids, schema.num_classes)
    inputs = {name: parsed[key] for name, key, _, _ in layout.fields}
    inputs["num_frames"] = tf.ones_like(origins, tf.int32)
    return video_ids, inputs, labels


def pad_frames(inputs, layout, frame_multiple):
    """Pads a batch's frames with zeros, so that few shapes occur.

    Args:
        inputs: Dict of features `[B, T, D]` and `num_frames` `[B]`.
        layout: The `RecordLayout`.
        frame_multiple: T becomes a multiple of this, or `max_frames`; that
            of a feature of free length always a multiple.
    """
    schema = layout.schema
    free = schema.free_lengths
    bound = [name for name in schema.feature_names if name not in free]
    inputs = _pad(inputs, bound, frame_multiple, schema.max_frames)
    for name in free:
        inputs = _pad(inputs, [name], frame_multiple)
    return inputs


def _pad(inputs, names, frame_multiple, most=None):
    now = tf.shape(inputs[names[0]])[1]
    rounded = -(-now // frame_multiple) * frame_multiple
    missing = (rounded if most is None else tf.minimum(rounded, most)) - now

    def pad():
        paddings = [[0, 0], [0, missing], [0, 0]]
        return [tf.pad(inputs[name], paddings) for name in names]

    # Most batches hold a longest video of max_frames: spare them the copy.
    padded = tf.cond(missing > 0, pad, lambda: [inputs[key] for key in names])
    return inputs | dict(zip(names, padded, strict=True))


def _context_spec(layout):
    return {
        layout.id_key: tf.io.FixedLenFeature([], tf.string, default_value=""),
        layout.label_key: tf.io.RaggedFeature(tf.int64),
    }


def _sequence_spec(layout):
    return {
        key: tf.io.FixedLenSequenceFeature(
            [size] if storage == FLOATS else [],
            tf.float32 if storage == FLOATS else tf.string,
            allow_missing=True,
        )
        for _, key, size, storage in layout.fields
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


def _good_frames(lists, lengths, layout):
    """Says which records have as many frames as they should, of the size."""
    schema = layout.schema
    num_frames = lengths[layout.key_of(schema.main_feature)]
    good = num_frames > 0
    for name, key, size, storage in layout.fields:
        if name in schema.free_lengths:
            good &= lengths[key] > 0
        else:
            good &= lengths[key] == num_frames
        if storage != FLOATS:
            width = BYTES_PER_VALUE[storage] * size
            good &= _num_of_width(lists[key], width) == lengths[key]
    return good


def _frame_inputs(lists, lengths, layout):
    """Returns the features up to `max_frames`, and the numbers of frames."""
    schema = layout.schema
    num_frames = lengths[layout.key_of(schema.main_feature)]
    kept = tf.minimum(num_frames, schema.max_frames)
    inputs = {"num_frames": tf.cast(kept, tf.int32)}
    for name, key, size, storage in layout.fields:
        values = lists[key]
        if name in schema.free_lengths:
            # Rounded up: it spans what is kept, with at least one frame.
            count = -(-lengths[key] * kept // num_frames)
            inputs[f"num_{name}"] = tf.cast(count, tf.int32)
            values = _cut(values, count)
        else:
            values = values[:, : schema.max_frames]
        inputs[name] = _frames(values, size, storage)
    return inputs


def _num_of_width(frames, width):
    """Counts each video's frames of `width` bytes; padding has none."""
    return tf.math.count_nonzero(tf.strings.length(frames) == width, axis=1)


def _cut(values, counts):
    """Returns the first frames of each video, blank behind its count."""
    most = tf.reduce_max(counts)
    values = values[:, :most]
    mask = tf.sequence_mask(counts, most)
    if len(values.shape) == 3:
        mask = mask[..., None]
    return tf.where(mask, values, tf.zeros([], values.dtype))


def _frames(values, size, storage):
    if storage != FLOATS:
        dtype = tf.uint8 if storage == BYTES else tf.float32
        # A fixed length turns the empty strings of the padding into zeros.
        values = tf.io.decode_raw(
            values, dtype, fixed_length=BYTES_PER_VALUE[storage] * size
        )
    return tf.ensure_shape(values, [None, None, size])


def _multi_hot(label_ids, num_classes):
    rows = tf.cast(label_ids.value_rowids(), tf.int64)
    return tf.tensor_scatter_nd_update(
        tf.zeros([label_ids.nrows(tf.int32), num_classes], tf.uint8),
        tf.stack([rows, label_ids.values], axis=1),
        tf.ones_like(label_ids.values, tf.uint8),
    )
