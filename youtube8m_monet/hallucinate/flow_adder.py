"""Adds flow to records that have none."""

import numpy as np
import tensorflow as tf

from youtube8m_monet.data.quantise import count_clipped, quantise
from youtube8m_monet.errors import UserError

STORAGES = ("float32", "uint8")
FLOW = "flow"
# As `RecordProto` knows them: ours, and that of MoNet's authors.
_FLOW_KEYS = (FLOW, "flow_feature")


class FlowAdder:
    """Adds flow to the records of a shard, and counts what it adds.

    Args:
        shard: The file, for errors.
        like: Name of the feature list in the records that tells their number
            of frames.
        storage: "float32", a list of floats a frame; or "uint8", a byte
            string a frame, which clips what lies outside [-2, 2].

    Attributes:
        num_records: Records so far.
        num_values: Values of flow so far, without the zeros behind it.
        num_clipped: How many of them the storage clips.
    """

    def __init__(self, shard, like, storage="float32"):
        self._shard = shard
        self._like = like
        self._storage = storage
        self.num_records = self.num_values = self.num_clipped = 0

    def add(self, record, flow):
        """Returns a record with a feature list `flow`, all else as it is.

        Args:
            record: A serialised SequenceExample.
            flow: float32 `[T, D]`; T may be less than the record's number of
                frames: the others get zeros.

        Returns:
            Bytes, the same for the same record and flow.

        Raises:
            UserError: If the record has flow.
        """
        example = tf.train.SequenceExample.FromString(record)
        lists = example.feature_lists.feature_list
        self._check_has_no_flow(lists)
        frames = np.zeros((len(lists[self._like].feature), flow.shape[1]), "f4")
        frames[: len(flow)] = flow
        add_frame = _add_floats
        if self._storage == "uint8":
            self.num_clipped += count_clipped(flow)
            frames, add_frame = quantise(frames), _add_codes
        for frame in frames:
            add_frame(lists[FLOW].feature.add(), frame)
        self.num_values += flow.size
        self.num_records += 1
        return example.SerializeToString(deterministic=True)

    def _check_has_no_flow(self, lists):
        if not any(key in lists for key in _FLOW_KEYS):
            return
        raise UserError(
            "The records have flow already.",
            expected="records without flow",
            received=f"shard={self._shard!r}, record {self.num_records} with "
            f"features {', '.join(sorted(lists))}",
            fix="Set --input_data_pattern to records without flow. To train "
            "on the flow of these, give them to train.py with "
            "--flow_source=records.",
        )


def without_flow(record):
    """Returns a record as it was before `FlowAdder.add`, in canonical bytes.

    Args:
        record: A serialised SequenceExample.
    """
    example = tf.train.SequenceExample.FromString(record)
    example.feature_lists.feature_list.pop(FLOW, None)
    return example.SerializeToString(deterministic=True)


def _add_codes(feature, frame):
    feature.bytes_list.value.append(frame.tobytes())


def _add_floats(feature, frame):
    # The list as it is on the wire: a hundred times faster than to extend it
    # by a NumPy array, and the flow of a video is 300,000 values.
    values = frame.astype("<f4").tobytes()
    feature.float_list.MergeFromString(b"\x0a" + _varint(len(values)) + values)


def _varint(number):
    """Returns an int as protocol buffers write it, seven bits a byte."""
    low, rest = number & 127, number >> 7
    return bytes([low | 128]) + _varint(rest) if rest else bytes([low])
