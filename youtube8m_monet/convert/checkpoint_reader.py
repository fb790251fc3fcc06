"""Reads a TensorFlow 1 checkpoint."""

import re

import tensorflow as tf

from youtube8m_monet.convert.original_variables import OriginalVariables
from youtube8m_monet.errors import UserError

# A checkpoint is named by what its files' names have in common.
_FILE = re.compile(r"\.(index|meta|data-\d+-of-\d+)$")
# TensorFlow translates only some of what its reader throws.
_UNREADABLE = (
    tf.errors.OpError,
    IndexError,
    OSError,
    RuntimeError,
    ValueError,
)


def read_checkpoint(path):
    """Opens a checkpoint; its arrays are read one by one, when asked for.

    Args:
        path: What the names of its files have in common, or one of them, or
            the folder with its `checkpoint` file; local or gs://.

    Returns:
        The `OriginalVariables`.

    Raises:
        UserError: If there is no checkpoint, or it cannot be read.
    """
    try:
        reader = tf.train.load_checkpoint(_FILE.sub("", path))
        shapes = reader.get_variable_to_shape_map()
    except _UNREADABLE as error:
        raise _unreadable(path, error) from error

    def read(name):
        try:
            return reader.get_tensor(name)
        except _UNREADABLE as error:
            raise _unreadable(path, error) from error

    return OriginalVariables(shapes, read)


def _unreadable(path, error):
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    return UserError(
        "The checkpoint cannot be read.",
        expected="the name of a TensorFlow 1 checkpoint, such as "
        "model.ckpt-1000 for the files model.ckpt-1000.index and "
        "model.ckpt-1000.data-00000-of-00001",
        received=f"checkpoint={path!r} ({reason})",
        fix="Set --checkpoint.",
    )
