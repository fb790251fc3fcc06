"""How much the flow stream counts: chosen and changed at evaluation."""

import re

import pytest

from tests.end_to_end import paired, scripts

pytestmark = pytest.mark.usefixtures("eager")

ROW = re.compile(r"^ +(\d\.\d\d) +(\d\.\d{3}) +(\d\.\d{3})(.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def floats(records):
    """Glob of records with flow."""
    return f"{records}/floats*"


@pytest.fixture(scope="module")
def run(floats, tmp_path_factory):
    """A run of two streams."""
    folder = tmp_path_factory.mktemp("two_streams") / "run"
    paired.train("MoNetLogistic", paired.RGB, floats, folder)
    return folder


@pytest.fixture(scope="module")
def tried(run, floats):
    """What trying the weights printed, and the metrics of all."""
    return paired.evaluate(run, floats, "--choose_flow_weight")


def test_the_table_names_the_best_weight(tried):
    printed, metrics = tried
    streams = metrics["streams"]
    rows = ROW.findall(printed)
    assert [float(row[0]) for row in rows] == [w / 20 for w in range(21)]
    for weight, gap, mean_ap, _ in rows:
        found = streams[str(float(weight))]
        assert gap == f"{found['gap']:.3f}"
        assert mean_ap == f"{found['map']:.3f}"
    (best,) = [row for row in rows if row[3]]
    assert best[3] == f"  best GAP: --flow_weight={float(best[0]):g}"
    gaps = [streams[str(float(row[0]))]["gap"] for row in rows]
    assert streams[str(float(best[0]))]["gap"] == max(gaps)
    assert len(set(gaps)) > 3, "the weight must matter"


def test_the_ends_of_the_table_are_the_streams(tried):
    streams = tried[1]["streams"]
    ends = {"0.0": "rgb_predictions", "1.0": "flow_predictions"}
    for weight, name in {**ends, "0.5": "predictions"}.items():
        paired.assert_same_metrics(streams[weight], streams[name])


@pytest.mark.parametrize("weight", [0.0, 0.15, 1.0])
def test_a_weight_given_at_evaluation(weight, tried, run, floats):
    _, metrics = paired.evaluate(run, floats, f"--flow_weight={weight}")
    streams = tried[1]["streams"]
    found = metrics["streams"]["predictions"]
    paired.assert_same_metrics(streams[str(weight)], found)
    assert found["avg_loss"] != pytest.approx(
        streams["predictions"]["avg_loss"], rel=1e-4
    )
    for name in ("rgb_predictions", "flow_predictions"):
        paired.assert_same_metrics(streams[name], metrics["streams"][name])


def test_a_weight_given_at_inference(tried, run, floats, tmp_path):
    submitted = [
        paired.infer(run, floats, tmp_path / f"{w}.csv", f"--flow_weight={w}")
        for w in (0.0, 0.25, 1.0)
    ]
    assert submitted[1]
    assert submitted[1].keys() == submitted[0].keys()
    for video_id, mixed in submitted[1].items():
        rgb, flow = submitted[0][video_id], submitted[2][video_id]
        assert mixed == pytest.approx(0.75 * rgb + 0.25 * flow, abs=2e-6)
        assert rgb != pytest.approx(flow, abs=1e-3)


def test_a_weight_out_of_range(run, floats, capsys):
    error = scripts.failure(
        capsys,
        "eval",
        f"--train_dir={run}",
        f"--eval_data_pattern={floats}",
        "--run_once",
        "--flow_weight=1.5",
    )
    assert "Expected: at most 1." in error
    assert "flow_weight=1.5" in error


@pytest.fixture(scope="module")
def one_stream(floats, tmp_path_factory):
    """A run of one stream."""
    folder = tmp_path_factory.mktemp("one_stream") / "run"
    paired.train("FrameLevelLogisticModel", paired.RGB, floats, folder)
    return folder


@pytest.fixture(scope="module")
def learned_fusion(floats, tmp_path_factory):
    """A run that learns how much each stream counts."""
    folder = tmp_path_factory.mktemp("learned_fusion") / "run"
    more = ["--fusion=learned"]
    paired.train("MoNetLogistic", paired.RGB, floats, folder, *more)
    return folder


@pytest.mark.filterwarnings("ignore:Even though the `tf.config")
@pytest.mark.parametrize(
    ("name", "received"),
    [
        ("one_stream", "a run of FrameLevelLogisticModel"),
        ("learned_fusion", "a run of MoNetLogistic with --fusion=learned"),
    ],
)
@pytest.mark.parametrize(
    "flag", ["flow_weight=0.25", "choose_flow_weight=True"]
)
def test_a_weight_that_nothing_reads(
    flag, name, received, floats, request, capsys
):
    error = scripts.failure(
        capsys,
        "eval",
        f"--train_dir={request.getfixturevalue(name)}",
        f"--eval_data_pattern={floats}",
        "--run_once",
        f"--{flag}",
    )
    assert "The run has no given weight of the flow stream." in error
    assert f"{flag}, {received}." in error
    assert f"Leave --{flag.partition('=')[0]} out." in error
