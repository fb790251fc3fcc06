"""Multi-scale temporal relations between the frames of a video."""

import math

import keras
from keras import ops

from youtube8m_monet.errors import UserError


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class TemporalRelation(keras.layers.Layer):
    """Describes a video by relations between ordered frames, at many scales.

    N frames stand for the video, the centres of N segments of equal length:
    frame floor((i + 1/2) num_frames / N) for i = 0..N-1. A relation of scale
    n is an ordered n-subset f_1 < ... < f_n of them, and the scales are summed
    (Eq. 1 to 3 of the paper; g_n and h_n as in its code):

        g_n(f)    = relu(G_n relu([f_1; ...; f_n]) + c_n)
        T_n       = h_n(sum over relations f of g_n(f))
        v         = T_2 + T_3 + ... + T_N

    Every h_n is linear, so the sum of all T_n is one product of the stacked
    sums with the stacked h_n, and needs a single bias.

    Which relations a scale has is fixed, the same in training and at
    inference: with R = `trn_relations_per_scale`, the centres of R equal parts
    of the list of all n-subsets in lexicographic order. The original draws
    them anew at every step, and at inference as well. They are summed as in
    the paper, not averaged: the largest scale has one relation only.

    Args:
        trn_num_segments: N.
        trn_relations_per_scale: R, how many relations a scale has at most.
        trn_hidden_size: H, the outputs of every g_n.
        trn_units: U, the size of the result.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: `[B, T, D]`.
        num_frames: Valid frames of each video, int `[B]`.

    Returns:
        `[B, U]` in the compute dtype; zero for a video without frames.

    Masking:
        The N frames are valid ones, repeated where a video has fewer, so
        frames past `num_frames` change nothing.

    Raises:
        UserError: For fewer than two segments, or another size below one.

    Example:
    >>> encoder = TemporalRelation(trn_hidden_size=8, trn_units=16)
    >>> tuple(encoder(np.ones((2, 30, 4)), np.array([30, 3])).shape)
    (2, 16)

    References:
        Zhou, Andonian, Oliva, Torralba. Temporal Relational Reasoning in
        Videos. ECCV 2018, arXiv:1711.08496.
    """

    def __init__(
        self,
        trn_num_segments=8,
        trn_relations_per_scale=3,
        trn_hidden_size=256,
        trn_units=1024,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.trn_num_segments = trn_num_segments
        self.trn_relations_per_scale = trn_relations_per_scale
        self.trn_hidden_size = trn_hidden_size
        self.trn_units = trn_units
        _at_least(2, trn_num_segments=trn_num_segments)
        _at_least(
            1,
            trn_relations_per_scale=trn_relations_per_scale,
            trn_hidden_size=trn_hidden_size,
            trn_units=trn_units,
        )
        self.relations = [
            _relations(size, trn_num_segments, trn_relations_per_scale)
            for size in range(2, trn_num_segments + 1)
        ]
        self.perceptrons = [
            keras.layers.Dense(
                trn_hidden_size,
                activation="relu",
                dtype=self.dtype_policy,
                name=f"relation_{size}",
            )
            for size in range(2, trn_num_segments + 1)
        ]
        self.readout = keras.layers.Dense(
            trn_units, dtype=self.dtype_policy, name="readout"
        )

    def build(self, features_shape, num_frames_shape=None):
        num_features = features_shape[-1]
        scales = zip(self.relations, self.perceptrons, strict=True)
        for relations, perceptron in scales:
            perceptron.build((None, None, len(relations[0]) * num_features))
        stacked = len(self.perceptrons) * self.trn_hidden_size
        self.readout.build((None, stacked))

    def call(self, features, num_frames):
        size = features.shape[-1]
        # A video without frames has padding there, whatever that holds.
        empty = (num_frames == 0)[:, None]
        centres = self._segment_centres(features, num_frames)
        frames = ops.relu(ops.where(empty[..., None], 0, centres))
        sums = []
        scales = zip(self.relations, self.perceptrons, strict=True)
        for relations, perceptron in scales:
            shape = (-1, len(relations), len(relations[0]) * size)
            members = ops.take(frames, sum(relations, ()), axis=1)
            hidden = perceptron(ops.reshape(members, shape))
            sums.append(ops.sum(hidden, axis=1))
        output = self.readout(ops.concatenate(sums, axis=-1))
        return ops.where(empty, 0, output)

    def _segment_centres(self, features, num_frames):
        """Returns the N frames that stand for a video, `[B, N, D]`."""
        segments = self.trn_num_segments
        batch, steps, size = ops.shape(features)
        count = ops.minimum(ops.cast(num_frames, "int32"), steps)[:, None]
        # In whole numbers, where floating point could round past the last.
        halves = 2 * ops.arange(segments, dtype="int32") + 1
        index = halves * count // (2 * segments)
        first = ops.arange(batch, dtype="int32")[:, None] * steps
        rows = ops.reshape(features, (-1, size))
        return ops.take(rows, first + index, axis=0)

    def multiply_adds(self, num_features, num_frames=1):
        """Counts the multiply-adds of the matrix products for one video.

        Args:
            num_features: D, the size of a feature.
            num_frames: T. Any number gives the same count: N frames are read.

        Returns:
            The sum over the scales n of `R_n n D H + H U`, with R_n relations.
        """
        members = sum(len(sum(rows, ())) for rows in self.relations)
        products = members * num_features * self.trn_hidden_size
        stacked = len(self.relations) * self.trn_hidden_size
        return products + stacked * self.trn_units

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        return (features_shape[0], self.trn_units)

    def get_config(self):
        return {
            **super().get_config(),
            "trn_num_segments": self.trn_num_segments,
            "trn_relations_per_scale": self.trn_relations_per_scale,
            "trn_hidden_size": self.trn_hidden_size,
            "trn_units": self.trn_units,
        }


def _at_least(smallest, **sizes):
    for name, value in sizes.items():
        if value < smallest:
            raise UserError(
                "The temporal relation network is too small.",
                expected=f"at least {smallest}",
                received=f"{name}={value}",
                fix=f"Set --{name} to a larger number.",
            )


def _relations(size, num_segments, at_most):
    """Returns evenly chosen subsets of a size, as tuples of indices."""
    total = math.comb(num_segments, size)
    count = min(at_most, total)
    ranks = [(2 * index + 1) * total // (2 * count) for index in range(count)]
    return [_subset(size, num_segments, rank) for rank in ranks]


def _subset(size, num_segments, rank):
    """Returns the subset at a rank of the lexicographic order.

    Found by counting, because there may be too many subsets to list.
    """
    subset, candidate = [], 0
    while len(subset) < size:
        missing = size - len(subset) - 1
        with_candidate = math.comb(num_segments - candidate - 1, missing)
        if rank < with_candidate:
            subset.append(candidate)
        else:
            rank -= with_candidate
        candidate += 1
    return tuple(subset)
