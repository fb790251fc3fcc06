import csv
import json
import os

import numpy as np
import pytest

from youtube8m_monet import files
from youtube8m_monet.errors import UserError
from youtube8m_monet.metrics import EvaluationMetrics, report
from youtube8m_monet.metrics.report import read_class_names, write_metrics


@pytest.fixture
def results():
    metrics = EvaluationMetrics(3, 2)
    metrics.accumulate([[1, 0, 0], [1, 0, 1]], [[0.9, 0.3, 0.1]] * 2, np.nan)
    return metrics.get()


def read_csv(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))


def test_files(tmp_path, results):
    folder = tmp_path / "run" / "eval"
    paths = write_metrics(str(folder), {**results, "step": np.int64(7)})
    assert sorted(os.listdir(folder)) == ["metrics.json", "per_class_ap.csv"]
    written = json.loads((folder / "metrics.json").read_text())
    assert written["step"] == 7
    assert written["num_videos"] == 2
    assert written["gap"] == results["gap"]
    assert written["avg_loss"] is None
    assert "aps" not in written
    assert read_csv(paths[1]) == [
        ["class_id", "positives", "average_precision"],
        ["0", "2", "1"],
        ["1", "0", ""],
        ["2", "1", "0"],
    ]


def test_names(tmp_path, results):
    names = ["Game", 'Rock, "hard"', "Food"]
    _, path = write_metrics(str(tmp_path), results, names)
    rows = read_csv(path)
    assert rows[0][:2] == ["class_id", "name"]
    assert [row[1] for row in rows[1:]] == names


def test_average_precision_survives_the_round_trip(tmp_path, results):
    results["class_aps"] = np.array([1 / 3, np.nan, 1e-7 / 3])
    _, path = write_metrics(str(tmp_path), results)
    shown = [row[-1] for row in read_csv(path)[1:]]
    assert float(shown[0]) == pytest.approx(1 / 3, rel=1e-8)
    assert float(shown[2]) == pytest.approx(1e-7 / 3, rel=1e-8)


def test_old_files_stay_whole_if_writing_fails(tmp_path, results, monkeypatch):
    write_metrics(str(tmp_path), results)
    before = (tmp_path / "metrics.json").read_text()
    monkeypatch.setattr(files.os, "replace", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_metrics(str(tmp_path), {**results, "gap": 0.0})
    assert (tmp_path / "metrics.json").read_text() == before


def test_other_file_systems(results):
    json_path, _ = write_metrics("ram://run/eval", results)
    with report.tf.io.gfile.GFile(json_path) as file:
        assert json.load(file)["map"] == results["map"]


def test_nested_numbers_that_are_not_finite(results):
    streams = {"streams": {"flow": {"r2": np.nan, "mse": 0.5}}}
    written = json.loads(report.metrics_json({**results, **streams}))
    assert written["streams"] == {"flow": {"r2": None, "mse": 0.5}}


@pytest.mark.parametrize(
    "text", [None, "Name,Number\nGame,3\n", "Index,Name\n7,Game\n"]
)
def test_a_vocabulary_that_names_other_classes(tmp_path, text):
    path = tmp_path / "vocabulary.csv"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UserError, match="Set --vocabulary") as error:
        read_class_names(str(path), 3)
    assert "Index, from 0 to 2, and Name" in str(error.value)


def test_metrics_json_comes_last(tmp_path, results, monkeypatch):
    """Who finds it, as `reproduce` does, takes the evaluation for whole."""
    written = []
    monkeypatch.setattr(
        report, "write_text", lambda path, _: written.append(path)
    )
    write_metrics(str(tmp_path), results)
    names = [os.path.basename(path) for path in written]
    assert names == ["per_class_ap.csv", "metrics.json"]


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_infinite_loss_is_written(results, value):
    written = json.loads(report.metrics_json({**results, "avg_loss": value}))
    assert written["avg_loss"] is None
