from frame_level_models.netvlad import NetVLADModel
from tests.check_padding import check_padding_invariance
from tests.run_model_test import random_inputs, run_model_test

SMALL = {
    "netvlad_cluster_size": 6,
    "netvlad_hidden_size": 10,
    "batch_norm_momentum": 0.9,
}


def test_model(tmp_path):
    encoder = (
        4 * 24
        + (2 * 16 * 6 + 4 * 6)
        + (2 * 8 * 3 + 4 * 3)
        + (16 * 6 + 8 * 3) * 10 + 10
        + 10 * 10 + 4 * 10
    )  # fmt: skip
    run_model_test(
        NetVLADModel, SMALL, encoder + 10 * 5 * (3 + 2) + 5 * 2, tmp_path
    )


def test_padding_invariance():
    def make():
        return NetVLADModel(5, {"rgb": 16, "audio": 8}, **SMALL)

    inputs = random_inputs(make())
    check_padding_invariance(make, [inputs], inputs["num_frames"], atol=1e-5)
