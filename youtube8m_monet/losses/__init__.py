"""What training minimises."""

from youtube8m_monet.losses.hallucination_losses import (
    flow_loss,
    judgement_loss,
)
from youtube8m_monet.losses.label_losses import (
    CategoricalCrossEntropyLoss,
    CrossEntropyLoss,
    HingeLoss,
    SoftmaxLoss,
    get_loss,
)

__all__ = [
    "CategoricalCrossEntropyLoss",
    "CrossEntropyLoss",
    "HingeLoss",
    "SoftmaxLoss",
    "flow_loss",
    "get_loss",
    "judgement_loss",
]
