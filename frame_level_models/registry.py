"""Models by name, built from flags or from a run's folder."""

import inspect

from frame_level_models.dbof import DbofModel
from frame_level_models.frame_level_logistic import FrameLevelLogisticModel
from frame_level_models.logistic import LogisticModel
from frame_level_models.lstm import LstmModel
from frame_level_models.mix_nextvlad import MixNeXtVladModel
from frame_level_models.moe import MoeModel
from frame_level_models.monet_nextvlad import MoNetNeXtVLAD
from frame_level_models.netvlad import NetVLADModel
from frame_level_models.nextvlad import NeXtVLADModel
from youtube8m_monet.data import RecordSchema
from youtube8m_monet.errors import UserError, unknown_name
from youtube8m_monet.training import checkpoint, run_directory

MODELS = {
    model.__name__: model
    for model in (
        LogisticModel,
        MoeModel,
        FrameLevelLogisticModel,
        DbofModel,
        LstmModel,
        NetVLADModel,
        NeXtVLADModel,
        MixNeXtVladModel,
        MoNetNeXtVLAD,
    )
}
# Constructor arguments that every model has, and its variadic ones.
_SHARED = (
    "num_classes",
    "features",
    "name",
    "dtype",
    "trainable",
    "options",
    "kwargs",
)


def model_class(name):
    """Returns the class of a model.

    Raises:
        UserError: If there is none of that name; it lists the known ones.
    """
    if name not in MODELS:
        raise unknown_name("model", name, MODELS, "model")
    return MODELS[name]


def create(config, features):
    """Returns a built model.

    Each constructor argument takes the config's value of the same name; where
    that is `None`, the constructor's default stays.

    Args:
        config: Has `model`, `num_classes` and the models' options.
        features: Mapping of feature name to size.
    """
    chosen = model_class(config.model)
    defaults = hyper_parameters(chosen)
    options = {
        name: getattr(config, name)
        for name in defaults
        if getattr(config, name, None) is not None
    }
    if "l2_penalty" in defaults:
        penalty = options.get("l2_penalty", defaults["l2_penalty"])
        options["l2_penalty"] = penalty * config.regularization_penalty
    return _build(chosen, features, config.num_classes, options)


def hyper_parameters(chosen):
    """Returns the defaults of a model's own options, by name."""
    parameters = inspect.signature(chosen).parameters
    return {
        name: parameter.default
        for name, parameter in parameters.items()
        if name not in _SHARED
    }


def run_flags(model, config):
    """Returns what `model_flags.json` holds: all it takes to rebuild."""
    own = {
        name: model.get_config()[name] for name in hyper_parameters(type(model))
    }
    return {
        "model": type(model).__name__,
        "feature_names": ",".join(model.features),
        "feature_sizes": ",".join(map(str, model.features.values())),
        "frame_features": model.frame_features,
        "label_loss": config.label_loss,
        "num_classes": model.num_classes,
        "max_frames": config.max_frames,
        **own,
    }


def restore(train_dir):
    """Rebuilds the model of a run with its newest weights.

    Args:
        train_dir: Folder of the run, local or gs://.

    Returns:
        The model, the run's flags, and the checkpoint's path.

    Raises:
        UserError: If the folder holds no run, or no checkpoint.
    """
    flags = run_directory.read_flags(train_dir)
    path = checkpoint.latest_checkpoint(train_dir)
    model = rebuild(flags)
    checkpoint.load_checkpoint(model, path)
    return model, flags, path


def rebuild(flags):
    """Returns the built model that a run's flags describe."""
    chosen = model_class(flags["model"])
    options = {n: flags[n] for n in hyper_parameters(chosen) if n in flags}
    return _build(chosen, _features(flags), flags["num_classes"], options)


def record_schema(flags):
    """Returns the `RecordSchema` of the records that a run reads."""
    return RecordSchema(
        kind="frame" if flags["frame_features"] else "video",
        features=_features(flags),
        num_classes=flags["num_classes"],
        max_frames=flags["max_frames"],
    )


def copy_monet(train_dir, model):
    """Gives a two-stream model the MoNet of another run.

    Args:
        train_dir: Folder of the other run.
        model: The built two-stream model.

    Raises:
        UserError: If either has no MoNet, or their shapes differ.
    """
    source, _, path = restore(train_dir)
    shapes = [
        [tuple(w.shape) for w in m.hallucinator.weights]
        if hasattr(m, "hallucinator")
        else None
        for m in (source, model)
    ]
    if None in shapes or shapes[0] != shapes[1]:
        raise UserError(
            "MoNet cannot be taken from the other run.",
            expected=f"MoNet weights of shapes {shapes[1]}",
            received=f"monet_from={train_dir!r} with {shapes[0]}",
            fix="Set --monet_from, --monet_layers, --monet_variant and "
            "--flow_size alike.",
        )
    model.hallucinator.set_weights(source.hallucinator.get_weights())
    return path


def _features(flags):
    names = flags["feature_names"].split(",")
    sizes = map(int, flags["feature_sizes"].split(","))
    return dict(zip(names, sizes, strict=True))


def _build(chosen, features, num_classes, options):
    model = chosen(num_classes=num_classes, features=features, **options)
    model(model.example_inputs())
    return model
