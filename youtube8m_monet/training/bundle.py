"""A run in one file: its flags and a checkpoint."""

import hashlib
import os
import tarfile
import zlib

import tensorflow as tf

from youtube8m_monet.errors import UserError
from youtube8m_monet.files import make_folder, read_locally, written_whole
from youtube8m_monet.training.checkpoint import FOLDER
from youtube8m_monet.training.run_directory import FLAGS_FILE

_UNREADABLE = (
    OSError,
    EOFError,
    tarfile.TarError,
    zlib.error,
    tf.errors.OpError,
)


def pack(train_dir, checkpoint, path):
    """Writes a .tgz with the flags of a run and one checkpoint.

    Args:
        train_dir: Folder of the run, local or gs://.
        checkpoint: The checkpoint's path.
        path: The .tgz to write, local or gs://.

    Raises:
        UserError: If the .tgz cannot be written.
    """
    members = {
        FLAGS_FILE: os.path.join(train_dir, FLAGS_FILE),
        os.path.join(FOLDER, os.path.basename(checkpoint)): checkpoint,
    }
    try:
        make_folder(os.path.dirname(path) or ".")
        with written_whole(path) as local, tarfile.open(local, "w:gz") as tar:
            for name, source in members.items():
                with read_locally(source) as file:
                    tar.add(file, arcname=name)
    except (OSError, tf.errors.OpError) as error:
        raise UserError(
            "The model cannot be bundled.",
            expected="a path in a writable folder",
            received=f"output_model_tgz={path!r} ({error})",
            fix="Set --output_model_tgz.",
        ) from error


def unpack(path, folder):
    """Unpacks what `pack` wrote.

    Each bundle gets a folder of its own, named after its bytes: the same bundle
    the same one, and two bundles never mix.

    Args:
        path: The .tgz, local or gs://.
        folder: Local folder to make that folder in; made if absent.

    Returns:
        The bundle's folder, which is now a run's.

    Raises:
        UserError: If the file cannot be read as a .tgz, or the folder not be
            made.
    """
    _make_folder(folder)
    try:
        with read_locally(path) as local:
            target = os.path.join(folder, _digest(local))
            os.makedirs(target, exist_ok=True)
            with tarfile.open(local) as tar:
                tar.extractall(target, filter="data")
    except _UNREADABLE as error:
        raise UserError(
            "The bundled model cannot be read.",
            expected="a .tgz written with --output_model_tgz",
            received=f"input_model_tgz={path!r} ({error})",
            fix="Set --input_model_tgz.",
        ) from error
    return target


def find_run(config):
    """Returns the folder of a run, unpacked from a bundle if one is given.

    Args:
        config: Has `train_dir`, `input_model_tgz` and `untar_model_dir`.

    Raises:
        UserError: If both a folder and a bundle are given.
    """
    if not config.input_model_tgz:
        return config.train_dir
    if config.train_dir:
        raise UserError(
            "The model is given twice.",
            expected="either --train_dir or --input_model_tgz",
            received=f"train_dir={config.train_dir!r}, "
            f"input_model_tgz={config.input_model_tgz!r}",
            fix="Leave one of them out.",
        )
    return unpack(config.input_model_tgz, config.untar_model_dir)


def _make_folder(folder):
    try:
        os.makedirs(folder, exist_ok=True)
        writable = os.access(folder, os.W_OK)
        reason = "not writable"
    except OSError as error:
        writable, reason = False, error.strerror
    if not writable:
        raise UserError(
            "The bundled model cannot be unpacked.",
            expected="a writable folder",
            received=f"untar_model_dir={folder!r} ({reason})",
            fix="Set --untar_model_dir.",
        )


def _digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
