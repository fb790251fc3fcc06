"""Models by name, built from flags or from a run's folder."""

import dataclasses
import inspect

from frame_level_models.dbof import DbofModel
from frame_level_models.frame_level_logistic import FrameLevelLogisticModel
from frame_level_models.logistic import LogisticModel
from frame_level_models.lstm import LstmModel
from frame_level_models.mix_nextvlad import MixNeXtVladModel
from frame_level_models.moe import MoeModel
from frame_level_models.monet_hallucination import MoNetHallucination
from frame_level_models.monet_logistic import MoNetLogistic
from frame_level_models.monet_netvlad import MoNetNetVLAD
from frame_level_models.monet_nextvlad import MoNetNeXtVLAD
from frame_level_models.monet_trn import MoNetTRN
from frame_level_models.netvlad import NetVLADModel
from frame_level_models.nextvlad import NeXtVLADModel
from frame_level_models.trn import TrnModel
from youtube8m_monet.config.model_options import ModelOptions
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
        TrnModel,
        MoNetLogistic,
        MoNetTRN,
        MoNetNetVLAD,
        MoNetNeXtVLAD,
        MoNetHallucination,
    )
}
# Options that weights do not depend on: they may differ from the run's.
ADJUSTABLE = ("flow_weight",)
# Options that --regularization_penalty scales.
REGULARIZERS = {"l2_penalty", "cl_lambda"}
# Constructor arguments that are no options of a model's own.
_SHARED = (
    "num_classes",
    "features",
    "judge",
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


def create(config, features, judge=None):
    """Returns a built model.

    Each constructor argument takes the config's value of the same name; where
    that is `None`, the constructor's default stays.

    Args:
        config: Has `model`, `num_classes` and the models' options.
        features: Mapping of feature name to size.
        judge: The classifier that judges flow, for a model that has one.

    Raises:
        UserError: If an option or a judge is given that the model lacks.
    """
    chosen = model_class(config.model)
    defaults = hyper_parameters(chosen)
    for name in ("align_flow", "flow_source"):
        _check_use(chosen, name, getattr(config, name), defaults)
    _check_single_label(config, chosen, defaults)
    options = {
        name: getattr(config, name)
        for name in defaults
        if getattr(config, name, None) is not None
    }
    for name in REGULARIZERS & defaults.keys():
        weight = options.get(name, defaults[name])
        options[name] = weight * config.regularization_penalty
    if judge is not None:
        options["judge"] = judge
    return _build(chosen, features, config.num_classes, options)


def hyper_parameters(chosen):
    """Returns the defaults of a model's own options, by name."""
    parameters = inspect.signature(chosen).parameters
    return {
        name: parameter.default
        for name, parameter in parameters.items()
        if name not in _SHARED
    }


def options_of_others(chosen):
    """Returns the names of model options that a model has no use for."""
    names = {field.name for field in dataclasses.fields(ModelOptions)}
    return names - hyper_parameters(chosen).keys() - {"model", "num_classes"}


def default_texts():
    """Returns the defaults of all models' options, in words, by name."""
    texts = {}
    for chosen in MODELS.values():
        for name, default in hyper_parameters(chosen).items():
            if default is not None:
                texts.setdefault(name, {})[str(default)] = None
    return {name: " or ".join(found) for name, found in texts.items()}


def run_flags(model, config):
    """Returns what `model_flags.json` holds: all it takes to rebuild."""
    settings = model.get_config()
    own = {name: settings[name] for name in hyper_parameters(type(model))}
    if "judge" in settings:
        judge = model.judge
        # Also that there is none: a run that goes on keeps to it.
        own["judge"] = None if judge is None else run_flags(judge, config)
    return {
        "model": type(model).__name__,
        "feature_names": ",".join(model.features),
        "feature_sizes": ",".join(map(str, model.features.values())),
        "frame_features": model.frame_features,
        "label_loss": config.label_loss,
        "num_classes": model.num_classes,
        "max_frames": config.max_frames,
        "sample": config.sample,
        **own,
    }


def restore(train_dir, **changes):
    """Rebuilds the model of a run with its newest weights.

    Args:
        train_dir: Folder of the run, local or gs://.
        **changes: Options that are to differ from the run's.

    Returns:
        The model, the run's flags, and the checkpoint's path.

    Raises:
        UserError: If the folder holds no run, or no checkpoint, or the model
            has no use for a change.
    """
    flags = run_directory.read_flags(train_dir)
    if "flow_weight" in changes:
        check_flow_weight(flags, f"flow_weight={changes['flow_weight']}")
    # Says that there is none before it builds the model.
    checkpoint.latest_checkpoint(train_dir)
    model = rebuild({**flags, **changes})
    return model, flags, checkpoint.load_newest(model, train_dir)


def take_changes(given):
    """Takes the options out of some flags that may differ from a run's.

    Args:
        given: Flags by name; changed. Weights of penalties go: they act in
            training alone.

    Returns:
        The options for `restore`.
    """
    for name in REGULARIZERS:
        given.pop(name, None)
    return {name: given.pop(name) for name in ADJUSTABLE if name in given}


def rebuild(flags):
    """Returns the built model that a run's flags describe."""
    chosen = model_class(flags["model"])
    options = {n: flags[n] for n in hyper_parameters(chosen) if n in flags}
    if flags.get("judge") is not None:
        options["judge"] = rebuild(flags["judge"])
    return _build(chosen, _features(flags), flags["num_classes"], options)


def record_schema(flags):
    """Returns the `RecordSchema` of the records that a run reads."""
    return RecordSchema(
        kind="frame" if flags["frame_features"] else "video",
        features=_features(flags),
        num_classes=flags["num_classes"],
        max_frames=flags["max_frames"],
        free_lengths=("flow",) if flags.get("align_flow") else (),
        of_run=True,
    )


def schema_to_predict(flags):
    """Returns that of records to predict: without what the run has learned."""
    schema = record_schema(flags)
    targets = model_class(flags["model"]).target_features
    return dataclasses.replace(
        schema,
        features=[f for f in schema.features if f[0] not in targets],
        free_lengths=[n for n in schema.free_lengths if n not in targets],
    )


def schema_to_train(config, features):
    """Returns the `RecordSchema` of the records that a new run will read."""
    chosen = model_class(config.model)
    return RecordSchema(
        kind="frame" if chosen.frame_features else "video",
        features=features,
        num_classes=config.num_classes,
        max_frames=config.max_frames,
        free_lengths=("flow",) if config.align_flow else (),
    )


def check_flow_weight(flags, received):
    """Checks that the flow stream of a run's model has a weight to change.

    Args:
        flags: The run's flags.
        received: The flag that would change or choose it, and its value.

    Raises:
        UserError: If the model has no flow stream, or learns its weight.
    """
    if flags.get("fusion") == "mean":
        return
    fusion = f" with --fusion={flags['fusion']}" if "fusion" in flags else ""
    raise UserError(
        "The run has no given weight of the flow stream.",
        expected="a run of a two-stream model with --fusion=mean",
        received=f"{received}, a run of {flags['model']}{fusion}",
        fix=f"Leave --{received.partition('=')[0]} out.",
    )


def check_predicts_labels(model, train_dir):
    """Checks that a run's model has something to submit.

    Raises:
        UserError: If it has not.
    """
    if not model.predicts_labels:
        raise UserError(
            "The run predicts no labels.",
            expected="a run of a classifier, or one with --flow_classifier",
            received=f"train_dir={train_dir!r}, a run of "
            f"{type(model).__name__} without a judge",
            fix="Set --train_dir.",
        )


def _features(flags):
    names = flags["feature_names"].split(",")
    sizes = map(int, flags["feature_sizes"].split(","))
    return dict(zip(names, sizes, strict=True))


def _check_single_label(config, chosen, known):
    """One label a video: probabilities sum to 1, or all of them grow to 1."""
    softmax = config.video_level_classifier_model == "SoftmaxModel"
    if softmax and "video_level_classifier_model" not in known:
        raise UserError(
            f"{chosen.__name__} has a classifier of its own.",
            expected="a model with --video_level_classifier_model",
            received="video_level_classifier_model='SoftmaxModel'",
            fix="Choose another --model, e.g. MoNetLogistic or NeXtVLADModel.",
        )
    label_loss = getattr(config, "label_loss", None)
    one_label = label_loss == "CategoricalCrossEntropyLoss"
    if one_label and chosen.reads_label_loss and not softmax:
        raise UserError(
            "The loss is for one label a video, and the classifier is not.",
            expected="video_level_classifier_model='SoftmaxModel'",
            received=f"label_loss={label_loss!r}, model="
            f"{config.model!r}, video_level_classifier_model="
            f"{config.video_level_classifier_model!r}",
            fix="Set --video_level_classifier_model or --label_loss.",
        )


def _check_use(chosen, option, value, known):
    if value is not None and option not in known:
        raise UserError(
            f"{chosen.__name__} has no use for --{option}.",
            expected="a model that reads flow beside appearance",
            received=f"{option}={value!r}",
            fix=f"Leave --{option} out.",
        )


def _build(chosen, features, num_classes, options):
    model = chosen(num_classes=num_classes, features=features, **options)
    model(model.example_inputs())
    return model
