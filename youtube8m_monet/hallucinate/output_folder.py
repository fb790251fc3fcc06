"""The folder of the shards with flow, and what they were made from."""

import hashlib
import json
import os

import tensorflow as tf

from youtube8m_monet.errors import UserError
from youtube8m_monet.files import make_folder, read_locally, write_text

ORIGIN_FILE = "hallucination.json"


def check_names(shards, output_dir):
    """Checks that every shard can have its name in the output folder.

    Args:
        shards: Files.
        output_dir: The folder, which need not be there.

    Raises:
        UserError: If two shards have the same name, or one is in the folder.
    """
    seen = {}
    for shard in shards:
        name = os.path.basename(shard)
        if name in seen:
            raise UserError(
                "Two shards have the same name.",
                expected="names that differ, since each shard keeps its own",
                received=f"{seen[name]!r} and {shard!r}",
                fix="Run once for each folder, into an --output_dir each.",
            )
        if _folder(os.path.dirname(shard)) == _folder(output_dir):
            raise UserError(
                "The shards with flow would replace those without.",
                expected="a folder other than that of the input",
                received=f"output_dir={output_dir!r}, shard={shard!r}",
                fix="Set --output_dir.",
            )
        seen[name] = shard


def describe_origin(run_flags, checkpoint, flow_storage):
    """Returns what decides the flow of a video, for `note_origin`.

    Args:
        run_flags: The run's flags.
        checkpoint: Path of its weights, local or gs://.
        flow_storage: How flow is stored.
    """
    with read_locally(checkpoint) as local, open(local, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "checkpoint": os.path.basename(checkpoint),
        # Another run has a checkpoint of the same name.
        "checkpoint_sha256": digest,
        "flow_storage": flow_storage,
        **run_flags,
    }


def note_origin(output_dir, origin, shards):
    """Writes `hallucination.json`, or checks the one that is there.

    Args:
        output_dir: The folder, made if absent; local or gs://.
        origin: From `describe_origin`.
        shards: The shards that the folder is to hold with flow.

    Raises:
        UserError: If what is there was made from something else, or from
            nobody knows what; or if the folder cannot be written.
    """
    path = os.path.join(output_dir, ORIGIN_FILE)
    if tf.io.gfile.exists(path):
        with tf.io.gfile.GFile(path) as file:
            _check_same(json.loads(file.read()), origin, output_dir)
        return
    for shard in shards:
        _check_absent(os.path.join(output_dir, os.path.basename(shard)))
    try:
        make_folder(output_dir)
        write_text(path, json.dumps(origin, indent=2) + "\n")
    except (tf.errors.OpError, OSError) as error:
        raise UserError(
            "The output folder cannot be written.",
            expected="a folder to create or to write in",
            received=f"output_dir={output_dir!r} ({error})",
            fix="Set --output_dir.",
        ) from error


def _check_same(there, origin, output_dir):
    # As JSON has it, e.g. lists for tuples.
    origin = json.loads(json.dumps(origin))
    different = [
        f"\n    {name}: there {there.get(name)!r}, now {origin.get(name)!r}"
        for name in sorted(there.keys() | origin.keys())
        if there.get(name) != origin.get(name)
    ]
    if different:
        raise UserError(
            "The shards in the output folder were made from something else.",
            expected=f"what {os.path.join(output_dir, ORIGIN_FILE)} says",
            received="".join(different),
            fix="Set another --output_dir.",
        )


def _check_absent(path):
    if tf.io.gfile.exists(path):
        raise UserError(
            "A shard is there, and nothing says what it was made from.",
            expected=f"a folder that is new, or has a {ORIGIN_FILE}",
            received=f"shard={path!r}",
            fix="Set another --output_dir.",
        )


def _folder(path):
    return path.rstrip("/") if "://" in path else os.path.realpath(path)
