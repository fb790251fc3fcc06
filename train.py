"""Trains a model on YouTube-8M records.

    python train.py --model=MoNetNeXtVLAD --train_data_pattern='train*.tfrecord'

Without --train_data_pattern a frame-level model trains on a small built-in
sample.
"""

import sys

import youtube8m_monet.import_tensorflow  # noqa: F401  Before TensorFlow.

# isort: split

import keras
import tensorflow as tf
from absl import app
from absl import flags as absl_flags

from frame_level_models import recipes, registry, transfer
from youtube8m_monet import data
from youtube8m_monet.config import TrainConfig, flags
from youtube8m_monet.config.checks import check_training
from youtube8m_monet.errors import user_errors
from youtube8m_monet.training import distribution, export, run_directory
from youtube8m_monet.training.trainer import Trainer, compile_model

FLAGS = absl_flags.FLAGS


def main(argv):
    """Trains as the flags say."""
    if argv[1:]:
        raise app.UsageError(f"Unknown arguments: {argv[1:]}")
    with user_errors():
        config = flags.parse(TrainConfig, FLAGS)
        given = flags.given(TrainConfig, FLAGS)
        train(*recipes.resolve(config, given))


def train(config, features):
    """Trains on the devices that the config asks for.

    Returns:
        The signal that stopped it, `None` if it came to its end.
    """
    distribution.claim_devices(config.num_gpu)
    check_training(config)
    tf.debugging.set_log_device_placement(config.log_device_placement)
    with distribution.training_scope(config.num_gpu):
        return build_and_train(config, features)


def build_and_train(config, features):
    """Builds model and data from the config, and trains; as `train`."""
    if config.mixed_precision:
        keras.config.set_dtype_policy("mixed_" + config.mixed_precision)
    keras.utils.set_random_seed(config.seed)
    shards, layout = data.open_records(
        config.train_data_pattern,
        "train_data_pattern",
        registry.schema_to_train(config, features),
        "train",
        config.sample,
        data.BadRecords.of(config),
    )
    batch_size = config.batch_size * distribution.count_devices(config.num_gpu)
    config = recipes.decay_in_examples(config, shards)
    model = registry.create(config, features, transfer.load_judge(config))
    transfer.copy_parts(config, model)
    compile_model(model, config, batch_size)
    moved = run_directory.prepare(config.train_dir, config.start_new_model)
    if moved is not None:
        print(f"--start_new_model: what was there is now in {moved}")
    run_flags = registry.run_flags(model, config)
    with run_directory.claimed(config.train_dir, run_flags):
        return train_in_folder(
            Trainer(model, config, shards, layout, batch_size), config
        )


def train_in_folder(trainer, config):
    """Trains in the run's folder, and says how; returns as `train`."""
    first = trainer.restore()
    if first.seed != config.seed:
        print(f"The run goes on with its own seed: {first.seed}.")
    if trainer.is_finished():
        print(
            f"Nothing to do: the run is at step {first.step}, which is where "
            f"--num_epochs or --max_steps ends it: {config.train_dir}"
        )
        exported = trainer.export_last(trainer.first)
        if exported:
            print(f"Its export was missing, and is now in {exported}")
        return None
    print(
        f"{config.model}: {trainer.model.count_params():,} parameters, "
        f"{len(trainer.shards)} shards, batches of {trainer.batch_size}, "
        f"{distribution.describe_devices(config.num_gpu)}, "
        f"{'resuming' if first.step else 'starting'} at step {first.step}.",
        flush=True,
    )
    if not trainer.model.predicts_labels:
        print("No --flow_classifier: the loss is the flow's error alone.")
    if config.export_model_steps and not export.can_export():
        print("This Keras backend exports no SavedModel: checkpoints only.")
    with data.explained_failures(trainer.shards, trainer.layout):
        state, signal = trainer.run()
    if trainer.bad_records.count:
        print(trainer.bad_records.report())
    stopped = f"Stopped by {signal.name}" if signal else "Done"
    print(f"{stopped} at step {state.step}: {config.train_dir}", flush=True)
    return signal


if __name__ == "__main__":
    flags.define(TrainConfig, FLAGS, registry.default_texts())
    absl_flags.adopt_module_key_flags(flags)  # For --help.
    sys.exit(app.run(main))
