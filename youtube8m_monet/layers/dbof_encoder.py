"""The starter's deep bag of frames up to its classifier."""

import keras
from keras import ops

from youtube8m_monet.errors import unknown_name
from youtube8m_monet.layers.batch_norm import MOMENTUM, batch_norm
from youtube8m_monet.layers.frame_mask import frame_mask, without_padding
from youtube8m_monet.layers.frame_pooling import FramePooling
from youtube8m_monet.layers.frame_sampling import FrameSampling

ACTIVATIONS = ("sigmoid", "relu6")


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class DbofEncoder(keras.layers.Layer):
    """Describes a video by a vector, as the starter's DbofModel does.

        u_t = f(BN(W BN(x_t)))
        v   = maximum or average of u_t over the frames
        y   = f(BN(V v))

    Training reads a random sample of the frames, inference every valid frame:
    the starter samples there too, and so changes its mind from run to run.

    Args:
        iterations: Frames to sample of each video in training.
        dbof_add_batch_norm: `False`: biases instead of every batch norm.
        sample_random_frames: `False`: training samples consecutive frames.
        dbof_cluster_size: Size of u.
        dbof_hidden_size: H, the size of the result.
        dbof_pooling_method: `"max"` or `"average"`.
        dbof_activation: f, `"sigmoid"` or `"relu6"`.
        batch_norm_momentum: Share of the moving statistics kept at a step.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: `[B, T, D]`.
        num_frames: Valid frames of each video, int `[B]`.
        training: Whether to sample frames; whether batch norms train.

    Returns:
        `[B, H]` in the compute dtype.

    Raises:
        UserError: For an unknown activation or pooling method.

    Example:
    >>> encoder = DbofEncoder(dbof_cluster_size=32, dbof_hidden_size=16)
    >>> tuple(encoder(np.ones((2, 8, 4)), np.array([8, 3])).shape)
    (2, 16)
    """

    def __init__(
        self,
        iterations=30,
        dbof_add_batch_norm=True,
        sample_random_frames=True,
        dbof_cluster_size=8192,
        dbof_hidden_size=1024,
        dbof_pooling_method="max",
        dbof_activation="sigmoid",
        batch_norm_momentum=MOMENTUM,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if dbof_activation not in ACTIVATIONS:
            raise unknown_name(
                "activation", dbof_activation, ACTIVATIONS, "dbof_activation"
            )
        self.iterations = iterations
        self.dbof_add_batch_norm = dbof_add_batch_norm
        self.sample_random_frames = sample_random_frames
        self.dbof_cluster_size = dbof_cluster_size
        self.dbof_hidden_size = dbof_hidden_size
        self.dbof_pooling_method = dbof_pooling_method
        self.dbof_activation = dbof_activation
        self.batch_norm_momentum = batch_norm_momentum
        self.activation = keras.activations.get(dbof_activation)
        self.sampling = FrameSampling(
            iterations, sample_random_frames, dtype=self.dtype_policy
        )
        self.pooling = FramePooling(
            dbof_pooling_method, dtype=self.dtype_policy
        )

    def build(self, features_shape, num_frames_shape=None):
        self.input_bn = self._norm("input_bn", features_shape)
        shape = (*features_shape[:-1], self.dbof_cluster_size)
        self.cluster = self._dense("cluster", shape[-1], features_shape)
        self.cluster_bn = self._norm("cluster_bn", shape)
        self.hidden = self._dense(
            "hidden", self.dbof_hidden_size, (None, shape[-1])
        )
        self.hidden_bn = self._norm("hidden_bn", (None, self.dbof_hidden_size))

    def _dense(self, name, units, shape):
        dense = keras.layers.Dense(
            units,
            use_bias=not self.dbof_add_batch_norm,
            kernel_initializer=keras.initializers.RandomNormal(
                stddev=shape[-1] ** -0.5
            ),
            dtype=self.dtype_policy,
            name=name,
        )
        dense.build(shape)
        return dense

    def _norm(self, name, shape):
        if not self.dbof_add_batch_norm:
            return None
        norm = batch_norm(name, self.dtype_policy, self.batch_norm_momentum)
        norm.build(shape)
        return norm

    def call(self, features, num_frames, training=None):
        if training:
            features = self.sampling(features, num_frames)
            num_frames = ops.where(num_frames > 0, self.iterations, 0)
        if self.input_bn is not None:
            steps = ops.shape(features)[1]
            mask = frame_mask(num_frames, steps, "bool")[..., 0]
            features = without_padding(features, num_frames)
            features = self.input_bn(features, mask=mask, training=training)
        features = self.cluster(features)
        if self.cluster_bn is not None:
            features = self.cluster_bn(features, mask=mask, training=training)
        video = self.pooling(self.activation(features), num_frames)
        video = self.hidden(video)
        if self.hidden_bn is not None:
            video = self.hidden_bn(video, training=training)
        return self.activation(video)

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        return (features_shape[0], self.dbof_hidden_size)

    def get_config(self):
        return {
            **super().get_config(),
            "iterations": self.iterations,
            "dbof_add_batch_norm": self.dbof_add_batch_norm,
            "sample_random_frames": self.sample_random_frames,
            "dbof_cluster_size": self.dbof_cluster_size,
            "dbof_hidden_size": self.dbof_hidden_size,
            "dbof_pooling_method": self.dbof_pooling_method,
            "dbof_activation": self.dbof_activation,
            "batch_norm_momentum": self.batch_norm_momentum,
        }
