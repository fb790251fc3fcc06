from frame_level_models.moe import MoeModel
from tests.original_weights import check_recorded_predictions
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
    check_recorded_predictions(model, recording)
