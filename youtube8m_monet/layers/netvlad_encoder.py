"""The NetVLAD model up to its classifier."""

import keras
from keras import ops

from youtube8m_monet.layers.batch_norm import MOMENTUM, batch_norm
from youtube8m_monet.layers.context_gating import ContextGating
from youtube8m_monet.layers.frame_mask import frame_mask, without_padding
from youtube8m_monet.layers.netvlad import NetVLAD
from youtube8m_monet.layers.split_features import halved, split_features


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class NetVLADEncoder(keras.layers.Layer):
    """Describes a video by a vector, as the 2017 winners' model does.

        v = concatenation of the NetVLAD of every feature of BN(x)
        h = W v + b,  or  relu6(BN(W v))  with netvlad_relu
        y = gating(h)

    The first feature has K clusters, every further one half as many. The
    defaults are those of the winners' published command line. Unlike theirs,
    the model reads every valid frame instead of a random sample.

    Args:
        feature_sizes: D of every feature, in the order of concatenation.
        netvlad_cluster_size: K.
        netvlad_hidden_size: H, the size of the result.
        netvlad_add_batch_norm: `False`: biases instead of every batch norm.
        netvlad_relu: Whether the hidden layer has the activation relu6.
        gating: Whether context gating follows the hidden layer.
        gating_remove_diag: Whether a feature does not gate itself.
        batch_norm_momentum: Share of the moving statistics kept at a step.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: The concatenated features, `[B, T, sum of D]`.
        num_frames: Valid frames of each video, int `[B]`.
        training: Whether batch norms train.

    Returns:
        `[B, H]` in the compute dtype.

    Example:
    >>> encoder = NetVLADEncoder([8, 4], 4, 16)
    >>> features = np.ones((3, 5, 12), "float32")
    >>> tuple(encoder(features, np.array([5, 2, 1])).shape)
    (3, 16)
    """

    def __init__(
        self,
        feature_sizes,
        netvlad_cluster_size=256,
        netvlad_hidden_size=1024,
        netvlad_add_batch_norm=True,
        netvlad_relu=False,
        gating=True,
        gating_remove_diag=False,
        batch_norm_momentum=MOMENTUM,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.feature_sizes = list(feature_sizes)
        self.netvlad_cluster_size = netvlad_cluster_size
        self.netvlad_hidden_size = netvlad_hidden_size
        self.netvlad_add_batch_norm = netvlad_add_batch_norm
        self.netvlad_relu = netvlad_relu
        self.gating = gating
        self.gating_remove_diag = gating_remove_diag
        self.batch_norm_momentum = batch_norm_momentum

    def build(self, features_shape, num_frames_shape=None):
        self.input_bn = None
        if self.netvlad_add_batch_norm:
            self.input_bn = self._norm("input_bn", features_shape)
        self.vlads = []
        for index, size in enumerate(self.feature_sizes):
            vlad = self._vlad(index)
            vlad.build((*features_shape[:-1], size))
            self.vlads.append(vlad)
        self._build_hidden()
        self.context_gating = None
        if self.gating:
            self.context_gating = ContextGating(
                batch_norm=self.netvlad_add_batch_norm,
                remove_diagonal=self.gating_remove_diag,
                batch_norm_momentum=self.batch_norm_momentum,
                dtype=self.dtype_policy,
                name="gating",
            )
            self.context_gating.build((None, self.netvlad_hidden_size))

    def _vlad(self, index):
        return NetVLAD(
            halved(self.netvlad_cluster_size, index),
            batch_norm=self.netvlad_add_batch_norm,
            batch_norm_momentum=self.batch_norm_momentum,
            dtype=self.dtype_policy,
            name=f"vlad_{index}",
        )

    def _build_hidden(self):
        units = self.netvlad_hidden_size
        # Without an activation the original has a bias and no batch norm.
        has_norm = self.netvlad_add_batch_norm and self.netvlad_relu
        self.hidden = keras.layers.Dense(
            units,
            use_bias=not has_norm,
            # The vlad has length sqrt(features), however many dimensions.
            kernel_initializer=keras.initializers.RandomNormal(
                stddev=self.netvlad_cluster_size**-0.5
            ),
            dtype=self.dtype_policy,
            name="hidden",
        )
        size = sum(
            size * vlad.num_clusters
            for size, vlad in zip(self.feature_sizes, self.vlads, strict=True)
        )
        self.hidden.build((None, size))
        self.hidden_bn = None
        if has_norm:
            self.hidden_bn = self._norm("hidden_bn", (None, units))

    def _norm(self, name, shape):
        norm = batch_norm(name, self.dtype_policy, self.batch_norm_momentum)
        norm.build(shape)
        return norm

    def call(self, features, num_frames, training=None):
        if self.input_bn is not None:
            steps = ops.shape(features)[1]
            mask = frame_mask(num_frames, steps, "bool")
            features = without_padding(features, num_frames)
            features = self.input_bn(
                features, mask=mask[..., 0], training=training
            )
        parts = split_features(features, self.feature_sizes)
        parts = [
            vlad(part, num_frames, training=training)
            for vlad, part in zip(self.vlads, parts, strict=True)
        ]
        activation = self.hidden(ops.concatenate(parts, axis=-1))
        if self.hidden_bn is not None:
            activation = self.hidden_bn(activation, training=training)
        if self.netvlad_relu:
            activation = ops.relu6(activation)
        if self.context_gating is not None:
            activation = self.context_gating(activation, training=training)
        return activation

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        return (features_shape[0], self.netvlad_hidden_size)

    def get_config(self):
        return {
            **super().get_config(),
            "feature_sizes": list(self.feature_sizes),
            "netvlad_cluster_size": self.netvlad_cluster_size,
            "netvlad_hidden_size": self.netvlad_hidden_size,
            "netvlad_add_batch_norm": self.netvlad_add_batch_norm,
            "netvlad_relu": self.netvlad_relu,
            "gating": self.gating,
            "gating_remove_diag": self.gating_remove_diag,
            "batch_norm_momentum": self.batch_norm_momentum,
        }
