from frame_level_models.monet_logistic import MoNetLogistic
from tests.run_model_test import run_model_test


def test_model(tmp_path):
    monet = 5 * (16 * 16 + 16) + 6 * 16 * 16
    heads = (16 + 8) * 5 + 5 + 16 * 5 + 5
    run_model_test(
        MoNetLogistic,
        {},
        monet + heads,
        tmp_path,
        outputs=("rgb_predictions", "flow_predictions", "flow"),
    )
