"""Every model, from records to predictions that agree everywhere."""

import json
import os
import shutil

import numpy as np
import pytest
import tensorflow as tf

from frame_level_models import registry
from tests.end_to_end import scripts, small
from youtube8m_monet import data, prediction
from youtube8m_monet.data import evaluation_dataset
from youtube8m_monet.metrics import evaluator
from youtube8m_monet.submission import SubmissionWriter


@pytest.fixture(scope="module", params=sorted(small.SIZES))
def trained(request, shards, tmp_path_factory):
    """Folder and name of a short run of each model."""
    model = request.param
    folder = tmp_path_factory.mktemp(model)
    scripts.run(
        "train",
        *small.train_flags(model, shards, folder, "--max_steps=3"),
    )
    return folder, model


@pytest.fixture
def predicted(monkeypatch):
    """Collects what a script predicts: `{video_id: predictions}`."""
    found = {}

    def record(model, dataset):
        for ids, labels, outputs in prediction.predict_batches(model, dataset):
            found.update(zip(ids.tolist(), outputs["predictions"], strict=True))
            yield ids, labels, outputs

    monkeypatch.setattr(evaluator, "predict_batches", record)
    monkeypatch.setattr(scripts.script("inference"), "predict_batches", record)
    return found


def take(predicted):
    """Empties the collection and returns what it held."""
    taken = dict(predicted)
    predicted.clear()
    assert len(taken) == small.NUM_VIDEOS
    return taken


def exported(folder, records, schema, batch_size):
    """Returns what the SavedModel predicts, on unpadded batches."""
    (path,) = (folder / "export").iterdir()
    loaded = tf.saved_model.load(str(path))
    shards = data.list_shards(records)
    layout = data.detect_layout(shards, schema)
    found = {}
    for ids, inputs, _ in evaluation_dataset(
        shards, layout, batch_size=batch_size, frame_multiple=1
    ):
        rows = loaded.serve(inputs)["predictions"].numpy()
        found.update(zip(ids.numpy().tolist(), rows, strict=True))
    return found


def assert_agree(one, other):
    assert one.keys() == other.keys()
    for video_id, row in one.items():
        np.testing.assert_allclose(row, other[video_id], rtol=0, atol=1e-6)


def test_every_classifier_is_among_them():
    assert registry.MODELS.keys() - small.SIZES == {"MoNetHallucination"}


def test_eval_inference_and_the_export_agree(
    trained, shards, predicted, tmp_path
):
    folder, model = trained
    records = small.pattern(shards, model)
    output = tmp_path / "predictions.csv"
    scripts.run(
        "eval",
        f"--train_dir={folder}",
        f"--eval_data_pattern={records}",
        "--run_once",
        "--batch_size=30",
    )
    evaluated = take(predicted)
    scripts.run(
        "inference",
        f"--train_dir={folder}",
        f"--input_data_pattern={records}",
        f"--output_file={output}",
        "--batch_size=7",
        "--top_k=99",
    )
    inferred = take(predicted)
    schema = registry.record_schema(
        json.loads((folder / "model_flags.json").read_text())
    )
    assert_agree(evaluated, inferred)
    assert_agree(evaluated, exported(folder, records, schema, 1))
    assert_agree(evaluated, exported(folder, records, schema, 13))
    assert_agree(evaluated, small.read_csv(output))
    spread = np.std(list(evaluated.values()), axis=0).max()
    assert spread > 1e-4, "the videos must not all look alike"


def test_eval_writes_its_results(logistic_run, shards, capsys):
    scripts.run(
        "eval",
        f"--train_dir={logistic_run}",
        f"--eval_data_pattern={shards}/video*.tfrecord",
        "--run_once",
    )
    output = capsys.readouterr().out
    assert "epoch/eval number 3 | Avg_Hit@1: 0." in output
    metrics = json.loads((logistic_run / "eval/metrics.json").read_text())
    assert metrics["step"] == 3
    assert f"GAP: {metrics['gap']:.3f}" in output
    rows = (logistic_run / "eval/per_class_ap.csv").read_text().splitlines()
    assert len(rows) == 1 + small.NUM_CLASSES


def test_a_kill_in_mid_file_costs_no_byte(
    frame_run, shards, tmp_path, monkeypatch, capsys
):
    run = tmp_path / "run"
    shutil.copytree(frame_run, run)

    def infer(output):
        scripts.run(
            "inference",
            f"--train_dir={run}",
            f"--input_data_pattern={shards}/frame*.tfrecord",
            f"--output_file={output}",
            "--batch_size=4",
            "--top_k=5",
        )

    whole, resumed = tmp_path / "whole.csv", tmp_path / "resumed.csv"
    infer(whole)
    write = SubmissionWriter.write

    def die_in_the_third_batch(self, video_ids, predictions):
        if self.num_done == 8:
            self._file.write(b"half a li")
            self._file.flush()
            raise KeyboardInterrupt
        write(self, video_ids, predictions)

    monkeypatch.setattr(SubmissionWriter, "write", die_in_the_third_batch)
    with pytest.raises(SystemExit, match="130"):
        infer(resumed)
    assert not resumed.exists()
    monkeypatch.setattr(SubmissionWriter, "write", write)
    capsys.readouterr()
    infer(resumed)
    assert "Going on after 8 videos." in capsys.readouterr().out
    assert resumed.read_bytes() == whole.read_bytes()
    assert len(whole.read_text().splitlines()) == 1 + small.NUM_VIDEOS
    # Another training that ended at the same step: no half of each.
    other = tmp_path / "other.csv"
    monkeypatch.setattr(SubmissionWriter, "write", die_in_the_third_batch)
    with pytest.raises(SystemExit, match="130"):
        infer(other)
    monkeypatch.setattr(SubmissionWriter, "write", write)
    for path in (run / "checkpoints").iterdir():
        os.utime(path, (1, 1))
    capsys.readouterr()
    infer(other)
    assert "Going on" not in capsys.readouterr().out
    assert other.read_bytes() == whole.read_bytes()


def test_a_bundle_predicts_like_its_run(frame_run, shards, tmp_path):
    outputs = [tmp_path / "run.csv", tmp_path / "bundle.csv"]
    bundle = tmp_path / "model.tgz"
    records = f"--input_data_pattern={shards}/frame*.tfrecord"
    scripts.run(
        "inference",
        f"--train_dir={frame_run}",
        records,
        f"--output_file={outputs[0]}",
        f"--output_model_tgz={bundle}",
    )
    scripts.run(
        "inference",
        f"--input_model_tgz={bundle}",
        f"--untar_model_dir={tmp_path / 'unpacked'}",
        records,
        f"--output_file={outputs[1]}",
    )
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
