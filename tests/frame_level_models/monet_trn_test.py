from frame_level_models.monet_trn import MoNetTRN
from tests.frame_level_models.trn_test import SMALL
from tests.run_model_test import run_model_test


def trn_params(size):
    """Scales 2 and 3, their read-out to 7, and a MoE of two experts."""
    scales = (2 * size * 6 + 6) + (3 * size * 6 + 6) + (2 * 6 * 7 + 7)
    return scales + 7 * 5 * (3 + 2) + 5 * 2


def test_model(tmp_path):
    monet = 5 * (16 * 16 + 16) + 6 * 16 * 16
    run_model_test(
        MoNetTRN,
        SMALL,
        monet + trn_params(24) + trn_params(16),
        tmp_path,
        outputs=("rgb_predictions", "flow_predictions", "flow"),
    )
