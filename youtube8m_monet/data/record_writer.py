"""Writes frame-level records as YouTube-8M stores them."""

import tensorflow as tf

from youtube8m_monet.files import written_whole


def sequence_example(video_id, labels, features):
    """Serialises one video as a frame-level SequenceExample.

    Args:
        video_id: Text.
        labels: Class ids.
        features: Mapping of name to `[T, D]` array: uint8 becomes one byte
            string a frame, float32 one float list a frame.

    Returns:
        Bytes, the same for the same video.
    """
    context = tf.train.Features(
        feature={
            "id": _bytes(video_id.encode()),
            "labels": tf.train.Feature(
                int64_list=tf.train.Int64List(value=labels)
            ),
        }
    )
    lists = tf.train.FeatureLists(
        feature_list={
            name: tf.train.FeatureList(feature=[_frame(f) for f in frames])
            for name, frames in features.items()
        }
    )
    return tf.train.SequenceExample(
        context=context, feature_lists=lists
    ).SerializeToString(deterministic=True)


def write_shard(path, records):
    """Writes serialised records to a TFRecord file.

    The file has its real name only once it is complete.
    """
    with written_whole(path) as local, tf.io.TFRecordWriter(local) as writer:
        for record in records:
            writer.write(record)


def _frame(frame):
    if frame.dtype == "uint8":
        return _bytes(frame.tobytes())
    return tf.train.Feature(float_list=tf.train.FloatList(value=frame))


def _bytes(value):
    return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))
