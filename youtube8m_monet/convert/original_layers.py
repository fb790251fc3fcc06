"""The variables of the original programs' layers, by our weights."""

from youtube8m_monet.convert.pair import Pair, dense, norm, prefixed

NEXTVLAD = [
    Pair("fully_connected/weights", "W_e"),
    Pair("fully_connected/biases", "b_e"),
    Pair("fully_connected_1/weights", "W_a"),
    Pair("fully_connected_1/biases", "b_a"),
    Pair("cluster_weights", "W_c"),
    Pair("cluster_weights2", "c"),
    *norm("cluster_bn", "cluster_bn"),
    *norm("vlad_bn", "vlad_bn"),
]
# The 2017 winners' layer, with batch norm.
WILLOW_NETVLAD = [
    Pair("cluster_weights", "W"),
    Pair("cluster_weights2", "c"),
    *norm("cluster_bn", "cluster_bn"),
]
LOGISTIC = dense("fully_connected", "dense")
MOE = [*dense("gates", "gates", bias=False), *dense("experts", "experts")]
# The cell of the MoNet authors' public code.
RELEASED_MONET = [
    Pair("cnn_trans_x/conv1d/kernel", "W"),
    Pair("cnn_trans_x/conv1d/bias", "b"),
    Pair("cnn_trans/conv1d/kernel", "C"),
    Pair("cnn_trans/conv1d/bias", "c"),
    Pair("cnn_trans/fully_connected/weights", "V_f"),
    Pair("cnn_trans/fully_connected/biases", "v_f"),
    Pair("cnn_trans/fully_connected_1/weights", "V_b"),
    Pair("cnn_trans/fully_connected_1/biases", "v_b"),
]


def nextvlad_encoder(video, audio):
    """Returns the pairs of `NeXtVLADEncoder`, given two variable scopes."""
    return [
        *prefixed(NEXTVLAD, f"{video}/", "vlads.0."),
        *prefixed(NEXTVLAD, f"{audio}/", "vlads.1."),
        Pair("hidden1_weights", "hidden.kernel"),
        *norm("hidden1_bn", "hidden_bn"),
        Pair("gating_weights_1", "gating.first.kernel"),
        *norm("gating_bn", "gating.norm"),
        Pair("gating_weights_2", "gating.second.kernel"),
    ]


def dbof_encoder(batch_norm):
    """Returns the pairs of `DbofEncoder`, with batch norms or biases."""
    pairs = [
        Pair("cluster_weights", "cluster.kernel"),
        Pair("hidden1_weights", "hidden.kernel"),
    ]
    if not batch_norm:
        return [
            *pairs,
            Pair("cluster_biases", "cluster.bias"),
            Pair("hidden1_biases", "hidden.bias"),
        ]
    return [
        *pairs,
        *norm("input_bn", "input_bn"),
        *norm("cluster_bn", "cluster_bn"),
        *norm("hidden1_bn", "hidden_bn"),
    ]
