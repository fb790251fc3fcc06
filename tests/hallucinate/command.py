"""Runs the command and reads what it wrote."""

import pytest
import tensorflow as tf

from tests.end_to_end import scripts
from youtube8m_monet.data.framing import walk_records
from youtube8m_monet.hallucinate import __main__ as command
from youtube8m_monet.hallucinate.hallucinate_config import HallucinateConfig

MODEL = "MoNetNeXtVLAD"
# Less than the longest videos have.
MAX_FRAMES = 50


def hallucinate(*arguments):
    """Runs the command in this process."""
    with scripts.own_flags(command, HallucinateConfig, arguments):
        command.main(["hallucinate"])


def failure(capsys, *arguments):
    """Runs it where it must end with status 1; returns its error text."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as caught:
        hallucinate(*arguments)
    assert caught.value.code == 1
    return capsys.readouterr().err


def arguments(run, shards, output, *more):
    """Returns the flags for the shards of a folder."""
    return [
        f"--train_dir={run}",
        f"--input_data_pattern={shards}/frame*.tfrecord",
        f"--output_dir={output}",
        *more,
    ]


def contents(folder):
    """Returns the bytes of a folder's shards, by name."""
    return {path.name: path.read_bytes() for path in folder.glob("*.tfrecord")}


def records(path):
    """Returns the records of a shard; fails where it is not whole."""
    walked = list(walk_records(str(path)))
    assert not [record.fault for record in walked if record.fault]
    return [record.data for record in walked]


def flow_features(record):
    """Returns the frames of flow of a record, as protos."""
    example = tf.train.SequenceExample.FromString(record)
    return example.feature_lists.feature_list["flow"].feature
