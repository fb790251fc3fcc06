import os

import numpy as np
import pytest
import tensorflow as tf

from tests.convert.checkpoints import as_trained, write_checkpoint
from youtube8m_monet.convert.checkpoint_reader import read_checkpoint
from youtube8m_monet.errors import UserError

WEIGHTS = np.arange(6, dtype="float32").reshape(2, 3)


@pytest.fixture
def prefix(tmp_path):
    path = tmp_path / "model.ckpt-70"
    write_checkpoint(path, as_trained({"tower/gates/weights": WEIGHTS}, 70))
    return str(path)


@pytest.mark.parametrize("ending", ["", ".index", ".data-00000-of-00001"])
def test_reads_by_the_name_of_any_file(prefix, ending):
    variables = read_checkpoint(prefix + ending)
    np.testing.assert_array_equal(variables.read("gates/weights"), WEIGHTS)
    assert variables.shapes == {"gates/weights": (2, 3)}
    assert variables.step() == 70
    assert set(variables.training_only) == {
        "beta1_power",
        "beta2_power",
        "global_step",
        "tower/gates/weights/Adam",
        "tower/gates/weights/Adam_1",
    }


def test_reads_the_newest_of_a_folder(prefix):
    folder = os.path.dirname(prefix)
    tf.compat.v1.train.update_checkpoint_state(folder, prefix)
    assert read_checkpoint(folder).step() == 70


def test_reads_what_a_saver_wrote(tmp_path):
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        with tf.compat.v1.variable_scope("tower"):
            tf.compat.v1.get_variable("weights", initializer=WEIGHTS)
        session.run(tf.compat.v1.global_variables_initializer())
        path = tf.compat.v1.train.Saver().save(session, str(tmp_path / "m"))
    variables = read_checkpoint(path)
    np.testing.assert_array_equal(variables.read("weights"), WEIGHTS)
    assert variables.step() == 0


def message(path):
    with pytest.raises(UserError, match="cannot be read") as error:
        read_checkpoint(path)
    assert f"checkpoint={path!r}" in str(error.value)
    assert "Set --checkpoint." in str(error.value)
    return str(error.value)


def test_there_is_none(tmp_path):
    message("")
    message(str(tmp_path))
    assert "model.ckpt-1000.index" in message(str(tmp_path / "absent"))


def test_a_damaged_index(prefix):
    with open(prefix + ".index", "wb") as file:
        file.write(b"no checkpoint" * 10)
    message(prefix)


def test_damaged_data(prefix):
    os.truncate(prefix + ".data-00000-of-00001", 3)
    with pytest.raises(UserError, match="cannot be read"):
        read_checkpoint(prefix).read("gates/weights")
