from youtube8m_monet.report import best_flow_weight, flow_weight_table

STREAMS = {
    "predictions": {"gap": 1.0, "map": 1.0},
    0.0: {"gap": 0.5, "map": 0.25},
    0.25: {"gap": 0.75, "map": 0.5},
    0.5: {"gap": 0.75, "map": 0.75},
}


def test_the_best_weight_is_named():
    assert flow_weight_table(STREAMS).splitlines() == [
        "flow weight    GAP    MAP",
        "       0.00  0.500  0.250",
        "       0.25  0.750  0.500  best GAP: --flow_weight=0.25",
        "       0.50  0.750  0.750",
    ]


def test_of_equal_weights_the_lower():
    assert best_flow_weight(STREAMS) == 0.25
