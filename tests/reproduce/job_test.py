import dataclasses

import pytest

from tests.reproduce.table_test import EXPERIMENTS
from youtube8m_monet.config import TrainConfig
from youtube8m_monet.errors import UserError
from youtube8m_monet.reproduce.job import (
    Job,
    check_same_job,
    make_job,
    overrides,
)
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


def test_what_is_given_wins_over_what_runs_are_without(table):
    split = Split("", "a", "b")
    job = make_job(table, RUN, split, 0, "runs", {"keep_checkpoints": 3})
    assert job.options["keep_checkpoints"] == 3


def test_runs_of_a_table_keep_one_checkpoint_and_export_nothing(table):
    job = make_job(table, RUN, Split("", "a", "b"), 0, "runs", {})
    assert job.options["keep_checkpoints"] == 1
    assert job.options["export_model_steps"] == 0


def test_a_table_of_costs_needs_no_sample(table):
    costs = dataclasses.replace(table, counts=True)
    job = make_job(costs, RUN, Split("", "", ""), 0, "runs", {})
    assert job.options["preset"] == "paper"
    assert job.sample is None


def test_a_folder_holds_the_run_of_one_job(tmp_path):
    options = {"train_dir": str(tmp_path / "run"), "batch_size": 3}
    job = Job("t/r/run", 0, Split("", "a", "b"), options)
    check_same_job(job)
    check_same_job(job)
    for change in (
        {"split": Split("", "a", "c")},
        {"options": {**options, "batch_size": 4}},
        {"options": {**options, "alpha": 1.0}},
    ):
        with pytest.raises(UserError, match="Set another --run_dir"):
            check_same_job(dataclasses.replace(job, **change))
