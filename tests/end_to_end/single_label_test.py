"""Data with one label a video, as MoNet's authors store them."""

import numpy as np
import pytest

from tests.end_to_end import paired

pytestmark = pytest.mark.usefixtures("eager")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Glob of the authors' records, and the videos."""
    folder = tmp_path_factory.mktemp("paired")
    return f"{folder}/authors*", paired.write_layouts(folder)


@pytest.fixture(scope="module")
def run(data, tmp_path_factory):
    """A run of two streams that each give one distribution."""
    folder = tmp_path_factory.mktemp("single_label") / "run"
    paired.train(
        "MoNetTRN",
        paired.RGB,
        data[0],
        folder,
        "--video_level_classifier_model=SoftmaxModel",
        "--label_loss=CategoricalCrossEntropyLoss",
    )
    return folder


@pytest.fixture(scope="module")
def submitted(data, run, tmp_path_factory):
    """Predictions as submitted, by video."""
    return paired.infer(run, data[0], tmp_path_factory.mktemp("csv") / "o.csv")


def test_predictions_are_one_distribution(submitted, data):
    assert len(submitted) == len(data[1])
    for row in submitted.values():
        assert row.sum() == pytest.approx(1, abs=1e-5)


def test_the_report_holds_top_1_and_top_5(submitted, data, run):
    printed, metrics = paired.evaluate(run, data[0])
    written = data[1]
    rows = np.array([submitted[v["id"].encode()] for v in written])
    labels = np.array([v["labels"][0] for v in written])
    best = np.argsort(-rows, axis=1)
    hits = [np.mean((best[:, :k] == labels[:, None]).any(1)) for k in (1, 5)]
    chosen = rows[np.arange(len(rows)), labels]
    expected = {
        "avg_hit_at_one": hits[0],
        "avg_hit_at_five": hits[1],
        # With one label a video, precision at that many is top-1.
        "avg_perr": hits[0],
    }
    found = metrics["streams"]["predictions"]
    paired.assert_same_metrics(expected, found)
    assert found["avg_loss"] == pytest.approx(-np.log(chosen).mean(), rel=1e-4)
    assert f"\n{'':20}{'Hit@1':>7}{'Hit@5':>7}" in printed
    assert f"\n{'two-stream':20}{hits[0]:7.3f}{hits[1]:7.3f}" in printed
    assert hits[0] < hits[1] < 1, "or the two could be mixed up"
