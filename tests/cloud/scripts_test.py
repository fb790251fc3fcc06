"""The scripts, with data and runs on gs://."""

import json
import time

import numpy as np
import pytest

from tests.end_to_end import scripts, small
from youtube8m_monet.hallucinate import __main__ as hallucinate
from youtube8m_monet.hallucinate.hallucinate_config import HallucinateConfig

MODEL = "MoNetLogistic"
# For what does not depend on the model.
SMALL = "LogisticModel"
# What a role that may only read and write objects lacks.
SEES_NO_BUCKET = r"^GET /storage/v1/b/[^/]+$"
WRITES = "^(POST|PUT|DELETE)"


def flags(data, train_dir, *more, model=SMALL):
    return small.train_flags(model, data, train_dir, *more)


def train(data, train_dir, *more, model=SMALL):
    scripts.run("train", *flags(data, train_dir, *more, model=model))


def infer(data, run, output_file):
    scripts.run(
        "inference",
        f"--train_dir={run}",
        f"--input_data_pattern={small.pattern(data, MODEL)}",
        f"--output_file={output_file}",
        "--batch_size=8",
    )


def lines(bucket, name):
    return [json.loads(line) for line in bucket[name].splitlines()]


def saved(bucket, run, step, folder):
    """Returns a checkpoint as a local file."""
    path = folder / f"{step}.h5"
    name = f"{run}/checkpoints/step_{step:08d}.weights.h5"
    path.write_bytes(bucket[name])
    return path


@pytest.fixture(scope="module")
def local(shards, tmp_path_factory):
    """A run of four steps without a bucket, with predictions."""
    run = tmp_path_factory.mktemp("local")
    train(shards, run, "--max_steps=4", "--log_steps=1", model=MODEL)
    infer(shards, run, run / "predictions.csv")
    return run


def test_a_run_in_a_bucket_is_the_run_on_a_disk(bucket, local, tmp_path):
    data, run = f"{bucket.url}/data", f"{bucket.url}/runs/one"
    for steps in (2, 4):
        train(data, run, f"--max_steps={steps}", "--log_steps=1", model=MODEL)
    small.assert_same_checkpoint(
        saved(bucket, "runs/one", 4, tmp_path),
        local / "checkpoints" / "step_00000004.weights.h5",
    )
    assert [r["step"] for r in lines(bucket, "runs/one/metrics.jsonl")] == [
        *range(1, 5)
    ]
    events = bucket.names("runs/one/events.out")
    assert len(events) == 2
    assert all(bucket[name] for name in events)
    assert "runs/one/export/step_4/saved_model.pb" in bucket
    scripts.run(
        "eval",
        f"--train_dir={run}",
        f"--eval_data_pattern={small.pattern(data, MODEL)}",
        "--run_once",
        "--batch_size=8",
    )
    assert json.loads(bucket["runs/one/eval/metrics.json"])["step"] == 4
    infer(data, run, f"{bucket.url}/out/predictions.csv")
    assert bucket.names("out/") == ["out/predictions.csv"]
    expected = (local / "predictions.csv").read_bytes()
    assert bucket["out/predictions.csv"] == expected


def test_every_file_of_a_run_is_complete_at_once(bucket):
    """No temporary names: an upload shows only when it has ended."""
    train(f"{bucket.url}/data", f"{bucket.url}/run", "--max_steps=1")
    assert not bucket.count("rewriteTo")
    assert not bucket.count("partial")


def test_logs_do_not_go_up_at_every_step(bucket):
    run = f"{bucket.url}/run"
    train(f"{bucket.url}/data", run, "--max_steps=12", "--log_steps=1")
    assert len(lines(bucket, "run/metrics.jsonl")) == 12
    # Flags, events, log, checkpoint and the four files of an export, each with
    # a question whether it is all there; and whether the folder takes files.
    assert bucket.count("^PUT") < 24


def test_who_may_not_see_the_bucket_may_train_in_it(bucket):
    bucket.refuse(SEES_NO_BUCKET)
    train(f"{bucket.url}/data", f"{bucket.url}/run", "--max_steps=1")
    assert "run/checkpoints/step_00000001.weights.h5" in bucket


def test_start_new_model_moves_the_run(bucket, capsys):
    data, run = f"{bucket.url}/data", f"{bucket.url}/run"
    train(data, run, "--max_steps=1")
    old = {n: bucket[n] for n in bucket.names("run/")}
    # With the slash that completion leaves.
    train(data, f"{run}/", "--max_steps=1", "--start_new_model")
    assert f"is now in {run}.old1" in capsys.readouterr().out
    for name, content in old.items():
        moved = bucket[name.replace("run/", "run.old1/", 1)]
        assert moved == content
    assert "run/model_flags.json" in bucket


def test_shards_with_flow_in_a_bucket(bucket):
    data, run = f"{bucket.url}/data", f"{bucket.url}/run"
    train(data, run, "--max_steps=1", "--export_model_steps=0", model=MODEL)
    arguments = [
        f"--train_dir={run}",
        f"--input_data_pattern={small.pattern(data, MODEL)}",
        f"--output_dir={bucket.url}/flow",
        "--batch_size=8",
    ]
    with scripts.own_flags(hallucinate, HallucinateConfig, arguments):
        hallucinate.main(["hallucinate"])
    assert bucket.names("flow/") == [
        *(f"flow/frame{number}.tfrecord" for number in range(3)),
        "flow/hallucination.json",
    ]
    train(
        f"{bucket.url}/flow",
        f"{bucket.url}/recorded",
        "--flow_source=records",
        "--max_steps=1",
        "--feature_names=rgb,audio,flow",
        "--feature_sizes=16,8,16",
        "--export_model_steps=0",
        model=MODEL,
    )
    (record,) = lines(bucket, "recorded/metrics.jsonl")
    assert np.isfinite(record["loss"])


@pytest.mark.parametrize("refused", ["no bucket", WRITES])
def test_a_bucket_that_cannot_be_written(bucket, capsys, refused):
    """TensorFlow alone would try for minutes."""
    where = bucket.url
    if refused == "no bucket":
        where = f"{bucket.url}-of-nobody"
    else:
        bucket.refuse(refused)
    began = time.monotonic()
    arguments = flags(f"{bucket.url}/data", f"{where}/run", "--max_steps=1")
    error = scripts.failure(capsys, "train", *arguments)
    assert time.monotonic() - began < 60
    assert "The folder of the run cannot be written" in error
    assert f"train_dir='{where}/run'" in error


@pytest.mark.parametrize("refused", ["no bucket", "^GET"])
def test_data_that_cannot_be_listed(bucket, tmp_path, capsys, refused):
    data = f"{bucket.url}/data"
    if refused == "no bucket":
        data = f"{bucket.url}-of-nobody/data"
    else:
        bucket.refuse(refused)
    error = scripts.failure(capsys, "train", *flags(data, tmp_path / "run"))
    status = 404 if refused == "no bucket" else 403
    assert "The files of --train_data_pattern cannot be listed" in error
    assert f"HTTP response code {status}" in error


def test_predictions_for_a_bucket_that_is_not_there(
    bucket, shards, local, capsys
):
    began = time.monotonic()
    error = scripts.failure(
        capsys,
        "inference",
        f"--train_dir={local}",
        f"--input_data_pattern={small.pattern(shards, MODEL)}",
        f"--output_file={bucket.url}-of-nobody/predictions.csv",
    )
    assert time.monotonic() - began < 60
    assert "The output file cannot be written" in error
