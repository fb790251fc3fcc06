"""The models of the YouTube-8M starter code.

Each function takes the shapes of a checkpoint's variables, by name, and returns
an `OriginalModel`. What no shape tells stays as the flags have it:
`dbof_activation` and `dbof_pooling_method`.
"""

from youtube8m_monet.convert.lstm_pairs import CELL, lstm_pairs
from youtube8m_monet.convert.original_classifiers import (
    logistic_classifier,
    moe_classifier,
    stream_model,
)
from youtube8m_monet.convert.original_layers import dbof_encoder
from youtube8m_monet.convert.original_model import (
    OriginalModel,
    known,
    known_sizes,
    ratio,
    size,
)
from youtube8m_monet.convert.pair import prefixed


def logistic_model(shapes):
    """Describes LogisticModel and FrameLevelLogisticModel."""
    pairs, options = logistic_classifier(shapes)
    features = size(shapes, "fully_connected/weights", 0)
    pairs = prefixed(pairs, "", "stream.classifier.")
    return OriginalModel(pairs, options, known_sizes(features))


def moe_model(shapes):
    """Describes MoeModel."""
    pairs, options = moe_classifier(shapes)
    features = size(shapes, "gates/weights", 0)
    pairs = prefixed(pairs, "", "stream.classifier.")
    return OriginalModel(pairs, options, known_sizes(features))


def dbof_model(shapes):
    """Describes DbofModel."""
    batch_norm = "cluster_bn/gamma" in shapes
    options = known(
        dbof_add_batch_norm=batch_norm,
        dbof_cluster_size=size(shapes, "cluster_weights"),
        dbof_hidden_size=size(shapes, "hidden1_weights"),
    )
    features = known_sizes(size(shapes, "cluster_weights", 0))
    return stream_model(shapes, dbof_encoder(batch_norm), options, features)


def lstm_model(shapes):
    """Describes LstmModel."""
    layers = 0
    while f"{CELL.format(layers)}kernel" in shapes:
        layers += 1
    first = CELL.format(0)
    rows = size(shapes, f"{first}kernel", 0)
    cells = ratio(size(shapes, f"{first}bias"), 4)
    options = known(lstm_layers=layers or None, lstm_cells=cells)
    # The rows of the input come before those of the state.
    features = [rows - cells] if rows and cells else []
    pairs = lstm_pairs(max(layers, 1))
    return stream_model(shapes, pairs, options, features)
