import numpy as np

from frame_level_models.moe import MoeModel
from tests import original_weights
from tests.run_model_test import run_model_test


def test_model(tmp_path):
    run_model_test(
        MoeModel,
        {"moe_num_mixtures": 3, "l2_penalty": 1e-6},
        24 * 5 * 4 + 24 * 5 * 3 + 5 * 3,
        tmp_path,
    )


def test_golden(golden):
    recording = golden("starter_MoeModel.npz")
    model = MoeModel(5, {"mean_rgb": 9}, moe_num_mixtures=3)
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
