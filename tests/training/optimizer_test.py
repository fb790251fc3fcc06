import keras
import numpy as np
import pytest

from youtube8m_monet.errors import UserError
from youtube8m_monet.training.optimizer import (
    get_optimizer,
    spare_biases,
    staircase_decay,
)


def test_staircase_counts_videos():
    schedule = staircase_decay(0.1, 0.5, decay_examples=1000, batch_size=256)
    rates = [float(schedule(step)) for step in (0, 3, 4, 7, 8)]
    expected = [0.1 * 0.5 ** (step * 256 // 1000) for step in (0, 3, 4, 7, 8)]
    np.testing.assert_allclose(rates, expected, rtol=1e-6)
    assert rates[1] == rates[0] > rates[2] == rates[3] > rates[4]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Adam", keras.optimizers.Adam),
        ("AdamW", keras.optimizers.AdamW),
        ("AdamOptimizer", keras.optimizers.Adam),
        ("AdagradOptimizer", keras.optimizers.Adagrad),
        ("GradientDescentOptimizer", keras.optimizers.SGD),
        ("MomentumOptimizer", keras.optimizers.SGD),
        ("RMSPropOptimizer", keras.optimizers.RMSprop),
        ("RMSprop", keras.optimizers.RMSprop),
    ],
)
def test_names(name, expected):
    assert isinstance(get_optimizer(name, 0.01), expected)


def test_momentum_has_momentum():
    assert get_optimizer("MomentumOptimizer", 0.01).momentum == 0.9
    assert get_optimizer("SGD", 0.01).momentum == 0


def test_tensorflow_1_names_bring_its_constants():
    assert get_optimizer("AdamOptimizer", 0.01).epsilon == 1e-8
    assert get_optimizer("Adam", 0.01).epsilon == 1e-7
    assert get_optimizer("RMSPropOptimizer", 0.01).epsilon == 1e-10


@pytest.mark.parametrize("name", ["Adamm", "Optimizer", "", "adam"])
def test_unknown_names_list_the_known_ones(name):
    with pytest.raises(UserError) as error:
        get_optimizer(name, 0.01)
    assert f"optimizer={name!r}" in str(error.value)
    assert "Adagrad, Adam, AdamW" in str(error.value)


def updates(clip):
    """Returns how SGD of rate 1 moves two variables by two gradients."""
    optimizer = get_optimizer("SGD", 1.0, clip)
    variables = [keras.Variable(np.zeros(2, "float32")) for _ in range(2)]
    gradients = [[3.0, 4.0], [0.3, 0.4]]
    optimizer.apply(
        [keras.ops.convert_to_tensor(g) for g in gradients], variables
    )
    return [-np.asarray(variable) for variable in variables]


def test_each_variable_is_clipped_on_its_own():
    large, small = updates(clip=1.0)
    np.testing.assert_allclose(large, [0.6, 0.8], rtol=1e-5)
    np.testing.assert_allclose(small, [0.3, 0.4], rtol=1e-5)


def test_zero_clips_nothing():
    large, _ = updates(clip=0.0)
    np.testing.assert_allclose(large, [3.0, 4.0], rtol=1e-5)


def test_weights_decay_and_biases_do_not():
    optimizer = get_optimizer("SGD", 0.1, weight_decay=2.0)
    decay = ["kernel", "U_h", "V_f", "u"]
    names = [*decay, "bias", "b", "b_e", "v_f", "c", "beta", "gamma"]
    with keras.name_scope("cell"):
        variables = [keras.Variable(np.ones(2), name=name) for name in names]
    spare_biases(optimizer, variables)
    zeros = [keras.ops.zeros(2) for _ in variables]
    optimizer.apply(zeros, variables)
    found = [float(variable[0]) for variable in variables]
    expected = [0.8 if name in decay else 1 for name in names]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_without_the_flag_the_optimizer_decays_as_it_does():
    assert get_optimizer("Adam", 0.1).weight_decay is None
    assert get_optimizer("AdamW", 0.1).weight_decay == 0.004


def test_all_gradients_are_clipped_together():
    """Instead of each variable's, which the starter's default clips."""
    optimizer = get_optimizer("SGD", 1.0, 0.1, clip_global_norm=1.0)
    variables = [keras.Variable(np.zeros(2, "float32")) for _ in range(2)]
    gradients = [[3.0, 4.0], [0.3, 0.4]]
    optimizer.apply(
        [keras.ops.convert_to_tensor(g) for g in gradients], variables
    )
    moved = [-np.asarray(variable) for variable in variables]
    expected = np.array(gradients) / np.linalg.norm(gradients)
    np.testing.assert_allclose(moved, expected, rtol=1e-5)


def test_adadelta_has_tensorflows_epsilon():
    assert get_optimizer("AdadeltaOptimizer", 0.1).epsilon == 1e-8
    assert get_optimizer("Adadelta", 0.1).epsilon == 1e-7
