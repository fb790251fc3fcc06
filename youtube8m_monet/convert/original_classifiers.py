"""The starter's classifiers, which end every original model but MoNet."""

from youtube8m_monet.convert.original_layers import LOGISTIC, MOE
from youtube8m_monet.convert.original_model import (
    OriginalModel,
    known,
    ratio,
    size,
)
from youtube8m_monet.convert.pair import prefixed


def logistic_classifier(shapes, scope=""):
    """Returns the pairs and the options of a LogisticModel in a scope."""
    classes = size(shapes, f"{scope}fully_connected/biases")
    return LOGISTIC, known(num_classes=classes)


def moe_classifier(shapes, scope=""):
    """Returns the pairs and the options of a MoeModel in a scope."""
    gates = size(shapes, f"{scope}gates/weights")
    experts = size(shapes, f"{scope}experts/biases")
    # Every class has one gate more than experts.
    classes = gates - experts if gates and experts else None
    experts = ratio(experts, classes)
    return MOE, known(num_classes=classes, moe_num_mixtures=experts)


def classifier(shapes, scope=""):
    """Returns the pairs and the options of the one that a scope holds."""
    if f"{scope}gates/weights" in shapes:
        name, (pairs, options) = "MoeModel", moe_classifier(shapes, scope)
    else:
        name = "LogisticModel"
        pairs, options = logistic_classifier(shapes, scope)
    return pairs, {"video_level_classifier_model": name, **options}


def stream_model(shapes, encoder, options, feature_sizes):
    """Returns the `OriginalModel` of an encoder and what classifies it.

    Args:
        shapes: The shapes of the variables by name.
        encoder: The encoder's pairs.
        options: Its options.
        feature_sizes: As for `OriginalModel`.
    """
    pairs, classifier_options = classifier(shapes)
    return OriginalModel(
        [
            *prefixed(encoder, "", "stream.encoder."),
            *prefixed(pairs, "", "stream.classifier."),
        ],
        {**options, **classifier_options},
        feature_sizes,
    )
