import numpy as np

from frame_level_models.logistic import LogisticModel
from tests.original_weights import check_recorded_predictions
from tests.run_model_test import run_model_test


def test_model(tmp_path):
    run_model_test(LogisticModel, {"l2_penalty": 1e-6}, 24 * 5 + 5, tmp_path)


def test_golden(golden):
    recording = golden("starter_LogisticModel.npz")
    model = LogisticModel(5, {"mean_rgb": 9})
    check_recorded_predictions(model, recording)


def test_normalises_as_the_starter():
    model = LogisticModel(5, {"mean_rgb": 9})
    x = np.random.default_rng(0).normal(size=(3, 9)).astype("float32")
    num_frames = np.ones(3, "int32")
    predictions = [
        model({"mean_rgb": scale * x, "num_frames": num_frames})["predictions"]
        for scale in (1, 7)
    ]
    np.testing.assert_allclose(*predictions, atol=1e-6)
