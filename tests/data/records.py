"""Writes tiny TFRecord files in the true record formats, for tests."""

import numpy as np
import tensorflow as tf

MONET_KEYS = {
    "rgb": "rgb_feature",
    "flow": "flow_feature",
    "monet_flow": "Monet_flow_feature",
}


def random_videos(
    n, features, num_classes, seed=0, frames=None, dtype="uint8", labels=3
):
    """Returns `n` videos with random features and labels.

    Args:
        n: How many.
        features: Dict of feature name to size.
        num_classes: Labels lie in `[0, num_classes)`.
        seed: Equal seeds give equal videos.
        frames: `(lo, hi)`, both included, for frame-level features; a dict
            of feature name to `(lo, hi)` where each has its own number; None
            for video-level ones (float32 vectors).
        dtype: Of frame-level features, "uint8" or "float32".
        labels: Most labels a video may have; it has at least one.

    Returns:
        A list of dicts `{"id", "labels", "features"}`, where `features` maps
        a name to an array `[T, D]`, or `[D]` for video-level ones.
    """
    rng = np.random.default_rng(seed)
    return [
        {
            "id": f"v{seed:02d}{i:04d}",
            "labels": _random_labels(rng, num_classes, labels),
            "features": _random_features(rng, features, frames, dtype),
        }
        for i in range(n)
    ]


def _random_labels(rng, num_classes, most):
    count = rng.integers(1, min(most, num_classes) + 1)
    return sorted(rng.choice(num_classes, count, replace=False).tolist())


def _random_features(rng, features, frames, dtype):
    if frames is None:
        return {
            name: rng.standard_normal(size).astype("float32")
            for name, size in features.items()
        }
    if isinstance(frames, dict):
        counts = {n: rng.integers(lo, hi + 1) for n, (lo, hi) in frames.items()}
    else:
        counts = dict.fromkeys(features, rng.integers(frames[0], frames[1] + 1))
    if dtype == "uint8":
        return {
            name: rng.integers(0, 256, (counts[name], size)).astype("uint8")
            for name, size in features.items()
        }
    return {
        name: rng.standard_normal((counts[name], size)).astype("float32")
        for name, size in features.items()
    }


def write_frame_shard(path, videos, id_key="id", **options):
    """Writes frame-level SequenceExamples to `path` and returns it as str.

    uint8 arrays are stored as one byte string a frame, float32 arrays as one
    float list a frame, or as `options` of `frame_record` say. A video without
    `"labels"` gets no label feature.
    """
    records = [frame_record(v, id_key, **options) for v in videos]
    return write_records(path, records)


def write_monet_shard(path, videos):
    """Writes records as MoNet's authors do and returns the path as str."""
    return write_records(path, [monet_record(video) for video in videos])


def write_video_shard(path, videos, id_key="id"):
    """Writes video-level Examples to `path` and returns it as str."""
    return write_records(path, [video_record(v, id_key) for v in videos])


def write_records(path, records):
    """Writes serialised records to `path` and returns it as str."""
    with tf.io.TFRecordWriter(str(path)) as writer:
        for record in records:
            writer.write(record)
    return str(path)


def frame_record(video, id_key="id", label_key="labels", float_bytes=False):
    """Returns a video as a serialised SequenceExample.

    Args:
        video: One of `random_videos`.
        id_key: The feature of the id.
        label_key: The feature of the labels.
        float_bytes: Whether to store a float32 frame as the bytes of its
            values instead of a float list.
    """
    example = tf.train.SequenceExample()
    _set_context(example.context.feature, video, id_key, label_key)
    for name, frames in video["features"].items():
        feature_list = example.feature_lists.feature_list[name]
        for frame in frames:
            if float_bytes:
                frame = np.frombuffer(frame.tobytes(), np.uint8)
            _set_values(feature_list.feature.add(), frame)
    return example.SerializeToString(deterministic=True)


def monet_record(video):
    """Returns a video as MoNet's authors store it, one label a video."""
    features = {MONET_KEYS[n]: v for n, v in video["features"].items()}
    record = frame_record(
        video | {"features": features}, "video", "label_index", float_bytes=True
    )
    example = tf.train.SequenceExample.FromString(record)
    context = example.context.feature
    for name in ("num_feature", "num_frames"):
        context[name].int64_list.value.append(len(features["rgb_feature"]))
    context["label_name"].bytes_list.value.append(b"unlabelled")
    return example.SerializeToString(deterministic=True)


def video_record(video, id_key="id"):
    """Returns a video as a serialised Example."""
    example = tf.train.Example()
    _set_context(example.features.feature, video, id_key)
    for name, values in video["features"].items():
        _set_values(example.features.feature[name], values)
    return example.SerializeToString(deterministic=True)


def _set_context(context, video, id_key, label_key="labels"):
    context[id_key].bytes_list.value.append(video["id"].encode())
    if video.get("labels") is not None:
        context[label_key].int64_list.value.extend(video["labels"])


def _set_values(feature, values):
    if values.dtype == np.uint8:
        feature.bytes_list.value.append(values.tobytes())
    else:
        feature.float_list.value.extend(values.tolist())
