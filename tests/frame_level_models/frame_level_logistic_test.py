import pytest

from frame_level_models.frame_level_logistic import FrameLevelLogisticModel
from tests.check_padding import check_padding_invariance
from tests.original_weights import check_recorded_predictions
from tests.run_model_test import random_inputs, run_model_test
from youtube8m_monet.layers import LogisticClassifier, SoftmaxClassifier


def test_model(tmp_path):
    run_model_test(
        FrameLevelLogisticModel, {"l2_penalty": 1e-6}, 24 * 5 + 5, tmp_path
    )


def test_golden(golden):
    recording = golden("starter_FrameLevelLogisticModel.npz")
    model = FrameLevelLogisticModel(5, {"rgb": 9})
    check_recorded_predictions(model, recording)


def test_padding_invariance():
    def make():
        return FrameLevelLogisticModel(5, {"rgb": 16, "audio": 8})

    inputs = random_inputs(make())
    check_padding_invariance(make, [inputs], inputs["num_frames"])


@pytest.mark.parametrize(
    ("name", "classifier"),
    [
        ("LogisticModel", LogisticClassifier),
        # As in the starter, whose model knows no such option.
        ("MoeModel", LogisticClassifier),
        ("SoftmaxModel", SoftmaxClassifier),
    ],
)
def test_the_classifier_is_linear(name, classifier):
    model = FrameLevelLogisticModel(3, video_level_classifier_model=name)
    assert type(model.stream.classifier) is classifier
