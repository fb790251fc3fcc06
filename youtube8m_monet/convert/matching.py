"""The flags of a conversion, filled and checked by the checkpoint."""

import dataclasses

from youtube8m_monet.config.features import resolve_features
from youtube8m_monet.config.model_options import ModelOptions
from youtube8m_monet.errors import UserError


def match_options(config, original):
    """Returns the config with the options that the checkpoint tells.

    Args:
        config: The `ConvertConfig`; `None` leaves an option to the checkpoint.
        original: The `OriginalModel`.

    Raises:
        UserError: Listing every option that contradicts the checkpoint.
    """
    different = [
        f"\n    --{name}: the checkpoint has {value!r}, asked {asked!r}"
        for name, value in original.options.items()
        if (asked := getattr(config, name)) is not None and asked != value
    ]
    if different:
        raise UserError(
            "Flags contradict the checkpoint.",
            expected=f"the options of {config.checkpoint!r}",
            received="".join(different),
            fix="Leave these flags out: the checkpoint tells them.",
        )
    config = dataclasses.replace(config, **original.options)
    if config.num_classes is None:
        # The checkpoint holds no classifier.
        classes = ModelOptions.num_classes
        config = dataclasses.replace(config, num_classes=classes)
    return config


def add_other_scopes(config, original):
    """Returns the `OriginalModel` with the scopes that the flags leave out."""
    scopes = [s.strip().strip("/") for s in config.other_scopes.split(",")]
    scopes = (*original.other_scopes, *(s for s in scopes if s))
    return dataclasses.replace(original, other_scopes=scopes)


def match_features(config, original, model_class):
    """Returns the features that the flags name, if the checkpoint's agree.

    Args:
        config: The `ConvertConfig`.
        original: The `OriginalModel`.
        model_class: The class of our model.

    Raises:
        UserError: If the checkpoint reads features of other sizes.
    """
    features = resolve_features(config, model_class)
    expected, sizes = original.feature_sizes, list(features.values())
    is_total = len(expected) == 1
    if expected and expected != ([sum(sizes)] if is_total else sizes):
        text = ", ".join(map(str, expected))
        raise UserError(
            "The checkpoint reads features of other sizes.",
            expected=f"sizes that add up to {text}"
            if is_total
            else f"features of sizes {text}",
            received=f"feature_names={','.join(features)!r}, "
            f"feature_sizes={','.join(map(str, sizes))!r}",
            fix="Set --feature_names and --feature_sizes, in the order of the "
            "original.",
        )
    return features
