from youtube8m_monet.report import hallucination_table

FLOW = {"mse": 0.5, "r2": 0.5, "cosine": 0.7, "mse_mean": 1.0, "mse_zero": 2.0}


def test_baselines_stand_below():
    table = hallucination_table({**FLOW, "mse_copy": 4.0})
    assert table.splitlines() == [
        "                           MSE       R2  cosine",
        "hallucinated           0.50000    0.500   0.700",
        "mean flow              1.00000    0.000",
        "zero                   2.00000   -1.000",
        "copy of appearance     4.00000   -3.000",
    ]


def test_what_was_not_measured_has_no_line():
    assert len(hallucination_table(FLOW).splitlines()) == 4


def test_flow_that_never_changes():
    still = {"mse": 0.5, "r2": float("nan"), "cosine": 0.0, "mse_mean": 0.0}
    assert "nan" in hallucination_table(still)
