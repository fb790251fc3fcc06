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


def copy_parts(config, model):
    """Gives a model the parts that the config takes from other runs.

    Args:
        config: Has `monet_from`, `rgb_from`, `flow_from`: folders of runs, or
            empty.
        model: The built model.

    Raises:
        UserError: If either model lacks the part, their shapes differ, or a
            stream was trained on what the other stream reads.
    """
    for flag, (theirs, ours) in PARTS.items():
        train_dir = getattr(config, flag)
        if train_dir:
            source, _, _ = registry.restore(train_dir)
            _check_stream(flag, train_dir, source, model)
            _copy(source, theirs, model, ours, f"{flag}={train_dir!r}")


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
    return registry.restore(config.flow_classifier)[0]


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


def _copy(source, theirs, model, ours, received):
    parts = [getattr(source, theirs, None), getattr(model, ours, None)]
    shapes = [
        None if part is None else [tuple(w.shape) for w in part.weights]
        for part in parts
    ]
    if None in shapes or shapes[0] != shapes[1]:
        raise UserError(
            f"The {ours} cannot be taken from the other run: "
            f"{_difference(*shapes)}.",
            expected=f"a run whose {theirs} fits {type(model).__name__}",
            received=f"{received}, a run of {type(source).__name__}",
            fix="Train both with the same options of that part and the same "
            "feature sizes and classes.",
        )
    parts[1].set_weights(parts[0].get_weights())


def _difference(theirs, ours):
    if theirs is None or ours is None:
        return f"{'that run' if theirs is None else 'this model'} has none"
    if len(theirs) != len(ours):
        return f"it has {len(theirs)} weights there and {len(ours)} here"
    there, here = next(
        pair for pair in zip(theirs, ours, strict=True) if pair[0] != pair[1]
    )
    return f"it has a weight of shape {there} there and {here} here"
