import pytest

from tests.training.callbacks.fake_fit import fake_fit
from youtube8m_monet.training.callbacks import Report


def run(epochs, first_step=0, measure_steps=0, total=None):
    """Returns the records of a run in epochs of 5 steps of 32 videos."""
    records = []
    counts = iter([32 * steps for steps in epochs])
    report = Report(
        first_step,
        count_videos=lambda step: next(counts),
        measure=lambda model: {"gap": 0.5},
        measure_steps=measure_steps,
        total_steps=lambda: total,
        sinks=[records.append],
    )
    fake_fit([report], epochs, steps_per_epoch=5)
    return records


def test_a_record_an_epoch():
    records = run([5, 5, 2], first_step=10, total=100)
    assert [record["step"] for record in records] == [15, 20, 22]
    assert {record["loss"] for record in records} == {1.0}
    assert {record["total_steps"] for record in records} == {100}


def test_an_empty_epoch_has_none():
    assert len(run([5, 0])) == 1


def test_speed_and_time_left_agree():
    for record in run([5, 5], total=50):
        left = (50 - record["step"]) * 32 / record["examples_per_second"]
        assert record["seconds_left"] == pytest.approx(left)


def test_time_left_is_open_without_an_end_and_never_below_zero():
    assert run([5])[0]["seconds_left"] is None
    assert run([5], total=3)[0]["seconds_left"] == 0


@pytest.mark.parametrize(
    ("measure_steps", "first_step", "measured"),
    [(0, 0, []), (5, 0, [5, 10, 15]), (10, 0, [10]), (7, 4, [9, 14])],
)
def test_metrics_come_when_their_period_is_over(
    measure_steps, first_step, measured
):
    records = run([5, 5, 5], first_step, measure_steps)
    assert [r["step"] for r in records if "gap" in r] == measured
