"""Remembers the position after each batch, however far reading runs ahead."""

import collections

import numpy as np

from youtube8m_monet.data.packing import pack, unpack
from youtube8m_monet.data.position import Position

_REMEMBERED = 4096


class PositionTracker:
    """Remembers the position after each batch of an iteration.

    The pipeline notes each batch as it makes it; the trainer asks for the
    batches it has used. The last few thousand batches are remembered.

    Args:
        start: The `Position` at which the iteration begins.
        remembered: How many batches are remembered.
    """

    def __init__(self, start, remembered=_REMEMBERED):
        self._start = start
        self._remembered = remembered
        self._positions = collections.OrderedDict()
        self._last_tag = None
        self._records_per_epoch = None

    @property
    def records_per_epoch(self):
        """Records in an epoch, exactly; None until one has been passed."""
        return self._records_per_epoch

    def after(self, batch_number):
        """Returns the `Position` after a batch's last record.

        Args:
            batch_number: Counts from 0 in each iteration of the dataset; -1
                gives the position at which the iteration began.
        """
        if batch_number < 0:
            return self._start
        if batch_number not in self._positions:
            raise LookupError(
                f"The position after batch {batch_number} is unknown: it has "
                f"not been read, or lies over {self._remembered} batches back."
            )
        return self._positions[batch_number]

    def between(self, start, end):
        """Returns the records from one `Position` to a later one."""
        if start.epoch == end.epoch:
            return end.record - start.record
        epochs = end.epoch - start.epoch
        return epochs * self._records_per_epoch + end.record - start.record

    def note(self, batch_number, tags):
        """Notes a batch; the pipeline calls it.

        Args:
            batch_number: Scalar int64.
            tags: int64 `[B]`, packed (epoch, index in the epoch).

        Returns:
            `batch_number`, as `tf.numpy_function` needs a value.
        """
        if batch_number == 0:
            self._last_tag = pack(self._start.epoch, self._start.record) - 1
        self._learn_epoch_size(tags)
        self._last_tag = int(tags[-1])
        epoch, index = unpack(self._last_tag)
        self._positions[int(batch_number)] = Position(epoch, index + 1)
        while len(self._positions) > self._remembered:
            self._positions.popitem(last=False)
        return batch_number

    def _learn_epoch_size(self, tags):
        expected = np.concatenate([[self._last_tag], tags[:-1]]) + 1
        (new_epochs,) = np.nonzero(tags != expected)
        if new_epochs.size:
            _, count = unpack(expected[new_epochs[-1]])
            self._records_per_epoch = int(count)
