import json

import pytest

from youtube8m_monet.reproduce.outcome import (
    evaluated_step,
    find,
    pool,
    read_outcome,
)


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "eval"
    folder.mkdir()
    metrics = {"step": 7, "streams": {"predictions": {"gap": 0.5}}}
    (folder / "metrics.json").write_text(json.dumps(metrics))
    aps = [0.5, 0.7, "", 0.9, 0.1, 0.2, 0.3, ""]
    lines = [f"{c},1,{ap}" for c, ap in enumerate(aps)]
    (folder / "per_class_ap.csv").write_text(
        "\n".join(["class_id,positives,average_precision", *lines])
    )
    return str(tmp_path)


def test_what_was_measured(run):
    assert read_outcome(run) == {"predictions": {"gap": 0.5}}
    assert evaluated_step(run) == 7


def test_nothing_was_measured(tmp_path):
    assert evaluated_step(str(tmp_path)) is None


def test_groups_of_the_sample(run):
    """Classes without positives have no AP and do not count."""
    groups = read_outcome(run, "motion")["groups"]
    assert groups == pytest.approx({"appearance": 0.7, "motion": 0.2})


def test_pool_weighs_flow_by_frames():
    flows = [
        {"mse": 1.0, "mse_mean": 2.0, "mse_train_mean": 4.0, "num_frames": 1},
        {"mse": 3.0, "mse_mean": 6.0, "mse_train_mean": 8.0, "num_frames": 3},
    ]
    pooled = pool([{"flow": {**flow, "r2": 9.0}} for flow in flows])["flow"]
    assert pooled["mse"] == 2.5
    assert pooled["r2"] == pytest.approx(1 - 2.5 / 5)
    assert pooled["relative_mse"] == pytest.approx(2.5 / 7)


def test_pool_takes_what_all_have_measured():
    flows = [
        {"mse": 1.0, "mse_mean": 2.0, "mse_train_mean": 4.0, "r2": 0.5},
        {"mse": 3.0, "mse_mean": 0.0, "mse_train_mean": 4.0, "r2": None},
    ]
    for outcomes in (flows, flows[::-1]):
        pooled = pool([{"flow": flow} for flow in outcomes])["flow"]
        assert pooled["r2"] == pytest.approx(1 - 2.0 / 1)


def test_pool_averages_the_rest():
    outcomes = [{"predictions": {"gap": gap}} for gap in (0.25, 0.75)]
    assert pool(outcomes) == {"predictions": {"gap": 0.5}}


def test_find():
    outcomes = {"run": {"stream": {"gap": 0.5}}}
    assert find(outcomes, "run.stream.gap") == 0.5
    for absent in ("other.stream.gap", "run.other.gap", "run.stream.map"):
        assert find(outcomes, absent) is None
