import keras
import numpy as np
import pytest
from keras import ops

from youtube8m_monet.errors import UserError
from youtube8m_monet.losses import (
    CategoricalCrossEntropyLoss,
    CrossEntropyLoss,
    HingeLoss,
    SoftmaxLoss,
    get_loss,
)

STARTER = [CrossEntropyLoss, HingeLoss, SoftmaxLoss]
LOSSES = [*STARTER, CategoricalCrossEntropyLoss]


def per_label(name, y, p):
    """The terms of each loss, from its definition, in float64."""
    if name == "CrossEntropyLoss":
        return -(y * np.log(p + 1e-5) + (1 - y) * np.log(1 - p + 1e-5))
    if name == "HingeLoss":
        return np.maximum(0, 1 - np.where(y > 0, 1, -1) * p)
    share = y / np.maximum(y.sum(-1, keepdims=True), 1)
    if name == "CategoricalCrossEntropyLoss":
        return -share * np.log(p + 1e-7)
    return -share * (p - np.log(np.exp(p).sum(-1, keepdims=True)))


@pytest.fixture
def case():
    rng = np.random.default_rng(0)
    labels = (rng.random((5, 7)) < 0.3).astype(np.uint8)
    labels[2] = 0
    return labels, rng.random((5, 7), np.float32)


def gradient(loss, labels, predictions):
    """d loss / d predictions, as a NumPy array."""
    if keras.backend.backend() == "jax":
        import jax

        return np.array(jax.grad(lambda p: loss(labels, p))(predictions))
    import tensorflow as tf

    predictions = tf.constant(predictions)
    with tf.GradientTape() as tape:
        tape.watch(predictions)
        value = loss(labels, predictions)
    return tape.gradient(value, predictions).numpy()


@pytest.mark.parametrize("loss", STARTER)
def test_golden(golden, loss):
    arrays = golden("starter_losses.npz")
    value = loss()(arrays["labels"], arrays["predictions"])
    assert float(value) == pytest.approx(
        float(arrays[loss.__name__]), rel=0, abs=1e-5
    )


def test_golden_label_weights(golden):
    arrays = golden("starter_losses.npz")
    value = CrossEntropyLoss()(
        arrays["labels"], arrays["predictions"], arrays["label_weights"]
    )
    assert float(value) == pytest.approx(
        float(arrays["CrossEntropyLoss_weighted"]), rel=0, abs=1e-5
    )


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("shape", [None, (5,), (5, 1), (5, 7)])
def test_definition_and_weights(case, loss, shape):
    labels, predictions = case
    terms = per_label(loss.__name__, labels, predictions.astype(float))
    weights = None
    if shape is not None:
        weights = np.random.default_rng(1).random(shape, np.float32)
        terms = terms * weights.reshape(5, -1)
    expected = terms.sum(axis=-1)
    value = loss()(labels, predictions, weights)
    assert float(value) == pytest.approx(expected.mean(), rel=1e-5)
    by_keyword = loss()(labels, predictions, sample_weight=weights)
    assert float(by_keyword) == float(value)
    each = loss(reduction="none")(labels, predictions, weights)
    np.testing.assert_allclose(each, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("dtype", ["bool", "uint8", "int64", "float32"])
def test_label_types(case, loss, dtype):
    labels, predictions = case
    expected = float(loss()(labels, predictions))
    assert float(loss()(labels.astype(dtype), predictions)) == expected


@pytest.mark.parametrize("loss", LOSSES)
def test_computes_in_float32(case, loss):
    labels, predictions = case
    half = ops.cast(predictions, "bfloat16")
    value = loss()(labels, half)
    assert keras.backend.standardize_dtype(value.dtype) == "float32"
    rounded = ops.convert_to_numpy(ops.cast(half, "float32"))
    assert float(value) == float(loss()(labels, rounded))


@pytest.mark.parametrize("loss", LOSSES)
def test_gradient_is_finite_at_the_ends(loss):
    labels = np.array([[0, 1, 0, 1]], np.uint8)
    predictions = np.array([[0, 0, 1, 1]], np.float32)
    slope = gradient(loss(), labels, predictions)
    assert np.isfinite(slope).all()
    assert (slope[0, :2] != 0).any()


def test_cross_entropy_gradient_is_bounded_by_epsilon():
    labels, predictions = np.eye(1, 2), np.array([[0, 1]], np.float32)
    slope = gradient(CrossEntropyLoss(), labels, predictions)
    np.testing.assert_allclose(slope, [[-1e5, 1e5]], rtol=0.01)


def test_softmax_of_large_logits():
    labels = np.array([[0, 1, 0]], np.uint8)
    logits = np.array([[1e4, 0, -1e4]], np.float32)
    assert float(SoftmaxLoss()(labels, logits)) == pytest.approx(1e4)
    assert np.isfinite(gradient(SoftmaxLoss(), labels, logits)).all()


def test_softmax_of_a_video_without_labels_is_zero():
    assert float(SoftmaxLoss()(np.zeros((1, 3)), np.eye(1, 3))) == 0


def test_margin_matters(case):
    assert float(HingeLoss(margin=2.0)(*case)) > float(HingeLoss()(*case))


@pytest.mark.parametrize(
    "loss",
    [
        CrossEntropyLoss(name="a"),
        HingeLoss(0.5, reduction="sum"),
        SoftmaxLoss(),
    ],
)
def test_serialisation(case, loss):
    config = keras.saving.serialize_keras_object(loss)
    copy = keras.saving.deserialize_keras_object(config)
    assert type(copy) is type(loss)
    assert copy.get_config() == loss.get_config()
    assert float(copy(*case)) == float(loss(*case))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("shape", [None, (5,), (5, 7)])
def test_compiled_into_a_model(case, loss, shape):
    labels, features = case
    inputs = keras.Input((7,))
    outputs = keras.layers.Dense(7, "sigmoid")(inputs)
    model = keras.Model(inputs, {"predictions": outputs, "other": inputs})
    model.compile("sgd", loss={"predictions": loss()}, jit_compile=True)
    weights = None
    if shape is not None:
        weights = np.random.default_rng(1).random(shape, np.float32)
    expected = loss()(labels, model(features)["predictions"], weights)
    targets = {"predictions": labels, "other": None}
    sample_weight = None
    if shape is not None:
        sample_weight = {"predictions": weights, "other": None}
    value = model.train_on_batch(features, targets, sample_weight)
    assert float(np.ravel(value)[0]) == pytest.approx(float(expected), rel=1e-5)


@pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="tf.distribute"
)
@pytest.mark.parametrize("shape", [None, (5,), (5, 7)])
def test_scales_with_the_replicas(case, shape, monkeypatch):
    import tensorflow as tf

    weights = None if shape is None else np.ones(shape, np.float32)
    alone = float(CrossEntropyLoss()(*case, weights))
    strategy = type("FourReplicas", (), {"num_replicas_in_sync": 4})
    monkeypatch.setattr(tf.distribute, "get_strategy", lambda: strategy)
    shared = float(CrossEntropyLoss()(*case, weights))
    assert shared == pytest.approx(alone / 4)


@pytest.mark.parametrize("loss", LOSSES)
def test_get_loss(loss):
    assert type(get_loss(loss.__name__)) is loss


def test_unknown_loss():
    with pytest.raises(UserError) as error:
        get_loss("L2Loss")
    for text in ("--label_loss", "CrossEntropyLoss, HingeLoss", "'L2Loss'"):
        assert text in str(error.value)
