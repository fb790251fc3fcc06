from frame_level_models.monet_netvlad import MoNetNetVLAD
from tests.frame_level_models.netvlad_test import SMALL
from tests.run_model_test import run_model_test


def head_params(outputs):
    """Hidden layer, gating and a MoE of two experts behind the VLADs."""
    return outputs * 10 + 10 + 10 * 10 + 4 * 10 + 10 * 5 * (3 + 2) + 5 * 2


def test_model(tmp_path):
    monet = 5 * (16 * 16 + 16) + 6 * 16 * 16
    rgb, audio = 2 * 16 * 6 + 4 * 6, 2 * 8 * 3 + 4 * 3
    count = (
        monet
        + 4 * 24 + rgb + audio + head_params(16 * 6 + 8 * 3)
        + 4 * 16 + rgb + head_params(16 * 6)
    )  # fmt: skip
    run_model_test(
        MoNetNetVLAD,
        SMALL,
        count,
        tmp_path,
        outputs=("rgb_predictions", "flow_predictions", "flow"),
    )
