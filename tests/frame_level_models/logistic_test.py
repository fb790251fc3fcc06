import numpy as np

from frame_level_models.logistic import LogisticModel
from tests import original_weights
from tests.run_model_test import run_model_test


def test_model(tmp_path):
    run_model_test(LogisticModel, {"l2_penalty": 1e-6}, 24 * 5 + 5, tmp_path)


def test_golden(golden):
    recording = golden("starter_LogisticModel.npz")
    model = LogisticModel(5, {"mean_rgb": 9})
    model.build()
    # The recording starts after normalisation.
    model.stream.frame_features.l2_normalize = False
    original_weights.fill_model(model, original_weights.arrays(recording))
    inputs = {
        "mean_rgb": recording["features"],
        "num_frames": recording["num_frames"],
    }
    np.testing.assert_allclose(
        model(inputs)["predictions"], recording["predictions"], atol=1e-5
    )


def test_normalises_as_the_starter():
    model = LogisticModel(5, {"mean_rgb": 9})
    x = np.random.default_rng(0).normal(size=(3, 9)).astype("float32")
    num_frames = np.ones(3, "int32")
    predictions = [
        model({"mean_rgb": scale * x, "num_frames": num_frames})["predictions"]
        for scale in (1, 7)
    ]
    np.testing.assert_allclose(*predictions, atol=1e-6)
