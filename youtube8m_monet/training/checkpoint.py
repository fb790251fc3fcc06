"""Checkpoints: one HDF5 file a step, written whole or not at all.

The file is what `keras.Model.save_weights` writes (weights and optimizer), with
the states of the random generators and the place in the data beside them, so
that `load_weights` reads it too.
"""

import dataclasses
import json
import os
import re

import h5py
import keras
import numpy as np
import tensorflow as tf
from keras import ops

from youtube8m_monet.errors import UserError
from youtube8m_monet.files import make_folder, read_locally, written_whole

FOLDER = "checkpoints"
_NAME = re.compile(r"step_(\d+)\.weights\.h5$")


@dataclasses.dataclass(frozen=True)
class TrainingState:
    """Where a run stands.

    Attributes:
        step: Steps taken.
        seed: The run's seed.
        epoch: Passes over the data that are complete.
        record: Records of the current pass already used.
    """

    step: int
    seed: int
    epoch: int
    record: int


def checkpoint_path(train_dir, step):
    """Returns the name of the checkpoint of a step."""
    return os.path.join(train_dir, FOLDER, f"step_{step:08d}.weights.h5")


def checkpoint_step(path):
    """Returns the step that a checkpoint's name states."""
    return int(_NAME.search(path).group(1))


def list_checkpoints(train_dir):
    """Returns the paths of a run's checkpoints, oldest first."""
    folder = os.path.join(train_dir, FOLDER)
    if not tf.io.gfile.isdir(folder):
        return []
    names = [n for n in tf.io.gfile.listdir(folder) if _NAME.search(n)]
    paths = [os.path.join(folder, name) for name in names]
    return sorted(paths, key=checkpoint_step)


def latest_checkpoint(train_dir):
    """Returns the path of the newest checkpoint.

    Raises:
        UserError: If there is none.
    """
    paths = list_checkpoints(train_dir)
    if not paths:
        raise UserError(
            "The run has no checkpoint.",
            expected=f"a file in {os.path.join(train_dir, FOLDER)}",
            received=f"train_dir={train_dir!r}",
            fix="Set --train_dir to the folder of a run of train.py.",
        )
    return paths[-1]


def save_checkpoint(model, train_dir, state, keep=0):
    """Writes weights, optimizer, random states and place in the data.

    Args:
        model: A built, compiled `keras.Model`.
        train_dir: Folder of the run, local or gs://.
        state: The `TrainingState`.
        keep: How many of the newest checkpoints stay; 0: all.

    Returns:
        The path of the checkpoint.

    Raises:
        UserError: If a weight is not finite; nothing is written then.
    """
    _check_finite(model, state.step)
    path = checkpoint_path(train_dir, state.step)
    make_folder(os.path.dirname(path))
    with written_whole(path) as local:
        model.save_weights(local)
        with h5py.File(local, "a") as file:
            file.attrs["training_state"] = json.dumps(dataclasses.asdict(state))
            file.attrs["optimizer"] = _describe_optimizer(model)
            group = file.create_group("random_states")
            for index, variable in enumerate(_random_states(model)):
                group[str(index)] = ops.convert_to_numpy(variable)
    if keep:
        for old in list_checkpoints(train_dir)[:-keep]:
            tf.io.gfile.remove(old)
    return path


def load_checkpoint(model, path):
    """Restores a model, and its optimizer if it is compiled.

    Args:
        model: A model built as the saved one was. If it is compiled, its
            optimizer must be built.
        path: A checkpoint's path, local or gs://.

    Returns:
        The `TrainingState`.

    Raises:
        UserError: If the file does not fit the model or its optimizer.
    """
    with read_locally(path) as local:
        try:
            with h5py.File(local, "r") as file:
                _check_optimizer(model, file.attrs.get("optimizer"), path)
            model.load_weights(local)
        except (FileNotFoundError, UserError):
            raise
        except (ValueError, OSError, KeyError) as error:
            raise UserError(
                "The checkpoint does not fit the model.",
                expected=f"the weights of {type(model).__name__}",
                received=f"checkpoint={path!r} ({str(error).splitlines()[0]})",
                fix="Set --train_dir to a run of this model.",
            ) from error
        with h5py.File(local, "r") as file:
            group = file["random_states"]
            for index, variable in enumerate(_random_states(model)):
                variable.assign(group[str(index)][()])
            return TrainingState(**json.loads(file.attrs["training_state"]))


def load_newest(model, train_dir):
    """Restores a model from the newest checkpoint of a run that may go on.

    Returns:
        The checkpoint's path.

    Raises:
        UserError: If there is none, or it does not fit the model.
    """
    while True:
        path = latest_checkpoint(train_dir)
        try:
            load_checkpoint(model, path)
            return path
        except (FileNotFoundError, tf.errors.NotFoundError):
            # Training removes a checkpoint once it has enough newer ones.
            if path in list_checkpoints(train_dir):
                raise


def _describe_optimizer(model):
    """Returns what tells one optimizer's variables from another's."""
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None:
        return ""
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    # By the class of Keras: ours are variants of it with the same variables.
    name = next(
        parent.__name__
        for parent in type(inner).__mro__
        if parent in vars(keras.optimizers).values()
    )
    return f"{name} of {len(optimizer.variables)} variables"


def _check_optimizer(model, saved, path):
    """Refuses to go on with what Keras loaded crosswise, or not at all.

    A model that is not compiled reads the weights alone, and the checkpoint
    of one, such as a converted one, starts every optimizer afresh.
    """
    ours = _describe_optimizer(model)
    if ours and saved and ours != saved:
        raise UserError(
            "The run was trained with another optimizer.",
            expected=saved,
            received=f"{ours}, for checkpoint={path!r}",
            fix="Set --optimizer and --mixed_precision as before.",
        )


def _check_finite(model, step):
    bad = [
        w.path
        for w in model.weights
        if not np.isfinite(ops.convert_to_numpy(w)).all()
    ]
    if bad:
        raise UserError(
            f"The weights are not finite after step {step}, of which nothing "
            "was saved.",
            expected="finite weights",
            received=f"weights={', '.join(bad[:3])}"
            + (f" and {len(bad) - 3} more" if len(bad) > 3 else ""),
            fix="Lower --base_learning_rate or --clip_gradient_norm; with the "
            "same --train_dir it goes on from the last checkpoint, if there is "
            "one.",
        )


def _random_states(model):
    saved = {id(variable) for variable in model.weights}
    return [v for v in model.variables if id(v) not in saved]
