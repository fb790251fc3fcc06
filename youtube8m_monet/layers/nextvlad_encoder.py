"""The NeXtVLAD model up to its classifier."""

import keras
from keras import ops

from youtube8m_monet.errors import UserError
from youtube8m_monet.layers.batch_norm import MOMENTUM, batch_norm
from youtube8m_monet.layers.context_gating import ContextGating
from youtube8m_monet.layers.nextvlad import NeXtVLAD, group_size
from youtube8m_monet.layers.split_features import halved, split_features


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class NeXtVLADEncoder(keras.layers.Layer):
    """Describes a video by a vector, as the NeXtVLAD authors' model does.

        v = dropout(concatenation of the NeXtVLAD of every feature)
        h = BN(W v)
        y = gating(h)

    The first feature has K clusters and G groups, every further one half as
    many (rounded down, at least one).

    Args:
        feature_sizes: D of every feature, in the order of concatenation.
        nextvlad_cluster_size: K.
        nextvlad_hidden_size: H, the size of the result.
        groups: G.
        expansion: By how much NeXtVLAD expands a feature.
        drop_rate: Share of v that dropout drops.
        gating_reduction: By how much the gating reduces h.
        batch_norm_momentum: Share of the moving statistics kept at a step.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: The concatenated features, `[B, T, sum of D]`.
        num_frames: Valid frames of each video, int `[B]`.
        training: Whether dropout and batch norms train.

    Returns:
        `[B, H]` in the compute dtype.

    Raises:
        UserError: If a feature cannot be cut into its groups, or the gating
            reduces h to nothing.

    Example:
    >>> encoder = NeXtVLADEncoder([8, 4], 4, 16, groups=2)
    >>> features = np.ones((3, 5, 12), "float32")
    >>> tuple(encoder(features, np.array([5, 2, 1])).shape)
    (3, 16)
    """

    def __init__(
        self,
        feature_sizes,
        nextvlad_cluster_size=64,
        nextvlad_hidden_size=1024,
        groups=8,
        expansion=2,
        drop_rate=0.5,
        gating_reduction=8,
        batch_norm_momentum=MOMENTUM,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.feature_sizes = list(feature_sizes)
        self.nextvlad_cluster_size = nextvlad_cluster_size
        self.nextvlad_hidden_size = nextvlad_hidden_size
        self.groups = groups
        self.expansion = expansion
        self.drop_rate = drop_rate
        self.gating_reduction = gating_reduction
        self.batch_norm_momentum = batch_norm_momentum
        self._check_gating()
        self.vlads = [
            self._vlad(index) for index in range(len(self.feature_sizes))
        ]
        self.dropout = keras.layers.Dropout(drop_rate, dtype=self.dtype_policy)
        self.hidden = keras.layers.Dense(
            nextvlad_hidden_size,
            use_bias=False,
            kernel_initializer="he_normal",
            dtype=self.dtype_policy,
            name="hidden",
        )
        self.hidden_bn = batch_norm(
            "hidden_bn", self.dtype_policy, batch_norm_momentum
        )
        self.gating = ContextGating(
            reduction=gating_reduction,
            batch_norm_momentum=batch_norm_momentum,
            dtype=self.dtype_policy,
            name="gating",
        )

    def _check_gating(self):
        if self.nextvlad_hidden_size >= self.gating_reduction:
            return
        raise UserError(
            "Nothing is left of the context gating.",
            expected="a reduction of at most the hidden size, "
            f"{self.nextvlad_hidden_size}",
            received=f"gating_reduction={self.gating_reduction}",
            fix="Set --gating_reduction or --nextvlad_hidden_size.",
        )

    def _vlad(self, index):
        groups = halved(self.groups, index)
        # Fails here, before any data is read, rather than in `build`.
        group_size(self.feature_sizes[index], groups, self.expansion)
        return NeXtVLAD(
            halved(self.nextvlad_cluster_size, index),
            groups=groups,
            expansion=self.expansion,
            batch_norm_momentum=self.batch_norm_momentum,
            dtype=self.dtype_policy,
            name=f"vlad_{index}",
        )

    def build(self, features_shape, num_frames_shape=None):
        size = 0
        for vlad, feature_size in zip(
            self.vlads, self.feature_sizes, strict=True
        ):
            shape = (*features_shape[:-1], feature_size)
            vlad.build(shape)
            size += vlad.compute_output_shape(shape)[-1]
        self.dropout.build((None, size))
        self.hidden.build((None, size))
        self.hidden_bn.build((None, self.nextvlad_hidden_size))
        self.gating.build((None, self.nextvlad_hidden_size))

    def call(self, features, num_frames, training=None):
        parts = split_features(features, self.feature_sizes)
        parts = [
            vlad(part, num_frames, training=training)
            for vlad, part in zip(self.vlads, parts, strict=True)
        ]
        vlad = self.dropout(ops.concatenate(parts, -1), training=training)
        hidden = self.hidden_bn(self.hidden(vlad), training=training)
        return self.gating(hidden, training=training)

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        return (features_shape[0], self.nextvlad_hidden_size)

    def get_config(self):
        return {
            **super().get_config(),
            "feature_sizes": list(self.feature_sizes),
            "nextvlad_cluster_size": self.nextvlad_cluster_size,
            "nextvlad_hidden_size": self.nextvlad_hidden_size,
            "groups": self.groups,
            "expansion": self.expansion,
            "drop_rate": self.drop_rate,
            "gating_reduction": self.gating_reduction,
            "batch_norm_momentum": self.batch_norm_momentum,
        }
