"""The paper's third stage: two streams that start from the runs before.

As graphs, `models_test` trains every head and `two_stream_test` freezes one.
"""

import numpy as np
import pytest

from tests.end_to_end import paired, scripts
from tests.end_to_end.paired import FEATURES, FLOW, RGB

pytestmark = pytest.mark.usefixtures("eager")

RATE = 1e-3


@pytest.fixture(scope="module")
def one_stream(records, tmp_path_factory):
    """Returns the run of a one-stream model on one feature."""
    runs = {}

    def train(model, features):
        key = (model, *features)
        if key not in runs:
            runs[key] = tmp_path_factory.mktemp("one") / "run"
            paired.train(
                model,
                features,
                f"{records}/floats*",
                runs[key],
                # Three steps move the statistics far from their start.
                "--batch_norm_momentum=0.5",
            )
        return runs[key]

    return train


@pytest.fixture(scope="module")
def monet(records, one_stream, tmp_path_factory):
    """The second stage: a hallucinator with a judge."""
    folder = tmp_path_factory.mktemp("monet") / "run"
    paired.train(
        "MoNetHallucination",
        FEATURES,
        f"{records}/floats*",
        folder,
        f"--flow_classifier={one_stream('NeXtVLADModel', FLOW)}",
    )
    return folder


@pytest.fixture(scope="module", params=paired.ONE_STREAM)
def head(request, records, one_stream, monet, tmp_path_factory):
    """The name of every head, and its model after one frozen step."""
    name, folder = request.param, tmp_path_factory.mktemp("head") / "run"
    flags = starts(name, one_stream, monet)
    paired.train(
        name,
        RGB,
        f"{records}/rgb*",
        folder,
        *flags,
        "--freeze_monet",
        f"--base_learning_rate={RATE}",
        "--max_steps=1",
    )
    return name, paired.restore(folder)


@pytest.fixture(scope="module")
def untrained(records, one_stream, monet, tmp_path_factory):
    """A run of MoNetLogistic that stays where it starts."""
    folder = tmp_path_factory.mktemp("untrained") / "run"
    flags = starts("MoNetLogistic", one_stream, monet)
    rate = "--base_learning_rate=0"
    paired.train("MoNetLogistic", RGB, f"{records}/rgb*", folder, *flags, rate)
    return folder


def starts(head, one_stream, monet):
    """Returns the flags that start a head from the stages before it."""
    stream = paired.ONE_STREAM[head]
    return [
        f"--rgb_from={one_stream(stream, RGB)}",
        f"--flow_from={one_stream(stream, FLOW)}",
        f"--monet_from={monet}",
        # Keeps what was copied, where the learning rate has no say.
        "--batch_norm_momentum=1",
    ]


def test_a_frozen_hallucinator_stays_bit_for_bit(head, monet):
    _, model = head
    paired.assert_same_weights(
        model.hallucinator, paired.restore(monet).hallucinator
    )


@pytest.mark.parametrize("part", ["rgb", "flow"])
def test_each_stream_starts_from_its_own_run(part, head, one_stream):
    name, model = head
    ours = getattr(model, f"{part}_stream")
    source = one_stream(paired.ONE_STREAM[name], {part: FEATURES[part]})
    theirs = paired.restore(source).stream
    moved = 0
    for one, other in zip(ours.weights, theirs.weights, strict=True):
        distance = np.abs(np.array(one) - np.array(other)).max()
        # One step of Adam goes as far as the learning rate.
        assert distance <= (1.01 * RATE if one.trainable else 0), one.path
        moved = max(moved, distance)
    assert moved > 0


def test_untrained_parts_are_those_of_their_runs(untrained, one_stream, monet):
    model, stream = (
        paired.restore(untrained),
        paired.ONE_STREAM["MoNetLogistic"],
    )
    for ours, source, theirs in [
        (model.rgb_stream, one_stream(stream, RGB), "stream"),
        (model.flow_stream, one_stream(stream, FLOW), "stream"),
        (model.hallucinator, monet, "hallucinator"),
    ]:
        paired.assert_same_weights(
            ours, getattr(paired.restore(source), theirs)
        )


def test_the_appearance_stream_predicts_as_in_its_own_run(
    untrained, records, one_stream
):
    printed, both = paired.evaluate(untrained, f"{records}/rgb*")
    titles = ["appearance stream", "hallucinated stream", "two-stream"]
    assert all(f"\n{title}" in printed for title in titles)
    _, alone = paired.evaluate(
        one_stream(paired.ONE_STREAM["MoNetLogistic"], RGB), f"{records}/rgb*"
    )
    paired.assert_same_metrics(
        alone["streams"]["predictions"], both["streams"]["rgb_predictions"]
    )


@pytest.mark.parametrize(
    ("flag", "source", "more", "what"),
    [
        ("rgb_from", RGB, [], "The rgb_stream cannot be taken"),
        ("flow_from", FLOW, [], "The flow_stream cannot be taken"),
        ("monet_from", RGB, [], "that run has none"),
        ("monet_from", None, ["--flow_size=4"], "units is 16 there and 4 here"),
        ("monet_from", None, ["--hallucinator=gru"], "weights there and"),
    ],
)
def test_a_run_that_does_not_fit(
    flag, source, more, what, records, one_stream, monet, tmp_path, capsys
):
    """NeXtVLAD's streams, and MoNet of another shape."""
    run = monet if source is None else one_stream("NeXtVLADModel", source)
    flags = paired.train_flags(
        "MoNetLogistic", RGB, f"{records}/rgb*", tmp_path / "run", *more
    )
    error = scripts.failure(capsys, "train", *flags, f"--{flag}={run}")
    assert what in error
    assert f"{flag}={str(run)!r}, a run of " in error
    assert "Train both with the same options of that part" in error
    assert not (tmp_path / "run").exists()


def test_a_folder_without_a_run(records, tmp_path, capsys):
    flags = paired.train_flags(
        "MoNetLogistic", RGB, f"{records}/rgb*", tmp_path / "run"
    )
    error = scripts.failure(capsys, "train", *flags, f"--rgb_from={tmp_path}")
    assert "There is no run in the folder." in error
    assert str(tmp_path) in error
