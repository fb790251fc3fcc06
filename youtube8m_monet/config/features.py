"""Which features a model reads: the flags, or what the model needs."""

from youtube8m_monet.errors import UserError

KNOWN_SIZES = {
    "rgb": 1024,
    "audio": 128,
    "flow": 1024,
    "monet_flow": 1024,
    "rgb_feature": 1024,
    "flow_feature": 1024,
    "Monet_flow_feature": 1024,
    "mean_rgb": 1024,
    "mean_audio": 128,
}


def resolve_features(config, model_class):
    """Returns the ordered mapping of feature name to size.

    Args:
        config: Has `feature_names`, `feature_sizes` and `frame_features`, each
            of them `None` where it follows from the model; and `flow_source`.
        model_class: A `VideoClassifier`: its `frame_features` and
            `default_features` decide what the flags leave open.

    Raises:
        UserError: If the kinds of model and records differ, or the names and
            the sizes do not pair up.
    """
    _check_kind(config, model_class)
    if config.feature_names is None:
        known = dict(model_class.default_features)
        if config.flow_source == "records":
            known["flow"] = KNOWN_SIZES["flow"]
        names = list(known)
    else:
        names = _split(config.feature_names)
        known = KNOWN_SIZES
    if config.feature_sizes is not None:
        sizes = _sizes(config.feature_sizes)
    else:
        sizes = [_known_size(name, known) for name in names]
    if len(names) != len(sizes) or not names or len(set(names)) != len(names):
        raise UserError(
            "Names and sizes of the features do not pair up.",
            expected="one size for each of one or more different names",
            received=f"feature_names={','.join(names)!r}, "
            f"feature_sizes={','.join(map(str, sizes))!r}",
            fix="Set --feature_names and --feature_sizes together.",
        )
    return dict(zip(names, sizes, strict=True))


def _check_kind(config, model_class):
    asked = config.frame_features
    if asked is None or asked == model_class.frame_features:
        return
    kind = "frame-level" if model_class.frame_features else "video-level"
    raise UserError(
        f"{model_class.__name__} reads {kind} features.",
        expected=f"frame_features={model_class.frame_features}",
        received=f"frame_features={asked}",
        fix="Leave --frame_features out, or choose another --model.",
    )


def _split(names):
    return [name.strip() for name in names.split(",") if name.strip()]


def _sizes(text):
    try:
        sizes = [int(size) for size in _split(text)]
    except ValueError:
        sizes = []
    if not sizes or min(sizes) < 1:
        raise UserError(
            "Feature sizes are whole numbers.",
            expected="positive integers, comma separated",
            received=f"feature_sizes={text!r}",
            fix="Set --feature_sizes, e.g. --feature_sizes=1024,128.",
        )
    return sizes


def _known_size(name, known):
    if name not in known:
        raise UserError(
            f"The size of feature {name!r} is not known.",
            expected="a size, or a name among " + ", ".join(sorted(known)),
            received=f"feature_names with {name!r}, no feature_sizes",
            fix="Set --feature_sizes as well.",
        )
    return known[name]
