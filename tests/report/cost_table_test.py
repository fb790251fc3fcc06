from youtube8m_monet.report import cost_notes, cost_table

PARTS = {
    "inputs: rgb 1024": (0, 0, 2**19),
    "hallucinator: MoNet, 5 layers": (11539456, 9122611200, 100 * 2**20),
    "fusion": (2, 0, 0),
    "flow stream": (1000, 3040870400, 2**18),
}


def test_a_line_a_part_and_the_totals():
    assert cost_table(PARTS).splitlines() == [
        " " * 29 + "  parameters    multiply-adds   share  memory MiB",
        "inputs: rgb 1024                        0                0    0.0%"
        "        0.50",
        "hallucinator: MoNet, 5 layers  11,539,456    9,122,611,200   75.0%"
        "      100.00",
        "fusion                                  2                0    0.0%"
        "        0.00",
        "flow stream                         1,000    3,040,870,400   25.0%"
        "        0.25",
        "total                          11,540,458   12,163,481,600  100.0%"
        "      100.75",
    ]


def test_a_model_without_products():
    lines = cost_table({"fusion": (0, 0, 4)}).splitlines()
    assert lines[-1].split() == ["total", "0", "0", "0.0%", "0.00"]


def test_notes():
    lines = cost_notes(PARTS, 3 * 2**20, 2**20).splitlines()
    assert lines[0] == (
        "12.16 G multiply-adds a video are 24.33 GFLOPs: a product and a sum "
        "each."
    )
    assert lines[-1] == (
        "Weights: 3.0 MiB. Training with Adam adds 3.0 MiB: gradients, two "
        "moments."
    )
    assert max(map(len, lines)) <= 80
