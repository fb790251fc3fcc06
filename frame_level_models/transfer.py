"""Parts of a model that start from the weights of other runs."""

import inspect

from frame_level_models import registry
from youtube8m_monet.errors import UserError

# Flag -> the part of the other run's model, and that of the new one.
PARTS = {
    "monet_from": ("hallucinator", "hallucinator"),
    "rgb_from": ("stream", "rgb_stream"),
    "flow_from": ("stream", "flow_stream"),
}


# Options that may differ: they act in training alone, or name things.
_FREE = {
    "name",
    "dtype",
    "trainable",
    "drop_rate",
    "batch_norm_momentum",
    "l2_penalty",
}


def copy_parts(config, model):
    """Gives a model the parts that the config takes from other runs.

    Args:
        config: Has `monet_from`, `rgb_from`, `flow_from`: folders of runs, or
            empty.
        model: The built model.

    Raises:
        UserError: If either model lacks the part, their options or shapes
            differ, or a stream was trained on what the other stream reads; or
            if a hallucinator is to be frozen that has learned nothing.
    """
    _check_frozen(config, model)
    for flag, (theirs, ours) in PARTS.items():
        train_dir = getattr(config, flag)
        if train_dir:
            source = _restore(flag, train_dir)
            _check_stream(flag, train_dir, source, model)
            received = f"{flag}={train_dir!r}, a run of {type(source).__name__}"
            parts = getattr(source, theirs, None), getattr(model, ours, None)
            _check_parts(*parts, ours, type(model).__name__, received)
            parts[1].set_weights(parts[0].get_weights())


def load_judge(config):
    """Returns the model of `--flow_classifier`, `None` where there is none.

    Raises:
        UserError: If the model to train has no use for a judge.
    """
    if not config.flow_classifier:
        return None
    parameters = inspect.signature(
        registry.model_class(config.model)
    ).parameters
    if "judge" not in parameters:
        raise UserError(
            f"{config.model} has no judge.",
            expected="--model=MoNetHallucination",
            received=f"flow_classifier={config.flow_classifier!r}",
            fix="Leave --flow_classifier out.",
        )
    return _restore("flow_classifier", config.flow_classifier)


def _restore(flag, train_dir):
    """Returns the model of a run that a flag names."""
    try:
        return registry.restore(train_dir)[0]
    except UserError as error:
        raise UserError(
            f"There is no run to take from: {str(error).splitlines()[0]}",
            expected="the folder of a run of train.py, with a checkpoint",
            received=f"{flag}={train_dir!r}",
            fix=f"Set --{flag}.",
        ) from error


def _check_stream(flag, train_dir, source, model):
    """Equal sizes would let the two streams' runs change places unnoticed."""
    appearance = next(iter(model.features))
    wants = {"rgb_from": True, "flow_from": False}.get(flag)
    if wants is None or wants == (appearance in source.features):
        return
    raise UserError(
        f"The run of --{flag} is one of the other stream.",
        expected=f"a run that {'reads' if wants else 'does not read'} "
        f"{appearance}",
        received=f"{flag}={train_dir!r}, a run on {', '.join(source.features)}",
        fix="Check that --rgb_from and --flow_from have not changed places.",
    )


def _check_frozen(config, model):
    hallucinates = getattr(model, "hallucinator", None) is not None
    if not (config.freeze_monet and hallucinates) or config.monet_from:
        return
    raise UserError(
        "A hallucinator that has learned nothing would be frozen.",
        expected="the run that it comes from",
        received="freeze_monet=True, monet_from=''",
        fix="Set --monet_from, or leave --freeze_monet out.",
    )


def _check_parts(theirs, ours, name, model, received):
    """Checks that a part can take the weights of another run's."""
    difference = _difference(theirs, ours)
    if difference:
        raise UserError(
            f"The {name} cannot be taken from the other run: {difference}.",
            expected=f"a run whose part fits {model}",
            received=received,
            fix="Train both with the same options of that part and the same "
            "feature sizes and classes.",
        )


def _difference(theirs, ours):
    """Returns how two parts differ, `None` where weights can be copied."""
    if theirs is None or ours is None:
        return f"{'that run' if theirs is None else 'this model'} has none"
    options = [_options(part.get_config()) for part in (theirs, ours)]
    for option, there in options[0].items():
        here = options[1].get(option, there)
        if type(theirs) is type(ours) and there != here:
            return f"{option} is {there!r} there and {here!r} here"
    counts = len(theirs.weights), len(ours.weights)
    if counts[0] != counts[1]:
        return f"it has {counts[0]} weights there and {counts[1]} here"
    for weights in zip(theirs.weights, ours.weights, strict=True):
        there, here = (tuple(weight.shape) for weight in weights)
        if there != here:
            return f"it has a weight of shape {there} there and {here} here"
    return None


def _options(config):
    """Returns what a part computes by, of its config and its own parts'."""
    flat = {}
    for name, value in config.items():
        if name in _FREE:
            continue
        if name == "features":
            # A feature may have had another name; sizes keep the order.
            flat[name] = list(value.values())
        elif isinstance(value, dict) and "config" in value:
            flat[name] = value["class_name"]
            flat |= _options(value["config"])
        else:
            flat[name] = value
    return flat
