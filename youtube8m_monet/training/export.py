"""Exports a model for serving."""

import contextlib
import logging
import os
import shutil
import tempfile

import keras
import tensorflow as tf

from youtube8m_monet.files import make_folder


def can_export():
    """Whether this Keras backend exports: TensorFlow does."""
    return keras.backend.backend() == "tensorflow"


def is_exported(train_dir, step):
    """Whether a run's folder has the SavedModel of a step."""
    graph = os.path.join(_folder(train_dir, step), "saved_model.pb")
    return tf.io.gfile.exists(graph)


def export_model(model, train_dir, step, dtypes=None):
    """Writes a SavedModel that maps features as on disk to probabilities.

    Args:
        model: A `VideoClassifier`.
        train_dir: Folder of the run, local or gs://.
        step: The step that the weights belong to.
        dtypes: Mapping of feature name to "uint8" or "float32", as the records
            hold it; see `input_signature`.

    Returns:
        The SavedModel's folder, `export/step_N` of the run.
    """
    target = _folder(train_dir, step)
    make_folder(os.path.dirname(target))
    remote = "://" in target
    parent = None if remote else os.path.dirname(target)
    with tempfile.TemporaryDirectory(prefix=".partial-", dir=parent) as scratch:
        local = os.path.join(scratch, "model")
        with _no_chatter():
            model.export(
                local,
                verbose=False,
                input_signature=[input_signature(model, dtypes)],
            )
        if remote:
            _copy_folder(local, target)
        else:
            shutil.rmtree(target, ignore_errors=True)
            os.rename(local, target)
    return target


def input_signature(model, dtypes=None):
    """Returns the shapes and types of the model's inputs, any B and T.

    Args:
        model: A `VideoClassifier`.
        dtypes: Mapping of feature name to its type; for those that it lacks,
            uint8 frames and float32 features of whole videos.
    """
    dtypes = {} if dtypes is None else dtypes
    return {
        name: tf.TensorSpec(
            [None] * (array.ndim - 1) + [array.shape[-1]]
            if not name.startswith("num_")
            else [None],
            dtypes.get(name, array.dtype),
            name=name,
        )
        for name, array in model.example_inputs().items()
    }


def _folder(train_dir, step):
    return os.path.join(train_dir, "export", f"step_{step}")


@contextlib.contextmanager
def _no_chatter():
    """Hides what TensorFlow says about every export."""
    # Levels would not do: on the way Keras resets those of TensorFlow's logger.
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def _copy_folder(source, target):
    # The graph goes last: without it the folder is no SavedModel yet.
    files = [
        os.path.relpath(os.path.join(folder, name), source)
        for folder, _, names in os.walk(source)
        for name in names
    ]
    for name in sorted(files, key=lambda name: name == "saved_model.pb"):
        path = os.path.join(target, name)
        tf.io.gfile.copy(os.path.join(source, name), path, overwrite=True)
