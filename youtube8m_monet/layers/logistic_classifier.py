"""Logistic regression a class."""

import keras
from keras import ops


def l2_regularizer(l2_penalty):
    """Returns the penalty `l2_penalty * sum(w^2) / 2`, or `None` for 0."""
    return keras.regularizers.L2(l2_penalty / 2) if l2_penalty else None


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class LogisticClassifier(keras.layers.Layer):
    """Logistic regression, one for each class, as in the starter code.

        p = sigmoid(W x + b)

    Args:
        num_classes: C, the number of classes.
        l2_penalty: Weight of the regularisation `sum(W^2) / 2`.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: One vector a video, `[B, D]`.

    Returns:
        Probabilities, float32 `[B, C]`.

    Example:
    >>> classifier = LogisticClassifier(num_classes=3)
    >>> tuple(classifier(np.ones((2, 8))).shape)
    (2, 3)
    """

    def __init__(self, num_classes, l2_penalty=1e-8, **kwargs):
        super().__init__(**kwargs)
        self.num_classes = num_classes
        self.l2_penalty = l2_penalty
        self.dense = keras.layers.Dense(
            num_classes,
            kernel_regularizer=l2_regularizer(l2_penalty),
            dtype=self.dtype_policy,
            name="dense",
        )

    def build(self, features_shape):
        self.dense.build(features_shape)

    def call(self, features):
        return ops.sigmoid(self.logits(features))

    def logits(self, features):
        """Returns `W x + b`, float32 `[B, C]`."""
        return ops.cast(self.dense(features), "float32")

    def compute_output_shape(self, features_shape):
        return (*features_shape[:-1], self.num_classes)

    def compute_output_spec(self, features):
        shape = self.compute_output_shape(features.shape)
        return keras.KerasTensor(shape, "float32")

    def get_config(self):
        return {
            **super().get_config(),
            "num_classes": self.num_classes,
            "l2_penalty": self.l2_penalty,
        }
