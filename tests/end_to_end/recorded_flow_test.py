"""Flow from the records: true flow in a stream, and flow of other lengths."""

import numpy as np
import pytest

from tests.data.records import write_frame_shard
from tests.end_to_end import paired, scripts
from tests.end_to_end.paired import FEATURES, FLOW, RGB
from tests.layers.align_frames_test import REFERENCES

pytestmark = pytest.mark.usefixtures("eager")

RECORDED = "--flow_source=records"
# The hallucinator that is built fastest.
MLP = ["--hallucinator=mlp", "--hallucinator_layers=1"]


@pytest.fixture(scope="module")
def flow_run(records, tmp_path_factory):
    """A run of a classifier of true flow."""
    folder = tmp_path_factory.mktemp("flow") / "run"
    paired.train("FrameLevelLogisticModel", FLOW, f"{records}/floats*", folder)
    return folder


@pytest.fixture(scope="module")
def upper_bound(records, tmp_path_factory):
    """A run on true flow, from records as MoNet's authors store them."""
    folder = tmp_path_factory.mktemp("upper_bound") / "run"
    pattern = f"{records}/authors*"
    paired.train("MoNetLogistic", FEATURES, pattern, folder, RECORDED)
    return folder


@pytest.fixture(scope="module")
def unequal(tmp_path_factory):
    """Glob of records with more or fewer frames of flow, and the videos."""
    folder = tmp_path_factory.mktemp("unequal")
    frames = {"rgb": (3, 9), "flow": (1, 20)}
    written = paired.videos(3, frames=frames, dtype="float32")
    return write_frame_shard(folder / "a.tfrecord", written), written


def test_true_flow_reads_as_in_its_own_run(flow_run, records, tmp_path):
    pattern = f"{records}/floats*"
    paired.train(
        "MoNetLogistic",
        FEATURES,
        pattern,
        tmp_path,
        RECORDED,
        f"--flow_from={flow_run}",
        "--base_learning_rate=0",
    )
    _, both = paired.evaluate(tmp_path, pattern)
    _, alone = paired.evaluate(flow_run, pattern)
    paired.assert_same_metrics(
        alone["streams"]["predictions"], both["streams"]["flow_predictions"]
    )


def test_the_upper_bound_reads_the_flow(upper_bound, records, tmp_path):
    other = [paired.dequantised(video) for video in paired.videos(0)]
    for video in other:
        video["features"]["flow"] = -video["features"]["flow"]
    path = write_frame_shard(tmp_path / "a.tfrecord", other)
    _, true = paired.evaluate(upper_bound, f"{records}/authors0*")
    _, changed = paired.evaluate(upper_bound, path)
    streams, others = true["streams"], changed["streams"]
    paired.assert_same_metrics(
        streams["rgb_predictions"], others["rgb_predictions"]
    )
    for name in ("flow_predictions", "predictions"):
        assert streams[name]["avg_loss"] != pytest.approx(
            others[name]["avg_loss"], rel=1e-3
        )


def test_the_upper_bound_submits(upper_bound, records, tmp_path):
    found = [
        paired.infer(upper_bound, f"{records}/{layout}*", tmp_path / layout)
        for layout in ("authors", "uint8")
    ]
    assert len(found[0]) == sum(paired.COUNTS)
    assert found[0].keys() == found[1].keys()
    for video_id, row in found[0].items():
        np.testing.assert_allclose(row, found[1][video_id], rtol=0, atol=2e-6)


def test_flow_that_is_not_asked_for(records, tmp_path, capsys):
    flags = paired.train_flags(
        "MoNetLogistic", RGB, f"{records}/floats*", tmp_path / "run", RECORDED
    )
    error = scripts.failure(capsys, "train", *flags)
    assert "The records' flow is asked for, and not read." in error
    assert "Add flow to --feature_names" in error


@pytest.mark.parametrize("name", ["train", "eval", "inference"])
def test_records_without_flow(name, upper_bound, records, tmp_path, capsys):
    pattern = f"{records}/rgb*"
    flags = {
        "train": paired.train_flags(
            "MoNetLogistic", FEATURES, pattern, tmp_path / "run", RECORDED
        ),
        "eval": [
            f"--train_dir={upper_bound}",
            f"--eval_data_pattern={pattern}",
            "--run_once",
        ],
        "inference": paired.infer_flags(
            upper_bound, pattern, tmp_path / "o.csv"
        ),
    }
    error = scripts.failure(capsys, name, *flags[name])
    assert "no feature 'flow'" in error
    assert "Expected: one of rgb." in error
    scripts.check_fix(error, "feature_names", name)


@pytest.mark.parametrize("method", ["linear", "nearest", "mean"])
def test_flow_of_another_length(method, unequal, tmp_path):
    pattern, written = unequal
    flags = [*MLP, f"--align_flow={method}"]
    paired.train("MoNetHallucination", FEATURES, pattern, tmp_path, *flags)
    _, metrics = paired.evaluate(tmp_path, pattern)
    rows = [
        REFERENCES[method](v["features"]["flow"].astype("float64"), count)
        for v in written
        for count in [len(v["features"]["rgb"])]
    ]
    flow, rgb = np.concatenate(rows), paired.frames(written, "rgb")
    paired.assert_same_metrics(
        {
            "num_frames": len(rgb),
            "mse_zero": np.mean(flow**2),
            "mse_mean": np.var(flow, axis=0).mean(),
            "mse_copy": np.mean((rgb - flow) ** 2),
        },
        metrics["streams"]["flow"],
    )


def test_aligned_flow_in_a_stream(unequal, tmp_path):
    pattern, written = unequal
    run = tmp_path / "run"
    align = "--align_flow=mean"
    paired.train("MoNetLogistic", FEATURES, pattern, run, RECORDED, align)
    _, metrics = paired.evaluate(run, pattern)
    predictions = paired.infer(run, pattern, tmp_path / "o.csv")
    assert len(predictions) == len(written)
    hit = metrics["streams"]["predictions"]["avg_hit_at_one"]
    assert paired.hit_at_one(written, predictions) == pytest.approx(hit)


@pytest.mark.parametrize(
    ("model", "more"),
    [("MoNetHallucination", MLP), ("MoNetLogistic", [RECORDED])],
)
def test_unequal_lengths_without_alignment(
    model, more, unequal, tmp_path, capsys
):
    pattern, written = unequal
    flags = paired.train_flags(
        model, FEATURES, pattern, tmp_path / "run", *more
    )
    error = scripts.failure(capsys, "train", *flags)
    assert "features differ in their number of frames" in error
    assert "Set --align_flow" in error
    first = next(
        video["features"]
        for video in written
        if len(video["features"]["rgb"]) != len(video["features"]["flow"])
    )
    assert (
        f"rgb={len(first['rgb'])} frames, flow={len(first['flow'])} frames"
        in error
    )


def test_unequal_lengths_at_evaluation(upper_bound, unequal, capsys):
    error = scripts.failure(
        capsys,
        "eval",
        f"--train_dir={upper_bound}",
        f"--eval_data_pattern={unequal[0]}",
        "--run_once",
    )
    assert "features differ in their number of frames" in error
