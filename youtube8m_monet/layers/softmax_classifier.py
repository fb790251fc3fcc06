"""One distribution over all classes."""

import keras
from keras import ops

from youtube8m_monet.layers.logistic_classifier import LogisticClassifier


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class SoftmaxClassifier(LogisticClassifier):
    """Multinomial logistic regression, for data with one label a video.

        p = softmax(W x + b)

    Args:
        num_classes: C, the number of classes.
        l2_penalty: Weight of the regularisation `sum(W^2) / 2`.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: One vector a video, `[B, D]`.

    Returns:
        Probabilities that sum to 1, float32 `[B, C]`.

    Example:
    >>> classifier = SoftmaxClassifier(num_classes=4)
    >>> round(float(np.sum(classifier(np.ones((1, 8))))), 4)
    1.0
    """

    def call(self, features):
        return ops.softmax(self.logits(features), axis=-1)
