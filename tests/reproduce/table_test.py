import pathlib

import pytest

from frame_level_models import registry
from tests.reproduce.tables import write_tables
from youtube8m_monet.config import TrainConfig
from youtube8m_monet.config.presets import preset
from youtube8m_monet.data.samples import SAMPLES
from youtube8m_monet.errors import UserError
from youtube8m_monet.losses import get_loss
from youtube8m_monet.reproduce.table import Table, references

EXPERIMENTS = pathlib.Path(__file__).resolve().parents[2] / "experiments"
TABLES = sorted(path.parent.name for path in EXPERIMENTS.glob("*/table.toml"))


def test_there_are_tables():
    assert TABLES == ["table1", "table2", "table3", "table4"]


@pytest.mark.parametrize("name", TABLES)
def test_every_file_belongs_to_a_run(name):
    table = Table.read(str(EXPERIMENTS), name, use_sample=False)
    used = {run.rpartition("/")[0] for run in table.runs}
    files = {
        f"{name}/{path.stem}"
        for path in (EXPERIMENTS / name).glob("*.toml")
        if path.stem != "table"
    }
    assert files <= used


@pytest.mark.parametrize("name", TABLES)
def test_every_run_is_one_that_train_can_do(name):
    table = Table.read(str(EXPERIMENTS), name, use_sample=False)
    assert table.sample in SAMPLES
    assert table.rows
    for options in table.runs.values():
        config = TrainConfig(**options)
        chosen = registry.model_class(config.model)
        preset(config.preset)
        get_loss(config.label_loss)
        assert not registry.options_of_others(chosen) & options.keys()


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_of_a_run_of_every_row(name):
    table = Table.read(str(EXPERIMENTS), name, use_sample=False)
    for metric in table.columns.values():
        run = metric.split(".")[0]
        for row in table.rows:
            assert run in {full.rpartition("/")[2] for full in row.runs}


def test_paper_figures_have_columns():
    for name in TABLES:
        table = Table.read(str(EXPERIMENTS), name, use_sample=False)
        for row in table.rows:
            assert set(row.paper) <= set(table.columns)


def test_no_preset_chooses_the_hallucinator_of_a_row():
    table = Table.read(str(EXPERIMENTS), "table1", use_sample=False)
    for row in table.rows:
        for options in row.runs.values():
            assert {"hallucinator", "hallucinator_layers"} <= set(options)


def test_waves():
    table = Table.read(str(EXPERIMENTS), "table2", use_sample=False)
    done = set()
    for wave in table.waves():
        for run in wave:
            assert set(references(table.runs[run]).values()) <= done
        done |= set(wave)
    assert done == set(table.runs)
    assert "table1/judge/judge" in table.waves()[0]
    assert "table1/monet_5/hallucination" in table.waves()[1]


def test_options_on_the_sample():
    table = Table.read(str(EXPERIMENTS), "table2")
    assert table.on_sample == {"flow_classifier": ""}
    assert "table1/monet_5/hallucination" in table.runs
    assert "table1/judge/judge" not in table.runs


def test_a_table_that_there_is_none_of(tmp_path):
    with pytest.raises(UserError, match="Name a table of --experiments"):
        Table.read(str(tmp_path), "table9")


def test_a_circle(tmp_path):
    row = write_tables(tmp_path) / "small" / "one.toml"
    row.write_text(row.read_text() + 'monet_from = "small/one/hallucination"\n')
    with pytest.raises(UserError, match="in a circle"):
        Table.read(str(tmp_path), "small")


def test_a_run_that_there_is_none_of(tmp_path):
    row = write_tables(tmp_path) / "small" / "one.toml"
    row.write_text(row.read_text() + 'monet_from = "small/two/judge"\n')
    with pytest.raises(UserError) as caught:
        Table.read(str(tmp_path), "small")
    assert "Expected: one of small/two/hallucination." in str(caught.value)


def test_a_table_of_costs_says_so():
    counts = [
        name for name in TABLES if Table.read(str(EXPERIMENTS), name).counts
    ]
    assert counts == ["table3"]
