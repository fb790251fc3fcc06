"""A record as Python sees it: frame-level and video-level alike."""

import tensorflow as tf
from google.protobuf.message import DecodeError

from youtube8m_monet.data.record_layout import BYTES, FLOATS

ID_KEYS = ("id", "video_id", "video")


class RecordProto:
    """A record as Python sees it: frame-level and video-level alike.

    A SequenceExample begins with the same field as an Example, so one parse
    serves both: a record with feature lists is frame-level.

    Args:
        data: The serialised record.

    Raises:
        ValueError: The bytes are neither.
    """

    def __init__(self, data):
        try:
            proto = tf.train.SequenceExample.FromString(data)
        except DecodeError as error:
            raise ValueError("neither Example nor SequenceExample") from error
        self.context = proto.context.feature
        self._lists = proto.feature_lists.feature_list

    @property
    def kind(self):
        """Either "frame" or "video"."""
        return "frame" if self._lists else "video"

    @property
    def id_key(self):
        """The feature that holds the video's id, or None."""
        present = (key for key in ID_KEYS if self.video_id(key) is not None)
        return next(present, None)

    def video_id(self, id_key):
        """Returns the video's id, or None."""
        if id_key not in self.context:
            return None
        values = self.context[id_key].bytes_list.value
        return values[0].decode(errors="replace") if len(values) == 1 else None

    @property
    def feature_names(self):
        """The names of the features that may be model inputs, sorted."""
        if self._lists:
            return tuple(sorted(self._lists))
        floats = (
            name
            for name, feature in self.context.items()
            if feature.WhichOneof("kind") == "float_list"
        )
        return tuple(sorted(floats))

    def frames(self, name):
        """Returns the feature's vectors as protos; one for a video."""
        if self._lists:
            return self._lists[name].feature
        return [self.context[name]]


def storage_of(vector):
    """Returns how a vector is stored: "bytes", "floats" or None."""
    kind = vector.WhichOneof("kind")
    return {"bytes_list": BYTES, "float_list": FLOATS}.get(kind)


def size_of(vector):
    """Returns the length of a vector."""
    if storage_of(vector) == FLOATS:
        return len(vector.float_list.value)
    return sum(len(value) for value in vector.bytes_list.value)
