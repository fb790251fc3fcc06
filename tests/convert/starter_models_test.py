import numpy as np
import pytest

from tests import original_weights
from youtube8m_monet.convert import starter_models

MOE = {
    "video_level_classifier_model": "MoeModel",
    "num_classes": 5,
    "moe_num_mixtures": 2,
}
CASES = {
    "LogisticModel": (starter_models.logistic_model, {"num_classes": 5}),
    "FrameLevelLogisticModel": (
        starter_models.logistic_model,
        {"num_classes": 5},
    ),
    "MoeModel": (
        starter_models.moe_model,
        {"num_classes": 5, "moe_num_mixtures": 3},
    ),
    "DbofModel_sigmoid_max": (
        starter_models.dbof_model,
        {
            "dbof_add_batch_norm": True,
            "dbof_cluster_size": 12,
            "dbof_hidden_size": 8,
            **MOE,
        },
    ),
    "LstmModel": (
        starter_models.lstm_model,
        {"lstm_cells": 8, "lstm_layers": 2, **MOE},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_shapes_tell_the_options(golden, name):
    describe, options = CASES[name]
    values = original_weights.arrays(golden(f"starter_{name}.npz"))
    variables = original_weights.original_variables(values)
    model = describe(variables.shapes)
    assert model.options == options
    assert model.feature_sizes == [9]
    assert {pair.original for pair in model.pairs} == set(variables.shapes)


@pytest.mark.parametrize(
    "describe",
    [
        starter_models.logistic_model,
        starter_models.moe_model,
        starter_models.dbof_model,
        starter_models.lstm_model,
    ],
)
def test_variables_that_lack_are_still_named(describe):
    model = describe({})
    assert model.pairs
    assert model.feature_sizes == []
    assert "num_classes" not in model.options


def test_dbof_without_batch_norm():
    model = starter_models.dbof_model(
        {"cluster_weights": (9, 12), "cluster_biases": (12,)}
    )
    assert model.options["dbof_add_batch_norm"] is False
    names = {pair.original for pair in model.pairs}
    assert {"cluster_biases", "hidden1_biases"} <= names
    assert not [name for name in names if "_bn" in name]


def test_lstm_features_are_what_the_state_leaves():
    cell = "rnn/multi_rnn_cell/cell_0/basic_lstm_cell/"
    shapes = {f"{cell}kernel": (17, 32), f"{cell}bias": np.zeros(32).shape}
    assert starter_models.lstm_model(shapes).feature_sizes == [9]
