import concurrent.futures
import functools

import keras
import pytest
import tensorflow as tf

from frame_level_models.monet_logistic import MoNetLogistic
from youtube8m_monet.describe.tracing import trace, without_values

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="traces TensorFlow graphs"
)


def apart(test):
    """Runs a test in a thread of its own, as `without_values` asks."""

    @functools.wraps(test)
    def run(*args, **kwargs):
        with concurrent.futures.ThreadPoolExecutor(1) as thread:
            thread.submit(test, *args, **kwargs).result()

    return run


def small(hallucinator="monet"):
    model = MoNetLogistic(3, {"rgb": 4}, hallucinator=hallucinator)
    model(model.example_inputs())
    return model


@apart
def test_no_weight_has_a_value():
    model = without_values(small)
    shapes = [weight.shape for weight in small().weights]
    assert [weight.shape for weight in model.weights] == shapes
    assert all(weight._value is None for weight in model.weights)


@apart
def test_errors_come_through():
    with pytest.raises(ZeroDivisionError):
        without_values(lambda: 1 / 0)


def traced(model):
    """Returns the graph of seven frames."""
    inputs = {
        "rgb": tf.TensorSpec((1, 7, 4), "uint8"),
        "num_frames": tf.TensorSpec((1,), "int32"),
    }
    scopes = {"one": model.hallucinator, "two": model.rgb_stream}
    return trace(model, inputs, scopes)


@pytest.mark.parametrize("hallucinator", ["monet", "lstm", "indrnn"])
@apart
def test_operations_lie_in_the_scopes_of_their_parts(hallucinator):
    graph = traced(without_values(lambda: small(hallucinator)))
    kinds = {}
    for op in graph.get_operations():
        kinds.setdefault(op.name.split("/")[0], []).append(op.type)
    assert "MatMul" in kinds["one"]
    assert kinds["two"].count("MatMul") == 1
    loops = [kind for kind in kinds["one"] if "While" in kind]
    assert len(loops) == (hallucinator != "monet")
    # Not even on a GPU.
    assert not any("RNN" in kind for kind in kinds["one"])


@apart
def test_outputs_are_the_models():
    outputs = traced(without_values(small)).structured_outputs
    assert outputs["predictions"].shape == (1, 3)
    assert outputs["flow"].shape == (1, 7, 4)


def test_a_model_with_values_keeps_them():
    model = small()
    before = model.get_weights()
    inputs = model.example_inputs(1, 7)
    expected = model(inputs)["predictions"]
    traced(model)
    tf.debugging.assert_near(model(inputs)["predictions"], expected)
    for old, new in zip(before, model.get_weights(), strict=True):
        tf.debugging.assert_equal(old, new)
