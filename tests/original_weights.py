"""The variables of the original programs, by our names.

A table maps the name of an original variable to the attributes that lead from
a layer or model of ours to its weight: `"vlads.0.W_e"` is `layer.vlads[0].W_e`.
"""

import numpy as np


def prefixed(table, theirs, ours):
    """Returns a table for a part of a program, found under two prefixes."""
    return {theirs + name: ours + path for name, path in table.items()}


def dense(theirs, ours, bias=True):
    """Returns the table of a fully connected layer."""
    table = {f"{theirs}/weights": f"{ours}.kernel"}
    if bias:
        table[f"{theirs}/biases"] = f"{ours}.bias"
    return table


def norm(theirs, ours):
    """Returns the table of a batch norm."""
    parts = ("gamma", "beta", "moving_mean", "moving_variance")
    return {f"{theirs}/{part}": f"{ours}.{part}" for part in parts}


NEXTVLAD = {
    "fully_connected/weights": "W_e",
    "fully_connected/biases": "b_e",
    "fully_connected_1/weights": "W_a",
    "fully_connected_1/biases": "b_a",
    "cluster_weights": "W_c",
    "cluster_weights2": "c",
    **norm("cluster_bn", "cluster_bn"),
    **norm("vlad_bn", "vlad_bn"),
}


def nextvlad_encoder(video, audio):
    """Returns the table of `NeXtVLADEncoder`, given two variable scopes."""
    return {
        **prefixed(NEXTVLAD, f"{video}/", "vlads.0."),
        **prefixed(NEXTVLAD, f"{audio}/", "vlads.1."),
        "hidden1_weights": "hidden.kernel",
        **norm("hidden1_bn", "hidden_bn"),
        "gating_weights_1": "gating.first.kernel",
        **norm("gating_bn", "gating.norm"),
        "gating_weights_2": "gating.second.kernel",
    }


WILLOW_NETVLAD = {
    "cluster_weights": "W",
    "cluster_weights2": "c",
    **norm("cluster_bn", "cluster_bn"),
}
ADDONS_NETVLAD = {
    "dense/kernel:0": "W",
    "dense/bias:0": "b",
    "cluster_centers:0": "c",
}
LOGISTIC = dense("fully_connected", "dense")
MOE = {**dense("gates", "gates", bias=False), **dense("experts", "experts")}
DBOF = {
    **norm("input_bn", "input_bn"),
    "cluster_weights": "cluster.kernel",
    **norm("cluster_bn", "cluster_bn"),
    "hidden1_weights": "hidden.kernel",
    **norm("hidden1_bn", "hidden_bn"),
}
NEXTVLAD_MODEL = {
    **prefixed(
        nextvlad_encoder("video_VLAD", "audio_VLAD"), "", "stream.encoder."
    ),
    **prefixed(LOGISTIC, "", "stream.classifier."),
}


def mix_nextvlad_model(mix_number):
    """Returns the table of `MixNeXtVladModel` with logistic branches."""
    table = {
        **norm("mix_weights_bn", "mix_weights_bn"),
        **dense("mix_weights", "mix_weights"),
    }
    encoder = nextvlad_encoder("video_vlad", "audio_vlad")
    for n in range(mix_number):
        branch = f"branch_{n}/"
        table.update(prefixed(encoder, branch, f"encoders.{n}."))
        table.update(prefixed(LOGISTIC, branch, f"classifiers.{n}."))
    return table


def lstm(layers, theirs, ours):
    """Returns `keras.layers.LSTM` weights of TensorFlow 1 LSTM cells.

    Their gates come as input, candidate, forget, output, ours as input,
    forget, candidate, output. They add 1 to the forget gate's activation; we
    have it in the bias. Their one kernel holds the input's rows first.

    Args:
        layers: Number of layers.
        theirs: Original variables; those of the cells are taken out.
        ours: Attributes that lead to the list of LSTMs.

    Returns:
        Mapping of attribute path to array.
    """
    weights = {}
    for n in range(layers):
        cell = f"rnn/multi_rnn_cell/cell_{n}/basic_lstm_cell/"
        kernel = _reorder(theirs.pop(cell + "kernel"))
        bias = _reorder(theirs.pop(cell + "bias"))
        units = len(bias) // 4
        bias[units : 2 * units] += 1
        weights[f"{ours}.{n}.cell.kernel"] = kernel[:-units]
        weights[f"{ours}.{n}.cell.recurrent_kernel"] = kernel[-units:]
        weights[f"{ours}.{n}.cell.bias"] = bias
    return weights


def _reorder(gates):
    i, j, f, o = np.split(gates, 4, axis=-1)
    return np.concatenate([i, f, j, o], axis=-1)


def variables(recording, scope=""):
    """Returns the recorded variables under a scope, by the rest of the name."""
    prefix = f"var:{scope}"
    return {
        name[len(prefix) :]: value
        for name, value in recording.items()
        if name.startswith(prefix)
    }


def load(layer, table, values, also=None):
    """Gives a built layer the original values; every weight exactly once.

    Args:
        layer: Layer or model.
        table: Original name to attribute path.
        values: Original name to array.
        also: Attribute path to array, for weights that no single variable
            holds.
    """
    assert set(table) == set(values), set(table) ^ set(values)
    by_path = {table[name]: value for name, value in values.items()}
    by_path.update(also or {})
    weights = {path: find(layer, path) for path in by_path}
    assert {id(w) for w in weights.values()} == {id(w) for w in layer.weights}
    assert len(weights) == len(layer.weights)
    for path, value in by_path.items():
        weights[path].assign(np.reshape(value, weights[path].shape))


def find(layer, path):
    """Returns the weight at the end of an attribute path."""
    for step in path.split("."):
        layer = layer[int(step)] if step.isdigit() else getattr(layer, step)
    return layer
