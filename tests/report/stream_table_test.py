from youtube8m_monet.report import stream_table


def metrics(value):
    return {
        "avg_hit_at_one": value,
        "avg_hit_at_five": 1.0,
        "avg_perr": 0.5,
        "map": 0.25,
        "gap": 0.125,
    }


def test_one_line_a_stream_in_a_fixed_order():
    table = stream_table(
        {
            "predictions": metrics(0.75),
            "flow_predictions": metrics(0.625),
            "rgb_predictions": metrics(1.0),
        }
    )
    assert table.splitlines() == [
        "                      Hit@1  Hit@5   PERR    MAP    GAP",
        "appearance stream     1.000  1.000  0.500  0.250  0.125",
        "hallucinated stream   0.625  1.000  0.500  0.250  0.125",
        "two-stream            0.750  1.000  0.500  0.250  0.125",
    ]


def test_absent_streams_have_no_line():
    assert len(stream_table({"predictions": metrics(1.0)}).splitlines()) == 2


def test_a_judges_opinions():
    table = stream_table(
        {"predictions": metrics(0.5), "target_predictions": metrics(0.75)}
    )
    assert table.splitlines()[1:] == [
        "hallucinated flow     0.500  1.000  0.500  0.250  0.125",
        "true flow             0.750  1.000  0.500  0.250  0.125",
    ]
