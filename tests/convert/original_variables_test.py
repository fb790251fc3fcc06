import numpy as np
import pytest

from tests.original_weights import original_variables
from youtube8m_monet.convert.original_variables import (
    is_training_only,
    without_scopes,
)
from youtube8m_monet.errors import UserError


def test_scopes_are_taken_away():
    variables = original_variables(
        {"tower/gates/weights": np.ones((2, 3)), "hidden1_weights": np.ones(4)}
    )
    assert variables.shapes == {
        "gates/weights": (2, 3),
        "hidden1_weights": (4,),
    }
    assert variables.full_names["gates/weights"] == "tower/gates/weights"
    assert variables.read("gates/weights").sum() == 6


@pytest.mark.parametrize(
    ("full_name", "name"),
    [
        ("predictor/cnn_trans/conv1d/bias", "cnn_trans/conv1d/bias"),
        ("tower/predictor/cnn_trans/conv1d/bias", "cnn_trans/conv1d/bias"),
        ("branch_0/tower/gates/weights", "branch_0/tower/gates/weights"),
        ("tower_x/gates/weights", "tower_x/gates/weights"),
    ],
)
def test_only_known_scopes_in_front_are(full_name, name):
    assert without_scopes(full_name) == name


@pytest.mark.parametrize(
    "name",
    [
        "global_step",
        "beta1_power",
        "beta2_power_1",
        "tower/gates/weights/Adam",
        "tower/gates/weights/Adam_1",
        "tower/gates/weights/Momentum",
        "tower/gates/weights/RMSProp_1",
        "tower/gates/weights/Adagrad",
        "tower/gates/weights/Ftrl_1",
        "tower/gates/weights/ExponentialMovingAverage",
        "tower/input_bn/moving_mean/biased",
        "tower/input_bn/moving_mean/local_step",
    ],
)
def test_training_only(name):
    assert is_training_only(name)
    variables = original_variables({name: np.int64(3)})
    assert variables.training_only == {name: ()}
    assert variables.shapes == {}


@pytest.mark.parametrize(
    "name",
    ["tower/input_bn/moving_mean", "tower/gates/weights", "Adam/weights", "x"],
)
def test_what_predicts_is_kept(name):
    assert not is_training_only(name)


def test_step():
    assert original_variables({"global_step": np.int64(12)}).step() == 12
    assert original_variables({"x/global_step": np.array(7)}).step() == 7
    assert original_variables({"x": np.ones(2)}).step() == 0


def test_names_of_tensors():
    variables = original_variables(
        {"tower/w:0": np.ones(2), "global_step:0": np.int64(4)}
    )
    assert variables.shapes == {"w": (2,)}
    assert variables.read("w").sum() == 2
    assert variables.step() == 4


def test_two_variables_of_one_name():
    with pytest.raises(UserError) as error:
        original_variables({"tower/x": np.ones(2), "x": np.ones(2)})
    assert "tower/x and x" in str(error.value)
    assert "--checkpoint" in str(error.value)
