"""The folder of a run: its flags, and what may be done to it."""

import contextlib
import json
import os

import tensorflow as tf

from youtube8m_monet.errors import UserError
from youtube8m_monet.files import make_folder, write_text
from youtube8m_monet.processes.writer_lock import WriterLock
from youtube8m_monet.training import checkpoint

FLAGS_FILE = "model_flags.json"
# Keys of the file that are no flags: what they come from.
_FLAGS = {"judge": "flow_classifier"}


def prepare(train_dir, start_new_model=False):
    """Makes the folder of a run and checks that it can be written.

    Args:
        train_dir: Folder of the run, local or gs://.
        start_new_model: Whether to move aside what the folder holds.

    Returns:
        The new path of what was there, or `None`.

    Raises:
        UserError: If the folder cannot be written, or another training is to
            be moved aside.
    """
    probe = os.path.join(train_dir, ".writable")
    try:
        moved = None
        if start_new_model and tf.io.gfile.isdir(train_dir):
            with held(train_dir):
                pass
            moved = _set_aside(train_dir)
        make_folder(train_dir)
        with tf.io.gfile.GFile(probe, "w") as file:
            file.write("")
        tf.io.gfile.remove(probe)
    except (tf.errors.OpError, OSError) as error:
        raise UserError(
            "The folder of the run cannot be written.",
            expected="a folder to create or to write in",
            received=f"train_dir={train_dir!r} ({_first_line(error)})",
            fix="Set --train_dir.",
        ) from error
    return moved


@contextlib.contextmanager
def held(train_dir):
    """Keeps other trainings of this machine out of a folder.

    Args:
        train_dir: Folder of the run; in one on gs:// nothing is kept out.

    Raises:
        UserError: If one is in it.
    """
    if "://" in train_dir:
        yield
        return
    try:
        lock = WriterLock(os.path.join(train_dir, ".training"))
    except BlockingIOError as error:
        raise UserError(
            "Another training is writing to the folder of the run.",
            expected="one at a time",
            received=f"train_dir={train_dir!r}",
            fix="Wait for its end, or set another --train_dir.",
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def claimed(train_dir, run_flags):
    """Holds the folder for a training with these flags.

    A run that failed before its first checkpoint has nothing to go on from,
    and its flags give way.

    Args:
        train_dir: Folder of the run, after `prepare`.
        run_flags: What is to be in `model_flags.json`.

    Raises:
        UserError: If another training holds it, or the run that is there has
            other flags, or is one of another program.
    """
    with held(train_dir):
        if has_flags(train_dir):
            read_flags(train_dir)
        if checkpoint.list_checkpoints(train_dir):
            check_same_flags(
                train_dir,
                run_flags,
                "Use the run's flags, or another --train_dir, or "
                "--start_new_model.",
            )
        else:
            write_flags(train_dir, run_flags)
        yield


def read_flags(train_dir):
    """Returns the flags a run was built with.

    Raises:
        UserError: If the folder holds no run, or one of another program.
    """
    path = os.path.join(train_dir, FLAGS_FILE)
    if not train_dir or not tf.io.gfile.exists(path):
        raise UserError(
            "There is no run in the folder.",
            expected=f"a folder with {FLAGS_FILE}",
            received=f"train_dir={train_dir!r}",
            fix="Set --train_dir to the folder of a run of train.py.",
        )
    with tf.io.gfile.GFile(path) as file:
        flags = json.loads(file.read())
    # The starter code's file has the name, and other contents.
    if "num_classes" not in flags:
        raise UserError(
            "The run is not one of this program.",
            expected=f"a {FLAGS_FILE} with num_classes",
            received=f"train_dir={train_dir!r}, whose file has "
            f"{', '.join(flags)}",
            fix="Set --train_dir; checkpoints of the YouTube-8M starter code "
            "become runs by python -m youtube8m_monet.convert.",
        )
    return flags


def has_flags(train_dir):
    """Whether the folder holds a run."""
    return tf.io.gfile.exists(os.path.join(train_dir, FLAGS_FILE))


def write_flags(train_dir, run_flags):
    """Writes `model_flags.json`."""
    text = json.dumps(run_flags, indent=2) + "\n"
    write_text(os.path.join(train_dir, FLAGS_FILE), text)


def check_same_flags(train_dir, asked, fix):
    """Compares flags with those of the run, key by key.

    Args:
        train_dir: Folder of the run.
        asked: The flags asked for; keys that the run lacks are passed over.
        fix: What to do about a difference, one sentence.

    Raises:
        UserError: Listing every difference.
    """
    run_flags = read_flags(train_dir)
    different = [
        f"\n    --{_FLAGS.get(name, name)}: the run has "
        f"{_brief(run_flags[name])}, asked {_brief(value)}"
        for name, value in asked.items()
        if name in run_flags and _plain(run_flags[name]) != _plain(value)
    ]
    if different:
        raise UserError(
            "Flags contradict the run's model_flags.json.",
            expected=f"the flags of the run in {train_dir!r}",
            received="".join(different),
            fix=fix,
        )


def _brief(value):
    """Returns a flag's value in words; of a judge, what it is."""
    return f"a {value['model']}" if isinstance(value, dict) else repr(value)


def _plain(value):
    """Takes the spaces out of a list, as in `"rgb, audio"`."""
    return value.replace(" ", "") if isinstance(value, str) else value


def _set_aside(train_dir):
    train_dir = train_dir.rstrip("/")
    if not tf.io.gfile.listdir(train_dir):
        return None
    number = 1
    while tf.io.gfile.exists(f"{train_dir}.old{number}"):
        number += 1
    aside = f"{train_dir}.old{number}"
    tf.io.gfile.rename(train_dir, aside)
    return aside


def _first_line(error):
    return (str(error).splitlines() or [type(error).__name__])[0]
