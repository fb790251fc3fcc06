"""A compact, growing store of ranked predictions."""

import numpy as np

from youtube8m_monet.metrics.ranked_average_precision import rank_keys

_CHUNK_VIDEOS = 1 << 15


class PredictionStore:
    """Keeps the best classes of every video, seven bytes an entry.

    Memory grows by chunks, so that nothing is copied as it grows and a small
    batch costs no more than its entries.

    Args:
        num_classes: C.
        top_k: Entries a video.
    """

    def __init__(self, num_classes, top_k):
        self.top_k = top_k
        self.num_videos = 0
        fits = num_classes <= np.iinfo(np.uint16).max + 1
        self._class_dtype = np.uint16 if fits else np.uint32
        self._chunks = []

    def append(self, classes, scores, hits):
        """Adds the entries of a batch, each `[B, top_k]`."""
        start = 0
        while start < len(scores):
            used = self.num_videos % _CHUNK_VIDEOS
            if not used:
                self._chunks.append(self._new_chunk())
            stop = min(start + _CHUNK_VIDEOS - used, len(scores))
            rows = slice(used, used + stop - start)
            for stored, new in zip(
                self._chunks[-1], (classes, scores, hits), strict=True
            ):
                stored[rows] = new[start:stop]
            self.num_videos += stop - start
            start = stop

    def keys(self, by_class):
        """Returns the rank key of every entry, uint64 `[N]`.

        Args:
            by_class: Whether each class is a list of its own, or all are one.
        """
        keys = np.empty(self.num_videos * self.top_k, np.uint64)
        for rows, classes, scores, _ in self._filled():
            groups = classes.ravel() if by_class else 0
            keys[rows] = rank_keys(scores.ravel(), groups)
        return keys

    def hits(self):
        """Returns whether each entry is a label of its video, bool `[N]`."""
        hits = np.empty(self.num_videos * self.top_k, bool)
        for rows, _, _, chunk in self._filled():
            hits[rows] = chunk.ravel()
        return hits

    def _new_chunk(self):
        shape = (_CHUNK_VIDEOS, self.top_k)
        dtypes = (self._class_dtype, np.float32, bool)
        return tuple(np.empty(shape, dtype) for dtype in dtypes)

    def _filled(self):
        for index, chunk in enumerate(self._chunks):
            first = index * _CHUNK_VIDEOS
            count = min(_CHUNK_VIDEOS, self.num_videos - first)
            rows = slice(first * self.top_k, (first + count) * self.top_k)
            yield rows, *(array[:count] for array in chunk)
