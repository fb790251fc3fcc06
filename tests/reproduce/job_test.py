import pytest

from tests.reproduce.table_test import EXPERIMENTS
from youtube8m_monet.config import TrainConfig
from youtube8m_monet.errors import UserError
from youtube8m_monet.reproduce.job import make_job, overrides
from youtube8m_monet.reproduce.splits import Split
from youtube8m_monet.reproduce.table import Table

RUN = "table1/gru_2/hallucination"


@pytest.fixture(scope="module")
def table():
    return Table.read(str(EXPERIMENTS), "table1", use_sample=False)


def test_on_the_sample():
    table = Table.read(str(EXPERIMENTS), "table1")
    job = make_job(table, RUN, Split("", "", ""), 2, "runs", {})
    options = job.options
    assert options["hallucinator"] == "gru"
    assert options["hallucinator_layers"] == 2
    assert options["seed"] == 2
    assert options["flow_classifier"] == ""
    assert job.sample == "motion"
    assert "preset" not in options
    assert "train_data_pattern" not in options
    assert job.train_dir == "runs/table1/gru_2/hallucination/seed2"
    TrainConfig(**options)


def test_on_data(table):
    split = Split("without_3", "a,b", "c")
    job = make_job(table, RUN, split, 0, "runs", {"batch_size": 5})
    assert job.options["train_data_pattern"] == "a,b"
    assert job.options["preset"] == "paper"
    assert job.options["batch_size"] == 5
    assert job.sample is None
    assert job.train_dir == f"runs/{RUN}/without_3/seed0"
    judge = "runs/table1/judge/judge/without_3/seed0"
    assert job.options["flow_classifier"] == judge


def test_without_a_judge():
    given = overrides("flow_classifier=")
    table = Table.read(str(EXPERIMENTS), "table1", given, use_sample=False)
    job = make_job(table, RUN, Split("", "a", "b"), 0, "runs", given)
    assert job.options["flow_classifier"] == ""
    assert not [run for run in table.runs if "judge" in run]


def test_overrides_read_each_type():
    assert overrides("max_steps=3 alpha=0.5 jit_compile=FALSE model=M") == {
        "max_steps": 3,
        "alpha": 0.5,
        "jit_compile": False,
        "model": "M",
    }


@pytest.mark.parametrize("word", ["batch=3", "batch_size=many", "batch_size"])
def test_overrides_that_cannot_be_read(word):
    with pytest.raises(UserError) as caught:
        overrides(f"seed=1 {word}")
    assert repr(word) in str(caught.value)
    assert "Set --set." in str(caught.value)
