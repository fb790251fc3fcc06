"""Prints what a model costs: parameters, multiply-adds, memory a video.

    python -m youtube8m_monet.describe --model=MoNetNeXtVLAD --groups=16
    python -m youtube8m_monet.describe --train_dir=RUN --num_frames=120

It takes the model and feature flags of train.py, or a run. Nothing is computed:
the products are counted from the shapes in the model's TensorFlow graph, those
of a loop as often as it runs. A product with its sum is one multiply-add and
two FLOPs. Features are given: the networks that extract them do not count.

The MoNet paper says that to hallucinate flow cuts two-stream I3D from 425 to
224 GFLOPs. We take the 425 to be the RGB and the flow I3D with classifiers, and
the 224 to be the RGB I3D with MoNet and the same classifiers, and neither to
include the extraction of TV-L1 flow, which is saved as well. Then the 201 saved
are the flow I3D less MoNet; and as the flow I3D, with two input channels
instead of three, costs no more than half of 425, MoNet is at most 11.5, 5% of
the 224. By our count MoNet with D = 1024 and L = 5 takes 29 D^2 = 30.4 M
multiply-adds, 60.8 MFLOPs, a feature step; the released variant 74 D^2 =
77.6 M, 155.2 MFLOPs. That is all that can be checked here: the paper tells
neither how long a clip it counts nor whether a multiply-add is one FLOP or two,
and I3D is no part of this project.
"""

import sys

import youtube8m_monet.import_tensorflow  # noqa: F401  Before TensorFlow.

# isort: split

import tensorflow as tf
from absl import app
from absl import flags as absl_flags

from frame_level_models import registry, transfer
from youtube8m_monet.config import flags, resolve_features
from youtube8m_monet.config.checks import check_config
from youtube8m_monet.describe.describe_config import DescribeConfig
from youtube8m_monet.describe.model_cost import check_backend, model_cost
from youtube8m_monet.errors import user_errors
from youtube8m_monet.report import cost_notes, cost_table
from youtube8m_monet.training import run_directory

FLAGS = absl_flags.FLAGS


def main(argv):
    """Describes as the flags say."""
    if argv[1:]:
        raise app.UsageError(f"Unknown arguments: {argv[1:]}")
    with user_errors():
        config = flags.parse(DescribeConfig, FLAGS)
        describe(config, flags.given(DescribeConfig, FLAGS))


def describe(config, given):
    """Prints what the model of a run costs, or that of the flags."""
    check_backend()
    check_config(config)
    if config.train_dir:
        name, max_frames, make_model = model_of_run(config, given)
    else:
        name, max_frames, make_model = model_of_flags(config)
    num_frames = config.num_frames
    num_frames = num_frames if num_frames is not None else max_frames
    cost = model_cost(make_model, num_frames)
    by_frames = registry.model_class(name).frame_features
    length = f"a video of {num_frames} frames" if by_frames else "a video"
    print(f"{name}, {length}:\n")
    print(cost_table(cost.parts), end="\n\n")
    print(cost_notes(cost.parts, cost.weight_bytes, cost.trainable_bytes))


def model_of_flags(config):
    """Returns a model's name, the frames it reads, and how to make it."""
    features = resolve_features(config, registry.model_class(config.model))
    judge = transfer.load_judge(config)
    return (
        config.model,
        config.max_frames,
        lambda: registry.create(config, features, judge),
    )


def model_of_run(config, given):
    """Returns the same of the model of `--train_dir`."""
    registry.take_changes(given)
    run_flags = run_directory.read_flags(config.train_dir)
    run_directory.check_same_flags(
        config.train_dir, given, "Leave these flags out: the run has them."
    )
    return (
        run_flags["model"],
        run_flags["max_frames"],
        lambda: registry.rebuild(run_flags),
    )


if __name__ == "__main__":
    # A count needs no GPU, and leaves it to those who do.
    tf.config.set_visible_devices([], "GPU")
    flags.define(DescribeConfig, FLAGS, registry.default_texts())
    absl_flags.adopt_module_key_flags(flags)  # For --help.
    sys.exit(app.run(main))
