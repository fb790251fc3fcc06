"""Reads shards in Python and leaves bad records out."""

import tensorflow as tf

from youtube8m_monet.data.framing import walk_records
from youtube8m_monet.data.packing import pack
from youtube8m_monet.data.validation import find_fault


class SkippingReader:
    """Reads shards in Python and leaves bad records out.

    Every record is checked in full before TensorFlow sees it, which costs
    speed: see its row in `benchmarks/reader.py`.

    Args:
        shards: Files.
        layout: Their `RecordLayout`.
        bad_records: The `BadRecords` that counts.
        may_be_empty: Whether there need not be a good record.
    """

    def __init__(self, shards, layout, bad_records, may_be_empty=False):
        self._shards = shards
        self._layout = layout
        self._bad_records = bad_records
        self._exhausted = set()
        self._found_good = may_be_empty

    def dataset(self, index):
        """Returns a dataset of a shard's good records.

        Args:
            index: Of the shard, scalar int64 tensor.

        Returns:
            A dataset of `(origin, serialised)`.
        """
        return tf.data.Dataset.from_generator(
            self._good_records,
            args=(index,),
            output_signature=(
                tf.TensorSpec([], tf.int64),
                tf.TensorSpec([], tf.string),
            ),
        )

    def _good_records(self, index):
        shard = self._shards[index]
        for raw in walk_records(shard):
            fault = raw.fault or find_fault(raw.data, self._layout)
            if fault is None:
                self._found_good = True
                yield pack(int(index), raw.number), raw.data
            else:
                self._bad_records.add(shard, raw.number, raw.offset, fault)
        self._exhausted.add(int(index))
        self._refuse_endless_search()

    def _refuse_endless_search(self):
        # Epochs without a record would follow one another for ever.
        everything_read = len(self._exhausted) == len(self._shards)
        if everything_read and not self._found_good:
            raise self._bad_records.nothing_else()
