"""The paper's first two stages: a judge of flow, and what it judges."""

import json

import numpy as np
import pytest
import tensorflow as tf

from tests.end_to_end import paired, scripts, small
from tests.end_to_end.paired import FEATURES, FLOW, RGB
from youtube8m_monet.data.framing import walk_records
from youtube8m_monet.hallucinate.flow_adder import without_flow


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Folder of the records in every layout, and their videos as floats."""
    folder = tmp_path_factory.mktemp("paired")
    return folder, paired.write_layouts(folder)


@pytest.fixture(scope="module")
def records(data):
    """Folder of the records in every layout."""
    return data[0]


@pytest.fixture(scope="module")
def written(data):
    """The videos of the records, as floats."""
    return data[1]


@pytest.fixture(scope="module")
def judge(records, tmp_path_factory):
    """Stage 1: a classifier of true flow."""
    folder = tmp_path_factory.mktemp("judge") / "run"
    # So that three steps move the batch norms' statistics far.
    moving = "--batch_norm_momentum=0.5"
    paired.train("NeXtVLADModel", FLOW, f"{records}/floats*", folder, moving)
    return folder


@pytest.fixture(scope="module")
def monet(records, judge, tmp_path_factory):
    """Stage 2: a hallucinator with a judge."""
    folder = tmp_path_factory.mktemp("monet") / "run"
    printed = paired.train(
        "MoNetHallucination",
        FEATURES,
        f"{records}/floats*",
        folder,
        f"--flow_classifier={judge}",
    )
    assert "Done at step 3" in printed
    assert "No --flow_classifier" not in printed
    return folder


@pytest.fixture(scope="module")
def evaluated(monet, records):
    """What evaluating stage 2 printed and wrote."""
    return paired.evaluate(monet, f"{records}/floats*")


@pytest.fixture(scope="module")
def alone(records, tmp_path_factory):
    """Stage 2 without a judge, on uint8: the run and what it printed."""
    folder = tmp_path_factory.mktemp("alone") / "run"
    pattern = f"{records}/uint8*"
    return folder, paired.train("MoNetHallucination", FEATURES, pattern, folder)


def test_training_leaves_the_judge_as_it_was(judge, monet):
    judged = paired.restore(judge)
    paired.assert_same_weights(judged, paired.restore(monet).judge)
    norms = [w for w in judged.weights if "moving_variance" in w.path]
    assert len(norms) > 2
    for weight in norms:
        assert np.abs(np.array(weight) - 1).max() > 0.1, weight.path


def test_stage_2_trains_the_hallucinator(monet):
    biases = [
        np.array(weight)
        for weight in paired.restore(monet).hallucinator.weights
        if weight.name.startswith("b")
    ]
    assert biases
    assert all(np.abs(bias).max() > 0 for bias in biases), "they start at 0"


def test_the_hallucination_table(evaluated, written):
    printed, metrics = evaluated
    found = metrics["streams"]["flow"]
    flow, rgb = (paired.frames(written, name) for name in ("flow", "rgb"))
    expected = {
        "mse_zero": np.mean(flow**2),
        "mse_mean": np.mean((flow - flow.mean(axis=0)) ** 2),
        "mse_copy": np.mean((rgb - flow) ** 2),
        "r2": 1 - found["mse"] / np.var(flow, axis=0).mean(),
        "num_frames": len(flow),
    }
    paired.assert_same_metrics(expected, found)
    assert -1 <= found["cosine"] <= 1
    rows = {
        "hallucinated": [found["mse"], found["r2"]],
        "mean flow": [found["mse_mean"], 0],
        "zero": [found["mse_zero"], 1 - found["mse_zero"] / found["mse_mean"]],
        "copy of appearance": [found["mse_copy"]],
    }
    for title, (mse, *r2) in rows.items():
        line = f"{title:20}{mse:10.5f}" + "".join(f"{x:9.3f}" for x in r2)
        assert f"\n{line}" in printed


def test_the_judge_of_hallucinated_and_of_true_flow(evaluated, judge, records):
    printed, metrics = evaluated
    streams = metrics["streams"]
    for title, name in {
        "hallucinated flow": "predictions",
        "true flow": "target_predictions",
    }.items():
        hit = streams[name]["avg_hit_at_one"]
        assert f"\n{title:20}{hit:7.3f}" in printed
    assert streams["predictions"] != streams["target_predictions"]
    # Of true flow the judge thinks what it thought in its own run.
    _, own = paired.evaluate(judge, f"{records}/floats*")
    paired.assert_same_metrics(
        own["streams"]["predictions"], streams["target_predictions"]
    )


@pytest.mark.parametrize("layout", ["uint8", "authors"])
def test_every_layout_of_the_records(layout, evaluated, monet, records):
    _, metrics = paired.evaluate(monet, f"{records}/{layout}*")
    for name, stream in evaluated[1]["streams"].items():
        paired.assert_same_metrics(stream, metrics["streams"][name])


def test_a_judged_run_submits(evaluated, monet, records, written, tmp_path):
    predictions = paired.infer(monet, f"{records}/floats*", tmp_path / "o.csv")
    assert len(predictions) == len(written)
    hit = evaluated[1]["streams"]["predictions"]["avg_hit_at_one"]
    assert paired.hit_at_one(written, predictions) == pytest.approx(hit)


def test_submitting_needs_no_flow(monet, records, tmp_path):
    """Records of appearance alone are predicted as those with flow."""
    pattern = str(tmp_path / "appearance*.tfrecord")
    for number, shard in enumerate(sorted(records.glob("floats*"))):
        with tf.io.TFRecordWriter(pattern.replace("*", str(number))) as writer:
            for record in walk_records(str(shard)):
                writer.write(without_flow(record.data))
    expected = paired.infer(monet, f"{records}/floats*", tmp_path / "with.csv")
    found = paired.infer(monet, pattern, tmp_path / "without.csv")
    assert found.keys() == expected.keys()
    for video_id, scores in expected.items():
        assert found[video_id] == pytest.approx(scores, abs=1e-6)


def test_without_a_judge(alone, records, written, tmp_path, capsys):
    folder, printed = alone
    assert "No --flow_classifier: the loss is the flow's error" in printed
    printed, metrics = paired.evaluate(folder, f"{records}/uint8*")
    assert "epoch/eval" not in printed
    assert metrics["streams"].keys() == {"flow"}
    zero = np.mean(paired.frames(written, "flow") ** 2)
    assert f"\n{'zero':20}{zero:10.5f}" in printed
    output = tmp_path / "o.csv"
    flags = paired.infer_flags(folder, f"{records}/uint8*", output)
    error = scripts.failure(capsys, "inference", *flags)
    assert "The run predicts no labels." in error
    assert "--flow_classifier" in error
    assert "MoNetHallucination without a judge" in error
    assert not output.exists()


@pytest.mark.parametrize(
    ("features", "more", "what"),
    [
        (FEATURES, ["--num_classes=5"], "The judge does not read this flow."),
        ({"flow": 16}, [], "Hallucination reads appearance and true flow."),
        (
            FEATURES,
            ["--model=NeXtVLADModel", "--groups=2"],
            "NeXtVLADModel has no judge.",
        ),
    ],
)
def test_a_judge_that_does_not_fit(
    features, more, what, judge, records, tmp_path, capsys
):
    flags = paired.train_flags(
        "MoNetHallucination", features, f"{records}/floats*", tmp_path / "run"
    )
    error = scripts.failure(
        capsys, "train", *flags, f"--flow_classifier={judge}", *more
    )
    assert what in error
    assert not (tmp_path / "run").exists()


def test_the_papers_preset(records, tmp_path):
    """It says what it fills in; what is given stays."""
    given = ["--alpha=2", "--num_epochs=7", "--max_steps=1"]
    with paired.eagerly():
        printed = paired.train(
            "MoNetHallucination",
            FEATURES,
            f"{records}/floats*",
            tmp_path,
            "--preset=paper",
            *given,
        )
    said = printed.splitlines()[0]
    assert said == (
        "For --preset=paper: --optimizer=Adam --base_learning_rate=0.0002 "
        "--learning_rate_decay=0.1 --learning_rate_decay_epochs=15.0 "
        "--clip_global_norm=1.0 --hallucinator=monet"
    )
    assert "The learning rate decays every 15 epochs, about " in printed
    flags = json.loads((tmp_path / "model_flags.json").read_text())
    assert flags["alpha"] == 2
    assert flags["hallucinator_layers"] == 2


def test_a_classifier_of_appearance_is_no_judge(records, tmp_path, capsys):
    """Of the same size, and of no use."""
    pattern, rgb = f"{records}/floats*", tmp_path / "rgb"
    with paired.eagerly():
        paired.train("FrameLevelLogisticModel", RGB, pattern, rgb)
    flags = paired.train_flags(
        "MoNetHallucination", FEATURES, pattern, tmp_path / "run"
    )
    error = scripts.failure(capsys, "train", *flags, f"--flow_classifier={rgb}")
    assert "The judge does not read this flow." in error
    assert "features={'rgb': 16}" in error
    assert "Set --flow_classifier to a run on --feature_names=flow" in error


def test_a_run_goes_on_only_with_the_judge_that_it_had(
    alone, monet, judge, records, capsys
):
    """Else its checkpoints would no longer fit its flags."""
    judged = f"--flow_classifier={judge}"
    for run, flags in [(monet, []), (alone[0], [judged])]:
        before = small.listing(run)
        flags = paired.train_flags(
            "MoNetHallucination",
            FEATURES,
            f"{records}/floats*",
            run,
            "--max_steps=5",
            *flags,
        )
        error = scripts.failure(capsys, "train", *flags)
        assert "Flags contradict the run's model_flags.json." in error
        assert "--flow_classifier: the run has " in error
        assert small.listing(run) == before
