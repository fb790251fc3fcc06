"""The classifiers by the names that `--video_level_classifier_model` takes."""

from youtube8m_monet.errors import unknown_name
from youtube8m_monet.layers.logistic_classifier import LogisticClassifier
from youtube8m_monet.layers.moe_classifier import MoeClassifier
from youtube8m_monet.layers.softmax_classifier import SoftmaxClassifier

CLASSIFIERS = {
    "LogisticModel": LogisticClassifier,
    "MoeModel": MoeClassifier,
    "SoftmaxModel": SoftmaxClassifier,
}


def video_level_classifier(
    num_classes,
    video_level_classifier_model="MoeModel",
    moe_num_mixtures=2,
    l2_penalty=1e-8,
    **kwargs,
):
    """Returns the classifier of a model that describes a video by a vector.

    Args:
        num_classes: C, the number of classes.
        video_level_classifier_model: `"LogisticModel"`, `"MoeModel"`, or
            `"SoftmaxModel"` for data with one label a video.
        moe_num_mixtures: Experts a class; only `"MoeModel"` reads it.
        l2_penalty: Weight of the regularisation.
        **kwargs: As for `keras.layers.Layer`.

    Raises:
        UserError: For an unknown name.

    Example:
    >>> video_level_classifier(3, "MoeModel", moe_num_mixtures=4).name
    'classifier'
    """
    name = video_level_classifier_model
    if name not in CLASSIFIERS:
        raise unknown_name(
            "classifier", name, CLASSIFIERS, "video_level_classifier_model"
        )
    kwargs = {"name": "classifier", "l2_penalty": l2_penalty, **kwargs}
    if CLASSIFIERS[name] is MoeClassifier:
        kwargs["moe_num_mixtures"] = moe_num_mixtures
    return CLASSIFIERS[name](num_classes, **kwargs)
