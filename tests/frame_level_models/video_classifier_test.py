import keras
import numpy as np
import pytest
from keras import ops

from frame_level_models.video_classifier import VideoClassifier
from youtube8m_monet.losses import get_loss


class Halves(VideoClassifier):
    """Predicts one half, and one quarter, for everything."""

    @property
    def supervised_outputs(self):
        return {"predictions": 1.0, "others": 0.5}

    def call(self, inputs):
        shape = (ops.shape(inputs["num_frames"])[0], self.num_classes)
        half = ops.full(shape, 0.5)
        return {"predictions": half, "others": half / 2, "flow": half}


def test_defaults():
    model = VideoClassifier()
    assert model.num_classes == 3862
    assert model.features == {"rgb": 1024, "audio": 128}
    assert model.supervised_outputs == {"predictions": 1.0}


def test_the_features_are_a_copy():
    features = {"rgb": 4}
    model = VideoClassifier(3, features)
    features["audio"] = 2
    assert model.features == {"rgb": 4}
    model.get_config()["features"]["audio"] = 2
    assert model.features == {"rgb": 4}


@pytest.mark.parametrize(
    ("frames", "shape", "dtype", "count"),
    [(True, (2, 4, 3), "uint8", 4), (False, (2, 3), "float32", 1)],
)
def test_example_inputs(frames, shape, dtype, count):
    class Model(VideoClassifier):
        frame_features = frames

    inputs = Model(3, {"rgb": 3}).example_inputs()
    assert inputs["rgb"].shape == shape
    assert inputs["rgb"].dtype == dtype
    assert inputs["num_frames"].tolist() == [count] * 2
    assert inputs["num_frames"].dtype == "int32"


@pytest.mark.parametrize("weights", [None, np.array([1.0, 3.0], "float32")])
def test_the_loss_is_the_weighted_sum_over_the_supervised_outputs(weights):
    model = Halves(3, {"rgb": 3})
    inputs = model.example_inputs()
    model.compile(keras.optimizers.SGD(0.0), get_loss("HingeLoss"))
    labels = np.array([[1, 0, 0], [0, 0, 0]], "uint8")
    loss = model.compute_loss(inputs, labels, model(inputs), weights)
    # Hinge: 1 - p where there is a label, 1 + p where there is none.
    rows = np.array([0.5 + 2 * 1.5, 3 * 1.5])
    rows = rows + 0.5 * np.array([0.75 + 2 * 1.25, 3 * 1.25])
    expected = np.mean(rows if weights is None else rows * weights)
    np.testing.assert_allclose(float(loss), expected, rtol=1e-6)


def trained(loss, **metrics):
    """Returns what a step on the labels reports."""
    model = Halves(3, {"rgb": 3})
    labels = np.array([[1, 0, 0], [0, 0, 0]], "uint8")
    model.compile(keras.optimizers.SGD(0.0), loss, **metrics)
    if isinstance(loss, dict):
        labels = dict.fromkeys(loss, labels)
    return model.train_on_batch(
        model.example_inputs(), labels, return_dict=True
    )


@pytest.mark.parametrize("metrics", [["mae"], {"predictions": ["mae"]}])
def test_metrics_are_of_the_predictions(metrics):
    found = trained(get_loss("HingeLoss"), metrics=metrics)
    assert found["mae"] == pytest.approx(0.5)


def test_losses_by_output_are_keras_own():
    hinge = get_loss("HingeLoss")
    one = trained({"predictions": hinge})["loss"]
    assert one == pytest.approx(np.mean([0.5 + 2 * 1.5, 3 * 1.5]))
    both = trained({"predictions": hinge, "others": hinge})["loss"]
    other = np.mean([0.75 + 2 * 1.25, 3 * 1.25])
    assert both == pytest.approx(one + other)


@pytest.mark.parametrize(
    "loss", ["mse", keras.losses.mean_squared_error, "MeanSquaredError"]
)
def test_the_loss_may_be_any_that_keras_knows(loss):
    rows = np.array([0.25, 0.25])
    others = np.array([0.75**2 + 2 * 0.25**2, 3 * 0.25**2]) / 3
    expected = np.mean(rows + 0.5 * others)
    assert trained(loss)["loss"] == pytest.approx(expected)
