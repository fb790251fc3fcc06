r"""Turns a TensorFlow 1 checkpoint into a run of ours.

    python -m youtube8m_monet.convert --checkpoint=Monet_model.ckpt \
        --model=MoNetHallucination --train_dir=RUN

It reads the checkpoints of the MoNet authors' public code
(--model=MoNetHallucination), of the NeXtVLAD authors' code (NeXtVLADModel,
MixNeXtVladModel) and of the YouTube-8M starter (LogisticModel, MoeModel,
FrameLevelLogisticModel, DbofModel, LstmModel), and writes a folder that
eval.py, inference.py and --monet_from take. It lists every variable. It writes
nothing unless each weight has a variable, and every variable left over is read
in training only or belongs to --other_scopes. train.py goes on from the run
with a new optimizer.

Sizes and counts come from the checkpoint; a flag that contradicts it is an
error. Some things no checkpoint tells, so the flags must:

    --feature_names        in the order of the original
    --dbof_activation, --dbof_pooling_method
    --hallucinator_layers  5 in the released MoNet

The originals get features that are dequantised and L2-normalised already. Our
models do both themselves: feed them the records as they are; to normalise
twice changes nothing. The released MoNet gets the features of the I3D network
that stands beside it, neither quantised nor normalised; that network is left
out. Moving averages of the weights are left out too. MoNet's --last_relu has no
counterpart: the released MoNet does not use it.
"""

import sys

import youtube8m_monet.import_tensorflow  # noqa: F401  Before TensorFlow.

# isort: split

from absl import app
from absl import flags as absl_flags

from frame_level_models import registry
from youtube8m_monet.config import flags
from youtube8m_monet.config.checks import check_config
from youtube8m_monet.convert.checkpoint_reader import read_checkpoint
from youtube8m_monet.convert.convert_config import ConvertConfig
from youtube8m_monet.convert.importer import import_weights
from youtube8m_monet.convert.matching import (
    add_other_scopes,
    match_features,
    match_options,
)
from youtube8m_monet.convert.original_models import original_model
from youtube8m_monet.errors import UserError, user_errors
from youtube8m_monet.losses import get_loss
from youtube8m_monet.training import checkpoint, run_directory

FLAGS = absl_flags.FLAGS


def main(argv):
    """Converts as the flags say."""
    if argv[1:]:
        raise app.UsageError(f"Unknown arguments: {argv[1:]}")
    with user_errors():
        convert(flags.parse(ConvertConfig, FLAGS))


def convert(config):
    """Reads the checkpoint and writes the run."""
    check_folder(config.train_dir)
    model_class = registry.model_class(config.model)
    variables = read_checkpoint(config.checkpoint)
    original = original_model(config.model, variables.shapes)
    config = match_options(config, original)
    check_config(config)
    get_loss(config.label_loss)
    features = match_features(config, original, model_class)
    model = registry.create(config, features)
    original = add_other_scopes(config, original)
    import_weights(model, original, variables, show=print)
    path = write_run(model, config, variables.step())
    print(f"Converted {config.checkpoint} to {config.model}: {path}")


def check_folder(train_dir):
    """Checks that there is a place for the run and no run in it.

    Raises:
        UserError: If there is none, or one.
    """
    if (
        train_dir
        and not run_directory.has_flags(train_dir)
        and not checkpoint.list_checkpoints(train_dir)
    ):
        return
    raise UserError(
        "There is a run in the folder already."
        if train_dir
        else "There is nowhere to write the run.",
        expected="a folder that is new, or without a run",
        received=f"train_dir={train_dir!r}",
        fix="Set --train_dir.",
    )


def write_run(model, config, step):
    """Writes a run that has come to a step; returns its checkpoint's path."""
    run_flags = registry.run_flags(model, config)
    run_directory.prepare(config.train_dir)
    state = checkpoint.TrainingState(step=step, seed=0, epoch=0, record=0)
    path = checkpoint.save_checkpoint(model, config.train_dir, state)
    # Last: a folder with flags is a run, and a run is complete.
    run_directory.write_flags(config.train_dir, run_flags)
    return path


if __name__ == "__main__":
    flags.define(ConvertConfig, FLAGS)
    absl_flags.adopt_module_key_flags(flags)  # For --help.
    sys.exit(app.run(main))
