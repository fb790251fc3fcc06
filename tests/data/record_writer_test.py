import os

import numpy as np
import pytest
import tensorflow as tf

from youtube8m_monet.data.record_writer import sequence_example, write_shard

CODES = np.array([[0, 255], [7, 8], [9, 10]], "uint8")
FLOATS = np.array([[0.5, -1.5], [2.0, 0.0], [1.0, 3.0]], "float32")


def parse(record):
    return tf.io.parse_single_sequence_example(
        record,
        {
            "id": tf.io.FixedLenFeature([], tf.string),
            "labels": tf.io.VarLenFeature(tf.int64),
        },
        {
            "rgb": tf.io.FixedLenSequenceFeature([], tf.string),
            "flow": tf.io.FixedLenSequenceFeature([2], tf.float32),
        },
    )


def test_tensorflow_reads_what_is_written():
    record = sequence_example("ab12", [3, 1], {"rgb": CODES, "flow": FLOATS})
    context, lists = parse(record)
    frames = tf.io.decode_raw(lists["rgb"], tf.uint8)
    assert context["id"] == b"ab12"
    assert context["labels"].values.numpy().tolist() == [3, 1]
    np.testing.assert_array_equal(frames, CODES)
    np.testing.assert_array_equal(lists["flow"], FLOATS)


def test_a_shard_holds_the_records_in_order(tmp_path):
    path = str(tmp_path / "a.tfrecord")
    write_shard(path, [b"one", b"two"])
    read = [record.numpy() for record in tf.data.TFRecordDataset(path)]
    assert read == [b"one", b"two"]
    assert os.listdir(tmp_path) == ["a.tfrecord"]


def test_a_shard_has_its_name_only_once_it_is_whole(tmp_path):
    def records():
        yield b"one"
        raise RuntimeError("stop")

    path = tmp_path / "a.tfrecord"
    with pytest.raises(RuntimeError, match="stop"):
        write_shard(str(path), records())
    assert not path.exists()
