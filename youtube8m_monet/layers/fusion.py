"""One prediction from those of several streams."""

import keras
from keras import ops

from youtube8m_monet.errors import UserError, unknown_name

METHODS = ("mean", "learned")


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class Fusion(keras.layers.Layer):
    """A convex combination of the probabilities of S streams.

        p = sum_s w_s p_s        w given, or w = softmax(logits), learned

    Args:
        method: `"mean"`, with given weights, or `"learned"`, whose logits
            start at 0: from the average.
        weights: S weights that sum to 1, for `"mean"`. `None`: 1 / S each, the
            average of the MoNet paper.
        per_class: Whether each class learns weights of its own.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        predictions: List of S probabilities, each `[B, C]`.

    Returns:
        Probabilities, float32 `[B, C]`.

    Raises:
        UserError: For an unknown method, or weights that are no average.

    Example:
    >>> p = Fusion("mean")([np.array([[0.2]]), np.array([[0.6]])])
    >>> round(float(p[0, 0]), 4)
    0.4

    References:
        Tang, Ma, Zhou. Hallucinating Optical Flow Features for Video
        Classification. IJCAI 2019, arXiv:1905.11799.
    """

    def __init__(self, method="mean", weights=None, per_class=False, **kwargs):
        # Probabilities stay float32 under every policy.
        super().__init__(autocast=False, **kwargs)
        if method not in METHODS:
            raise unknown_name("fusion", method, METHODS, "fusion")
        if weights is not None and (
            min(weights) < 0 or abs(sum(weights) - 1) > 1e-6
        ):
            raise UserError(
                "The weights of the streams are no average.",
                expected="weights of 0 or more that sum to 1",
                received=f"weights={list(weights)}",
                fix="Set --flow_weight to a number from 0 to 1.",
            )
        self.method = method
        self.stream_weights = None if weights is None else list(weights)
        self.per_class = per_class

    def build(self, predictions_shape):
        if self.method == "learned":
            classes = predictions_shape[0][-1] if self.per_class else 1
            self.logits = self.add_weight(
                name="logits",
                shape=(len(predictions_shape), classes),
                initializer="zeros",
                autocast=False,
            )

    def call(self, predictions):
        streams = [ops.cast(p, "float32") for p in predictions]
        if self.method == "learned":
            weights = ops.unstack(ops.softmax(self.logits, axis=0))
        elif self.stream_weights is not None:
            weights = self.stream_weights
        else:
            weights = [1 / len(streams)] * len(streams)
        return sum(w * p for w, p in zip(weights, streams, strict=True))

    def compute_output_shape(self, predictions_shape):
        return tuple(predictions_shape[0])

    def compute_output_spec(self, predictions):
        shape = self.compute_output_shape([p.shape for p in predictions])
        return keras.KerasTensor(shape, "float32")

    def get_config(self):
        return {
            **super().get_config(),
            "method": self.method,
            "weights": self.stream_weights,
            "per_class": self.per_class,
        }
