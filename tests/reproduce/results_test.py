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
