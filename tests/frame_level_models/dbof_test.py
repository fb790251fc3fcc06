import pytest

from frame_level_models.dbof import DbofModel
from tests.check_padding import check_padding_invariance
from tests.original_weights import check_recorded_predictions
from tests.run_model_test import random_inputs, run_model_test

SMALL = {"iterations": 5, "dbof_cluster_size": 12, "dbof_hidden_size": 8}


def test_model(tmp_path):
    run_model_test(
        DbofModel,
        SMALL,
        24 * 12 + 12 * 8 + 4 * (24 + 12 + 8) + 8 * 5 * (3 + 2) + 5 * 2,
        tmp_path,
    )


@pytest.mark.parametrize(
    ("activation", "pooling"), [("sigmoid", "max"), ("relu6", "average")]
)
def test_golden(golden, activation, pooling):
    recording = golden(f"starter_DbofModel_{activation}_{pooling}.npz")
    model = DbofModel(
        5,
        {"rgb": 9},
        **SMALL,
        dbof_activation=activation,
        dbof_pooling_method=pooling,
    )
    check_recorded_predictions(model, recording)


def test_padding_invariance():
    def make():
        return DbofModel(5, {"rgb": 16, "audio": 8}, **SMALL)

    inputs = random_inputs(make())
    check_padding_invariance(make, [inputs], inputs["num_frames"], atol=1e-5)
