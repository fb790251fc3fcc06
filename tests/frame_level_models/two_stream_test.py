import keras
import numpy as np
import pytest
from keras import ops

from frame_level_models.two_stream import TwoStreamModel
from tests.run_model_test import random_inputs
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers import FramePooling, LogisticClassifier

SIZES = {"rgb": 6, "audio": 3}


class Averages(TwoStreamModel):
    """The smallest two-stream model."""

    make_encoder = staticmethod(lambda **kwargs: FramePooling(**kwargs))
    make_classifier = LogisticClassifier


def new_model(**options):
    keras.utils.set_random_seed(0)
    model = Averages(5, SIZES, hallucinator_layers=2, **options)
    model.build()
    return model


def arrays(outputs):
    return {name: ops.convert_to_numpy(v) for name, v in outputs.items()}


def test_the_flow_is_monets_and_feeds_the_second_stream():
    model = new_model(flow_size=4)
    inputs = random_inputs(model)
    num_frames = inputs["num_frames"]
    outputs = arrays(model(inputs))
    appearance = model.appearance(inputs)
    flow = model.hallucinator(appearance, num_frames)
    np.testing.assert_array_equal(outputs["flow"], flow)
    assert outputs["flow"].shape == (4, 5, 4)
    np.testing.assert_array_equal(
        outputs["flow_predictions"],
        model.flow_stream({"flow": flow, "num_frames": num_frames}),
    )
    np.testing.assert_array_equal(
        outputs["rgb_predictions"], model.rgb_stream(inputs)
    )


def test_monet_reads_dequantised_features_that_are_not_normalised():
    model = new_model()
    inputs = random_inputs(model)
    codes = inputs["rgb"][0, 0].astype("float64")
    np.testing.assert_allclose(
        model.appearance(inputs)[0, 0],
        codes * 4 / 255 + 4 / 512 - 2,
        atol=1e-6,
    )


def test_the_mean_of_the_streams_is_the_prediction():
    model = new_model()
    outputs = arrays(model(random_inputs(model)))
    mean = (outputs["rgb_predictions"] + outputs["flow_predictions"]) / 2
    np.testing.assert_allclose(outputs["predictions"], mean, atol=1e-6)


def test_audio_reaches_the_appearance_stream_only():
    model = new_model()
    inputs = random_inputs(model)
    before = arrays(model(inputs))
    after = arrays(model({**inputs, "audio": 255 - inputs["audio"]}))
    np.testing.assert_array_equal(before["flow"], after["flow"])
    assert np.abs(before["rgb_predictions"] - after["rgb_predictions"]).max()


def test_every_option_changes_something():
    assert new_model().count_params() != new_model(flow_size=4).count_params()
    learned = new_model(fusion="learned")
    assert learned.count_params() == new_model().count_params() + 2
    released = new_model(monet_variant="released")
    assert released.count_params() != new_model().count_params()
    with pytest.raises(UserError, match="Unknown fusion"):
        new_model(fusion="product")


@pytest.mark.parametrize("weight", [0.0, 0.5])
def test_the_weight_of_the_streams_own_losses(weight):
    model = new_model(stream_loss_weight=weight)
    expected = {"predictions": 1.0}
    if weight:
        expected.update(rgb_predictions=weight, flow_predictions=weight)
    assert model.supervised_outputs == expected


@pytest.mark.parametrize("freeze", [True, False])
def test_freezing_monet(freeze):
    model = new_model(freeze_monet=freeze)
    trained = {id(weight) for weight in model.trainable_weights}
    frozen = [w for w in model.hallucinator.weights if id(w) not in trained]
    assert frozen == (model.hallucinator.weights if freeze else [])
    assert {id(w) for w in model.rgb_stream.trainable_weights} <= trained
