from youtube8m_monet.report import experiment_table


def test_nothing_measured_is_nothing_shown():
    text = experiment_table(["GAP"], [("a row", {}, {})])
    assert text.splitlines() == ["       GAP", "a row"]


def test_the_spread_of_seeds_is_shown_where_there_is_one():
    cells = {"GAP": (0.5, 0.25), "MAP": (0.5, 0.0)}
    line = experiment_table(["GAP", "MAP"], [("row", cells, {})]).splitlines()
    assert line[1].split() == ["row", "0.500±0.250", "0.500"]


def test_the_paper_has_columns_where_it_has_figures():
    rows = [("a", {"GAP": (0.5, 0.0)}, {}), ("b", {}, {"GAP": 0.7939})]
    lines = experiment_table(["GAP", "MAP"], rows).splitlines()
    assert lines[0].split() == ["GAP", "paper", "MAP"]
    assert lines[2].split() == ["b", "0.794"]
