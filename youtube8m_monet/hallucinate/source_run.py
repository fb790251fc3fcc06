"""What a run says about the flow that it hallucinates."""

from youtube8m_monet.data import RecordSchema
from youtube8m_monet.data.samples import find_sample, sample_for
from youtube8m_monet.errors import UserError
from youtube8m_monet.hallucinate.flow_adder import FLOW


def check_hallucinates(run_flags, train_dir):
    """Checks that the model of a run imagines flow.

    Args:
        run_flags: The run's flags.
        train_dir: Its folder, for the error.

    Raises:
        UserError: If it does not.
    """
    has_hallucinator = run_flags.get("hallucinator") is not None
    flow_source = run_flags.get("flow_source", "hallucinated")
    if has_hallucinator and flow_source == "hallucinated":
        return
    model = run_flags["model"]
    what = " on the flow of the records" if has_hallucinator else ""
    raise UserError(
        "The run hallucinates no flow.",
        expected="a run of MoNetHallucination or of a two-stream model, e.g. "
        "MoNetNeXtVLAD, without --flow_source=records",
        received=f"train_dir={train_dir!r}, a run of {model}{what}",
        fix="Set --train_dir.",
    )


def appearance_schema(schema):
    """Returns the `RecordSchema` of records whose flow is to be imagined.

    A hallucinator may have been trained on records with flow, and of other
    classes: flow and labels are not read.

    Args:
        schema: That of the records that the run was trained on.
    """
    features = dict(schema.features)
    features.pop(FLOW, None)
    return RecordSchema(
        "frame",
        features,
        num_classes=1,
        max_frames=schema.max_frames,
        of_run=True,
    )


def sample_pattern(sample, schema):
    """Returns the glob of all shards of a built-in sample.

    Args:
        sample: Its name. `None`: as the features need.
        schema: The `RecordSchema` that says which those are.
    """
    if sample is None:
        sample = sample_for(schema.feature_names)
    files = find_sample(sample).make_sample()
    return f"{files.train},{files.validate}"


def flags_to_train(run_flags, schema):
    """Returns the flags with which to train on the records with flow.

    Args:
        run_flags: The run's flags.
        schema: The `RecordSchema` of the records that it was trained on.
    """
    sizes = dict(schema.features)
    if FLOW not in sizes:
        size = run_flags.get("flow_size")
        sizes[FLOW] = size if size is not None else sizes[schema.main_feature]
    return (
        f"--flow_source=records --feature_names={','.join(sizes)} "
        f"--feature_sizes={','.join(map(str, sizes.values()))} "
        f"--max_frames={schema.max_frames}"
    )
