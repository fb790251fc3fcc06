"""A record as Python sees it: frame-level and video-level alike."""

import tensorflow as tf
from google.protobuf.message import DecodeError

from youtube8m_monet.data.record_layout import (
    BYTES,
    BYTES_PER_VALUE,
    FLOAT_BYTES,
    FLOATS,
)

ID_KEYS = ("id", "video_id", "video")
LABEL_KEYS = ("labels", "label_index")
# What the records of MoNet's authors call the features.
_OTHER_KEYS = {
    "rgb": "rgb_feature",
    "flow": "flow_feature",
    "monet_flow": "Monet_flow_feature",
}


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

    @property
    def label_key(self):
        """The feature that holds the labels, "labels" if there are none."""
        present = (key for key in LABEL_KEYS if key in self.context)
        return next(present, LABEL_KEYS[0])

    def feature_key(self, name):
        """Returns what the record calls a feature, `name` if it has none."""
        other = _OTHER_KEYS.get(name)
        known = self.feature_names
        return other if name not in known and other in known else name

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

    def frames(self, key):
        """Returns the feature's vectors as protos; one for a video."""
        if self._lists:
            return self._lists[key].feature
        return [self.context[key]]


def storage_of(vector, size, otherwise=BYTES):
    """Returns how a vector is stored, or None.

    Args:
        vector: The proto.
        size: That the vector should have; by it the two kinds of byte strings
            are told apart.
        otherwise: The kind of byte strings that are neither.
    """
    kind = vector.WhichOneof("kind")
    if kind == "bytes_list":
        kinds = {size: BYTES, 4 * size: FLOAT_BYTES}
        return kinds.get(size_of(vector, BYTES), otherwise)
    return FLOATS if kind == "float_list" else None


def size_of(vector, storage):
    """Returns the length of a vector, a fraction for broken float32 bytes."""
    if storage == FLOATS:
        return len(vector.float_list.value)
    count = sum(len(value) for value in vector.bytes_list.value)
    return count / 4 if storage == FLOAT_BYTES else count


def is_sound(vector, size, storage):
    """Says whether a vector is stored as it should be, fast."""
    if storage == FLOATS:
        return len(vector.float_list.value) == size
    strings = vector.bytes_list.value
    width = BYTES_PER_VALUE[storage] * size
    return len(strings) == 1 and len(strings[0]) == width
