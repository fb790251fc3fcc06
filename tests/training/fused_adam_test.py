import keras
import numpy as np
import pytest

from youtube8m_monet.training.fused_adam import fuse_adam

fused = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow",
    reason="TensorFlow's kernel is for TensorFlow",
)


def trained(optimizer, kernel, steps=4):
    """Returns the weights after steps of gradients that change their size."""
    variable = keras.Variable(kernel, name="kernel")
    optimizer.build([variable])
    rng = np.random.default_rng(1)
    for step in range(steps):
        gradient = rng.normal(size=kernel.shape) * 10.0 ** (-step)
        optimizer.apply(
            [keras.ops.convert_to_tensor(gradient.astype("float32"))]
        )
    return np.asarray(variable)


def adam_by_hand(kernel, steps=4, rate=0.1, b1=0.8, b2=0.9, epsilon=1e-3):
    """Adam of Kingma 2015 in float64, with epsilon outside the root."""
    weight, m, v = kernel.astype("float64"), 0.0, 0.0
    rng = np.random.default_rng(1)
    for t in range(1, steps + 1):
        gradient = rng.normal(size=kernel.shape) * 10.0 ** (1 - t)
        m = b1 * m + (1 - b1) * gradient
        v = b2 * v + (1 - b2) * gradient**2
        size = rate * np.sqrt(1 - b2**t) / (1 - b1**t)
        weight = weight - size * m / (np.sqrt(v) + epsilon)
    return weight


@pytest.fixture
def kernel():
    return np.random.default_rng(0).normal(size=(5, 3)).astype("float32")


def test_equation(kernel):
    optimizer = fuse_adam(keras.optimizers.Adam)(
        0.1, beta_1=0.8, beta_2=0.9, epsilon=1e-3
    )
    np.testing.assert_allclose(
        trained(optimizer, kernel), adam_by_hand(kernel), rtol=1e-5
    )


@pytest.mark.parametrize(
    "options", [{"clipnorm": 0.5}, {"weight_decay": 0.1}, {"amsgrad": True}]
)
@pytest.mark.parametrize("name", ["Adam", "AdamW"])
def test_options_of_keras(kernel, name, options):
    plain = getattr(keras.optimizers, name)
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5, True)
    np.testing.assert_allclose(
        trained(fuse_adam(plain)(schedule, **options), kernel),
        trained(plain(schedule, **options), kernel),
        atol=1e-5,  # of a rate of 0.1; 1 - 0.999^t has few digits
    )


@fused
def test_one_kernel_updates_a_weight(kernel):
    import tensorflow as tf

    optimizer = fuse_adam(keras.optimizers.Adam)(0.1)
    variable = keras.Variable(kernel)
    optimizer.build([variable])
    step = tf.function(lambda g: optimizer.apply([g]))
    graph = step.get_concrete_function(tf.zeros_like(kernel)).graph
    kinds = [operation.type for operation in graph.get_operations()]
    assert kinds.count("ResourceApplyAdam") == 1
    assert "Sqrt" not in kinds


@fused
def test_the_weight_read_before_is_the_weight_before(kernel):
    import tensorflow as tf

    optimizer = fuse_adam(keras.optimizers.Adam)(0.1)
    variable = keras.Variable(kernel)
    optimizer.build([variable])

    @tf.function
    def step():
        before = tf.convert_to_tensor(variable.value)
        optimizer.apply([before])
        return before, tf.convert_to_tensor(variable.value)

    before, after = step()
    np.testing.assert_array_equal(before, kernel)
    assert not np.allclose(after, kernel)


@pytest.mark.parametrize("name", ["SGD", "Nadam", "RMSprop"])
def test_other_optimizers_stay(name):
    other = getattr(keras.optimizers, name)
    assert fuse_adam(other) is other


def test_other_backends_keep_theirs():
    adam = keras.optimizers.Adam
    is_tensorflow = keras.backend.backend() == "tensorflow"
    assert (fuse_adam(adam) is adam) != is_tensorflow
