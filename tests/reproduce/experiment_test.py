import pytest

from tests.reproduce.tables import write_tables
from youtube8m_monet.errors import UserError
from youtube8m_monet.reproduce.experiment import Experiment


@pytest.fixture
def row(tmp_path):
    return write_tables(tmp_path) / "small" / "one.toml"


def test_a_row(row):
    found = Experiment.read(str(row))
    assert found.title == "Row one"
    assert list(found.runs) == ["small/one/hallucination"]
    assert found.runs["small/one/hallucination"]["hallucinator"] == "mlp"
    assert found.paper == {}


def test_figures_of_the_paper(row):
    row.write_text(row.read_text() + '\n[paper]\n"R2" = 0.5\n')
    assert Experiment.read(str(row)).paper == {"R2": 0.5}


def test_an_option_that_nobody_knows(row):
    row.write_text(row.read_text() + "learning_rat = 1\n")
    with pytest.raises(UserError) as caught:
        Experiment.read(str(row))
    assert "train.py has no flag --learning_rat" in str(caught.value)
    assert str(row) in str(caught.value)


@pytest.mark.parametrize("text", [None, "title ="])
def test_what_cannot_be_read(text, row):
    row.unlink()
    if text is not None:
        row.write_text(text)
    with pytest.raises(UserError, match="cannot be read.\n  Expected: a TOML"):
        Experiment.read(str(row))
