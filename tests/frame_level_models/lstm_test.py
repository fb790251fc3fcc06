from frame_level_models.lstm import LstmModel
from tests.check_padding import check_padding_invariance
from tests.original_weights import check_recorded_predictions
from tests.run_model_test import random_inputs, run_model_test


def test_model(tmp_path):
    run_model_test(
        LstmModel,
        {"lstm_cells": 6, "lstm_layers": 2, "moe_num_mixtures": 3},
        4 * ((24 + 6) * 6 + 6)
        + 4 * ((6 + 6) * 6 + 6)
        + 6 * 5 * (4 + 3)
        + 5 * 3,
        tmp_path,
    )


def test_golden(golden):
    recording = golden("starter_LstmModel.npz")
    model = LstmModel(5, {"rgb": 9}, lstm_cells=8, lstm_layers=2)
    check_recorded_predictions(model, recording)


def test_padding_invariance():
    def make():
        return LstmModel(5, {"rgb": 16, "audio": 8}, lstm_cells=6)

    inputs = random_inputs(make())
    check_padding_invariance(make, [inputs], inputs["num_frames"])
