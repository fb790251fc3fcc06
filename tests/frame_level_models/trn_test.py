from frame_level_models.trn import TrnModel
from tests.check_padding import check_padding_invariance
from tests.run_model_test import random_inputs, run_model_test

SMALL = {"trn_num_segments": 3, "trn_hidden_size": 6, "trn_units": 7}


def test_model(tmp_path):
    run_model_test(
        TrnModel,
        {**SMALL, "moe_num_mixtures": 3},
        (2 * 24 * 6 + 6)
        + (3 * 24 * 6 + 6)
        + (2 * 6 * 7 + 7)
        + 7 * 5 * (4 + 3)
        + 5 * 3,
        tmp_path,
    )


def test_padding_invariance():
    def make():
        return TrnModel(5, {"rgb": 16, "audio": 8}, **SMALL)

    inputs = random_inputs(make())
    check_padding_invariance(make, [inputs], inputs["num_frames"])
