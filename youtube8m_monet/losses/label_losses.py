"""Losses between multi-hot labels and predictions, by the starter's names."""

import keras
from keras import ops

from youtube8m_monet.errors import unknown_name

_PACKAGE = "youtube8m_monet"


class LabelLoss(keras.losses.Loss):
    """A sum over the classes, then a mean over the videos.

    Subclasses define `per_label`. Computes in float32 whatever comes in.

    Call arguments:
        labels: `[B, C]` multi-hot; uint8, bool or float.
        predictions: `[B, C]`.
        weights: `None`; `[B]` or `[B, 1]`, a factor a video; or `[B, C]`, a
            factor a label. The mean stays over B, not over the weights.

    Returns:
        float32 scalar; `[B]` with `reduction="none"`.
    """

    def __init__(self, name=None, reduction="sum_over_batch_size"):
        super().__init__(name=name, reduction=reduction, dtype="float32")

    def __call__(self, labels, predictions, weights=None, sample_weight=None):
        """Returns the loss; Keras passes its weights as `sample_weight`."""
        weights = weights if weights is not None else sample_weight
        if weights is None:
            return super().__call__(labels, predictions)
        weights = ops.convert_to_tensor(weights, dtype=self.dtype)
        if len(weights.shape) == 2 and weights.shape[-1] == 1:
            weights = ops.squeeze(weights, axis=-1)
        if len(weights.shape) < 2:
            return super().__call__(labels, predictions, weights)
        # Label weights act before the sum over classes, in `call`.
        return super().__call__((labels, weights), predictions)

    def call(self, labels, predictions):
        """Returns the loss of each video, `[B]`."""
        weights = None
        if isinstance(labels, tuple):
            labels, weights = labels
        losses = self.per_label(labels, predictions)
        if weights is not None:
            losses = losses * weights
        return ops.sum(losses, axis=-1)

    def per_label(self, labels, predictions):
        """Returns the terms `[B, C]` that the loss sums over classes."""
        raise NotImplementedError


@keras.saving.register_keras_serializable(package=_PACKAGE)
class CrossEntropyLoss(LabelLoss):
    """Binary cross entropy of each class, of probabilities p.

        -y log(p + epsilon) - (1 - y) log(1 - p + epsilon)

    with epsilon = 1e-5, which also bounds the gradient at p = 0 and p = 1.

    Example:
    >>> import numpy as np
    >>> labels, predictions = np.array([[1, 0]]), np.array([[0.5, 0.25]])
    >>> round(float(CrossEntropyLoss()(labels, predictions)), 4)
    0.9808
    """

    epsilon = 1e-5

    def per_label(self, labels, predictions):
        """Returns the cross entropy of each class, `[B, C]`."""
        on = ops.log(predictions + self.epsilon)
        off = ops.log(1 - predictions + self.epsilon)
        return -(labels * on + (1 - labels) * off)


@keras.saving.register_keras_serializable(package=_PACKAGE)
class HingeLoss(LabelLoss):
    """Hinge of each class: max(0, margin - (2 y - 1) p).

    Args:
        margin: How far on the right side of 0 a prediction should be.
        name: Name of the loss.
        reduction: As for `keras.losses.Loss`.

    Example:
    >>> import numpy as np
    >>> float(HingeLoss()(np.array([[1, 0]]), np.array([[0.5, 0.25]])))
    1.75
    """

    def __init__(self, margin=1.0, name=None, reduction="sum_over_batch_size"):
        super().__init__(name=name, reduction=reduction)
        self.margin = margin

    def per_label(self, labels, predictions):
        """Returns the hinge of each class, `[B, C]`."""
        return ops.relu(self.margin - (2 * labels - 1) * predictions)

    def get_config(self):
        """Returns the arguments that make an equal loss."""
        return {**super().get_config(), "margin": self.margin}


@keras.saving.register_keras_serializable(package=_PACKAGE)
class SoftmaxLoss(LabelLoss):
    """Cross entropy of the softmax of the predictions, taken as logits z.

        -y / sum(y) * log softmax(z)

    A video without labels has a loss of 0.

    Example:
    >>> import numpy as np
    >>> loss = SoftmaxLoss()(np.array([[1, 1]]), np.array([[0.0, 0.0]]))
    >>> round(float(loss), 4)
    0.6931
    """

    def per_label(self, labels, predictions):
        """Returns the share of each class in the cross entropy, `[B, C]`."""
        total = ops.sum(labels, axis=-1, keepdims=True)
        share = labels / ops.maximum(total, 1e-7)
        return -share * ops.log_softmax(predictions, axis=-1)


@keras.saving.register_keras_serializable(package=_PACKAGE)
class CategoricalCrossEntropyLoss(LabelLoss):
    """Cross entropy of one distribution over the classes, p.

        -y / sum(y) * log(p + epsilon)

    for data with one label a video, such as Kinetics, and a classifier whose
    probabilities sum to 1 (`--video_level_classifier_model=SoftmaxModel`).
    A video without labels has a loss of 0.

    Example:
    >>> import numpy as np
    >>> labels, predictions = np.array([[1, 0]]), np.array([[0.5, 0.5]])
    >>> round(float(CategoricalCrossEntropyLoss()(labels, predictions)), 4)
    0.6931
    """

    epsilon = 1e-7

    def per_label(self, labels, predictions):
        """Returns the share of each class in the cross entropy, `[B, C]`."""
        total = ops.sum(labels, axis=-1, keepdims=True)
        share = labels / ops.maximum(total, 1e-7)
        return -share * ops.log(predictions + self.epsilon)


_LOSSES = {
    loss.__name__: loss
    for loss in (
        CategoricalCrossEntropyLoss,
        CrossEntropyLoss,
        HingeLoss,
        SoftmaxLoss,
    )
}


def get_loss(name):
    """Returns a new loss by the name that `--label_loss` takes.

    Raises:
        UserError: if there is no such loss; it lists the known ones.

    Example:
    >>> get_loss("HingeLoss").margin
    1.0
    """
    if name not in _LOSSES:
        raise unknown_name("loss", name, _LOSSES, "label_loss")
    return _LOSSES[name]()
