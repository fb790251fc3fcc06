"""A mixture of logistic experts a class."""

import keras
from keras import ops

from youtube8m_monet.layers.logistic_classifier import l2_regularizer


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class MoeClassifier(keras.layers.Layer):
    """A mixture of logistic experts, one for each class, as in the starter.

        p_c = sum_m softmax(V_c x)_m sigmoid(W_cm x + b_cm)      m = 1..M

    The softmax runs over M + 1 gates: the last one belongs to an expert that
    always says no. The gates have no bias.

    Args:
        num_classes: C, the number of classes.
        moe_num_mixtures: M, the experts of a class, without the one that says
            no.
        l2_penalty: Weight of the regularisation `(sum(V^2) + sum(W^2)) / 2`.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: One vector a video, `[B, D]`.

    Returns:
        Probabilities, float32 `[B, C]`.

    Example:
    >>> classifier = MoeClassifier(num_classes=3)
    >>> tuple(classifier(np.ones((2, 8))).shape)
    (2, 3)
    """

    def __init__(
        self, num_classes, moe_num_mixtures=2, l2_penalty=1e-8, **kwargs
    ):
        super().__init__(**kwargs)
        self.num_classes = num_classes
        self.moe_num_mixtures = moe_num_mixtures
        self.l2_penalty = l2_penalty
        self.gates = self._dense("gates", moe_num_mixtures + 1, use_bias=False)
        self.experts = self._dense("experts", moe_num_mixtures, use_bias=True)

    def _dense(self, name, units_per_class, use_bias):
        return keras.layers.Dense(
            self.num_classes * units_per_class,
            use_bias=use_bias,
            kernel_regularizer=l2_regularizer(self.l2_penalty),
            dtype=self.dtype_policy,
            name=name,
        )

    def build(self, features_shape):
        self.gates.build(features_shape)
        self.experts.build(features_shape)

    def call(self, features):
        experts = ops.sigmoid(self._by_class(self.experts(features)))
        gates = ops.softmax(self._by_class(self.gates(features)), axis=-1)
        return ops.sum(gates[..., :-1] * experts, axis=-1)

    def logits(self, features):
        """Returns the log odds `log(p / (1 - p))`, float32 `[B, C]`."""
        p = ops.clip(self(features), 1e-7, 1 - 1e-7)
        return ops.log(p) - ops.log1p(-p)

    def _by_class(self, activations):
        per_class = activations.shape[-1] // self.num_classes
        return ops.reshape(
            ops.cast(activations, "float32"), (-1, self.num_classes, per_class)
        )

    def compute_output_shape(self, features_shape):
        return (*features_shape[:-1], self.num_classes)

    def compute_output_spec(self, features):
        shape = self.compute_output_shape(features.shape)
        return keras.KerasTensor(shape, "float32")

    def get_config(self):
        return {
            **super().get_config(),
            "num_classes": self.num_classes,
            "moe_num_mixtures": self.moe_num_mixtures,
            "l2_penalty": self.l2_penalty,
        }
