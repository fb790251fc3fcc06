import pytest

from tests.reproduce.tables import write_tables
from youtube8m_monet.data.samples import motion
from youtube8m_monet.reproduce.job import make_job
from youtube8m_monet.reproduce.results import Results
from youtube8m_monet.reproduce.splits import Split
from youtube8m_monet.reproduce.table import Table


def flow(mse):
    return {
        "flow": {
            "mse": mse,
            "mse_mean": 2.0,
            "mse_train_mean": 4.0,
            "mse_copy": 8.0,
            "num_frames": 10,
        }
    }


@pytest.fixture
def results(tmp_path):
    table = Table.read(str(write_tables(tmp_path)), "small")
    found = Results(table)
    run = "small/one/hallucination"
    for seed, mse in enumerate((1.0, 0.5)):
        job = make_job(table, run, Split("", "", ""), seed, "runs", {})
        found.add(job, flow(mse))
    return found


def test_cells(results):
    one, two = results.table.rows
    cells = results.cells(one)
    # R2 of the two seeds: 1/2 and 3/4.
    assert cells["R2"] == pytest.approx((0.625, 0.25 / 2**0.5))
    assert cells["MSE/mean"][0] == pytest.approx(0.1875)
    assert results.cells(two) == {}


def test_baselines(results):
    found = results.baselines()
    assert found["copy of appearance"]["R2"][0] == -3
    assert found["mean flow of the training videos"]["MSE/mean"][0] == 1
    assert found["mean flow of the held-out videos"]["R2"][0] == 0
    best = found["best that the law allows"]["R2"][0]
    assert best == pytest.approx(motion.best_r2())


def test_report(results):
    lines = results.report().splitlines()
    assert lines[0].split() == ["R2", "MSE/mean"]
    assert lines[1].startswith("Row one  ")
    assert "0.625±0.177" in lines[1]
    assert lines[2].strip() == "Row two"
    assert lines[-1].startswith("best that the law allows")


def test_no_baselines_without_flow(tmp_path):
    table = Table.read(str(write_tables(tmp_path / "other")), "small")
    assert Results(table).baselines() == {}


def test_the_splits_of_a_seed_are_pooled(results):
    job = make_job(
        results.table, "small/one/hallucination", Split("b", "", ""), 0, "r", {}
    )
    results.add(job, flow(2.0))
    # The first seed's errors, 1 and 2, become 1.5: R2 of 1/4, beside 3/4.
    cells = results.cells(results.table.rows[0])
    assert cells["R2"][0] == pytest.approx(0.5)


def test_a_figure_of_zero_counts(results):
    job = make_job(
        results.table, "small/one/hallucination", Split("", "", ""), 2, "r", {}
    )
    results.add(job, flow(2.0))
    cells = results.cells(results.table.rows[0])
    assert cells["R2"][0] == pytest.approx((0.5 + 0.75 + 0) / 3)


def test_data_of_ones_own_have_no_law(tmp_path):
    table = Table.read(str(write_tables(tmp_path / "own")), "small")
    found = Results(table)
    split = Split("", "a", "b")
    job = make_job(table, "small/one/hallucination", split, 0, "r", {})
    found.add(job, flow(1.0))
    assert len(found.baselines()) == 3
