import dataclasses
import json
import signal

import numpy as np
import pytest

from youtube8m_monet.data.record_writer import sequence_example, write_shard
from youtube8m_monet.errors import UserError
from youtube8m_monet.reproduce import runner as module
from youtube8m_monet.reproduce.job import Job
from youtube8m_monet.reproduce.runner import run_job
from youtube8m_monet.reproduce.splits import Split


@pytest.fixture
def job(tmp_path):
    rng = np.random.default_rng(0)
    shard = str(tmp_path / "shard.tfrecord")
    features = {
        name: rng.normal(size=(6, 4)).astype("float32")
        for name in ("rgb", "flow")
    }
    record = sequence_example("v", [1], features)
    write_shard(shard, [record] * 3)
    options = {
        "model": "MoNetHallucination",
        "hallucinator": "mlp",
        "feature_sizes": "4,4",
        "num_classes": 2,
        "batch_size": 3,
        "jit_compile": False,
        "export_model_steps": 0,
        "train_data_pattern": shard,
        "train_dir": str(tmp_path / "run" / "seed0"),
    }
    return Job("t/r/run", 0, Split("", shard, shard), options)


def test_a_job_trains_and_evaluates_once(job, tmp_path):
    assert run_job(job) > 0
    path = tmp_path / "run" / "seed0" / "eval" / "metrics.json"
    assert json.loads(path.read_text())["step"] == 5
    written = path.stat().st_mtime_ns
    run_job(job)
    assert path.stat().st_mtime_ns == written
    log = (tmp_path / "run" / "seed0.log").read_text()
    assert log.count("Done at step 5") == 1
    assert log.count("Nothing to do") == 1


def test_what_was_stopped_is_not_evaluated(job, tmp_path, monkeypatch):
    """Else the figure of half a training would stand in the table."""
    monkeypatch.setattr(module.train_script, "train", lambda *_: signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        run_job(job)
    assert not (tmp_path / "run" / "seed0" / "eval").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"base_learning_rate": 0.5}, "base_learning_rate: None there"),
        ({"batch_size": 2}, "batch_size: 3 there, asked 2"),
    ],
)
def test_another_experiment_wants_another_folder(job, change, words):
    run_job(job)
    other = dataclasses.replace(job, options={**job.options, **change})
    with pytest.raises(UserError) as error:
        run_job(other)
    assert words in str(error.value)
    assert "Set another --run_dir." in str(error.value)
    split = dataclasses.replace(job.split, held_out="elsewhere")
    with pytest.raises(UserError, match="held_out"):
        run_job(dataclasses.replace(job, split=split))
