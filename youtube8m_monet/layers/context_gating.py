"""Lets the features of a video switch one another on and off."""

import keras
from keras import ops

from youtube8m_monet.layers.batch_norm import MOMENTUM, batch_norm


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class ContextGating(keras.layers.Layer):
    """Multiplies features by gates that read all the features.

        y = x * sigmoid(BN(W x))                          reduction=None
        y = x * sigmoid(W_2 relu(BN(W_1 x)))              reduction=r

    The first is the gating of Miech et al., the second, with D / r hidden
    units, that of squeeze-and-excitation as NeXtVLAD uses it.

    Args:
        reduction: r. `None`: gates without hidden units.
        batch_norm: `False`: a bias instead of BN.
        remove_diagonal: Whether a feature's own weight in W counts as 0. Only
            without `reduction`.
        batch_norm_momentum: Share of the moving statistics kept at a step.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: `[B, D]`.
        training: Whether the batch norm trains.

    Returns:
        `[B, D]` in the compute dtype.

    Raises:
        ValueError: For `remove_diagonal` together with `reduction`.

    Example:
    >>> gating = ContextGating(reduction=4)
    >>> tuple(gating(np.ones((2, 8))).shape)
    (2, 8)

    References:
        Miech, Laptev, Sivic. Learnable pooling with Context Gating for video
        classification. 2017, arXiv:1706.06905.
        Lin, Xiao, Fan. NeXtVLAD. 2018, arXiv:1811.05014.
    """

    def __init__(
        self,
        reduction=None,
        batch_norm=True,
        remove_diagonal=False,
        batch_norm_momentum=MOMENTUM,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if remove_diagonal and reduction is not None:
            raise ValueError(
                "Only gates without hidden units have a diagonal. Expected "
                "remove_diagonal=False or reduction=None. Received: "
                f"remove_diagonal={remove_diagonal}, reduction={reduction}"
            )
        self.reduction = reduction
        self.batch_norm = batch_norm
        self.remove_diagonal = remove_diagonal
        self.batch_norm_momentum = batch_norm_momentum

    def build(self, features_shape):
        size = features_shape[-1]
        hidden = size if self.reduction is None else size // self.reduction
        initializer = "he_normal"
        if self.reduction is None:
            initializer = keras.initializers.RandomNormal(stddev=size**-0.5)
        self.first = self._dense(
            "first", hidden, initializer, use_bias=not self.batch_norm
        )
        self.first.build(features_shape)
        shape = (*features_shape[:-1], hidden)
        self.norm = None
        if self.batch_norm:
            self.norm = batch_norm(
                "gating_bn", self.dtype_policy, self.batch_norm_momentum
            )
            self.norm.build(shape)
        self.second = None
        if self.reduction is not None:
            self.second = self._dense("second", size, initializer, False)
            self.second.build(shape)

    def _dense(self, name, units, initializer, use_bias):
        return keras.layers.Dense(
            units,
            use_bias=use_bias,
            kernel_initializer=initializer,
            dtype=self.dtype_policy,
            name=name,
        )

    def call(self, features, training=None):
        gates = self.first(features)
        if self.remove_diagonal:
            diagonal = ops.cast(ops.diagonal(self.first.kernel), gates.dtype)
            gates = gates - features * diagonal
        if self.norm is not None:
            gates = self.norm(gates, training=training)
        if self.second is not None:
            gates = self.second(ops.relu(gates))
        return features * ops.sigmoid(gates)

    def compute_output_shape(self, features_shape):
        return features_shape

    def get_config(self):
        return {
            **super().get_config(),
            "reduction": self.reduction,
            "batch_norm": self.batch_norm,
            "remove_diagonal": self.remove_diagonal,
            "batch_norm_momentum": self.batch_norm_momentum,
        }
