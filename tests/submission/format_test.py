import numpy as np
import pytest

from youtube8m_monet.errors import UserError
from youtube8m_monet.submission import format_predictions


def parse(line):
    video_id, pairs = line.rstrip("\n").split(",")
    values = pairs.split(" ")
    return video_id, [int(v) for v in values[::2]], np.float64(values[1::2])


def test_lines():
    predictions = np.array([[0.25, 1, 0], [1e-9, 0.5, 0.5]], np.float32)
    assert list(format_predictions([b"abcd", "x-Y_"], predictions, 2)) == [
        "abcd,1 1 0 0.25\n",
        "x-Y_,1 0.5 2 0.5\n",
    ]


def test_small_values():
    line = next(format_predictions(["a"], [[1.5e-7, 0.1234567]], 2))
    assert line == "a,1 0.123457 0 1.5e-07\n"


@pytest.mark.parametrize("top_k", [1, 20, 300, 1000])
def test_confidences_agree_to_a_millionth(top_k):
    rng = np.random.default_rng(0)
    predictions = 1 / (1 + np.exp(rng.normal(0, 6, (20, 300))))
    predictions = predictions.astype(np.float32)
    ids = [f"v{i}" for i in range(20)]
    lines = list(format_predictions(ids, predictions, top_k))
    for name, row, line in zip(ids, predictions, lines, strict=True):
        video_id, classes, confidences = parse(line)
        assert video_id == name
        assert len(classes) == min(top_k, 300)
        assert np.abs(confidences - row[classes]).max() <= 5.01e-7
        assert (np.diff(confidences) <= 0).all()
        assert row[classes].min() == np.sort(row)[-len(classes)]


def test_worst_case_of_six_digits():
    values = np.linspace(0.1, 1, 100_001, dtype=np.float32)[:, None]
    lines = format_predictions(["v"] * len(values), values, 1)
    shown = np.array([parse(line)[2][0] for line in lines])
    assert np.abs(shown - values[:, 0]).max() <= 5.01e-7


def test_no_videos():
    assert list(format_predictions([], np.zeros((0, 4)), 2)) == []


@pytest.mark.parametrize(
    "video_id", ["a,b", b"a\n", "a\r", b'"a', "é".encode("latin-1")]
)
def test_ids_that_break_the_format(video_id):
    with pytest.raises(UserError) as error:
        list(format_predictions([video_id], [[0.5]], 1))
    assert f"Received: video_id={video_id!r}." in str(error.value)
    assert "Give the video another id" in str(error.value)


def test_bad_input():
    with pytest.raises(UserError, match=r"len\(video_ids\)=1"):
        list(format_predictions(["a"], [[0.5], [0.5]], 1))
    with pytest.raises(UserError, match="NaN"):
        list(format_predictions(["a"], [[np.nan]], 1))
    with pytest.raises(UserError, match="top_k=0"):
        list(format_predictions(["a"], [[0.5]], 0))


def test_more_ids_than_predictions():
    with pytest.raises(UserError, match=r"len\(video_ids\)=2"):
        list(format_predictions(["a", "b"], [[0.5]], 1))
