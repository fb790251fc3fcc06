import io
import json
import time

import pytest
import tensorflow as tf

from youtube8m_monet.training.sinks import (
    JsonLines,
    ProgressLine,
    TensorBoard,
    format_bar,
    format_record,
)

RECORD = {
    "step": 20,
    "total_steps": 80,
    "loss": 6.45678,
    "examples_per_second": 512.4,
    "seconds_left": 3725.2,
}
METRICS = {"hit_at_one": 0.7, "perr": 0.6, "gap": 0.5}


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_line_holds_what_is_known():
    line = format_record(RECORD)
    assert line == (
        "training step 20 | Loss: 6.4568 Examples/sec: 512 | ETA: 1:02:05"
    )
    line = format_record({**RECORD, **METRICS, "seconds_left": None})
    assert line.endswith("512 | Hit@1: 0.700 PERR: 0.600 GAP: 0.500")


def test_a_log_gets_plain_lines():
    stream = io.StringIO()
    progress = ProgressLine(stream)
    progress(RECORD)
    progress({**RECORD, "step": 40})
    progress.close()
    lines = stream.getvalue().splitlines()
    assert lines[0] == format_record(RECORD)
    assert len(lines) == 2


def test_a_terminal_gets_one_line_that_changes(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    stream = Terminal()
    progress = ProgressLine(stream)
    progress(RECORD)
    progress({**RECORD, "step": 40})
    assert "\n" not in stream.getvalue()
    assert "25%" in stream.getvalue()
    assert "50%" in stream.getvalue()
    progress.close()
    progress.close()
    assert stream.getvalue().count("\n") == 1


def test_time_left_is_told_rather_than_a_bar(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    stream = Terminal()
    ProgressLine(stream)({**RECORD, **METRICS})
    assert "ETA: 1:02:05" in stream.getvalue()
    assert "%" not in stream.getvalue()


@pytest.mark.parametrize(
    ("speed", "text"), [(512.4, "512"), (10, "10"), (0.42, "0.42")]
)
def test_slow_is_not_zero(speed, text):
    line = format_record({**RECORD, "examples_per_second": speed})
    assert f"Examples/sec: {text} |" in line


def test_a_terminal_line_fits(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    stream = Terminal()
    ProgressLine(stream)(RECORD)
    assert len(stream.getvalue().removeprefix("\r\033[K")) < 30


@pytest.mark.parametrize("total", [None, 0])
def test_no_bar_without_an_end(total):
    assert format_bar({"step": 1, "total_steps": total}) == ""


def test_json_lines_are_appended(tmp_path):
    for _ in range(2):
        JsonLines(str(tmp_path))(RECORD)
    lines = (tmp_path / "metrics.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [RECORD, RECORD]


def test_a_bucket_gets_many_lines_at_a_time(monkeypatch):
    # TensorFlow's file system in memory stands for a bucket.
    run, now = "ram://sinks_test", [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def lines():
        path = f"{run}/metrics.jsonl"
        if not tf.io.gfile.exists(path):
            return []
        return [json.loads(x) for x in tf.io.gfile.GFile(path)]

    log = JsonLines(run)
    log(RECORD)
    now[0] += 29
    log(RECORD)
    assert lines() == []
    now[0] += 1
    log(RECORD)
    assert lines() == [RECORD] * 3
    log({**RECORD, "step": 99})
    assert lines() == [RECORD] * 3
    log.close()
    assert lines() == [*[RECORD] * 3, {**RECORD, "step": 99}]


def test_tensorboard_gets_the_scalars(tmp_path):
    TensorBoard(str(tmp_path))({**RECORD, **METRICS})
    (path,) = tmp_path.glob("events*")
    found = {
        value.tag: (event.step, float(tf.make_ndarray(value.tensor)))
        for event in tf.compat.v1.train.summary_iterator(str(path))
        for value in event.summary.value
    }
    assert set(found) == {"loss", "examples_per_second", *METRICS}
    assert found["gap"] == (20, 0.5)


def test_a_bar_ends_where_it_ends():
    full = "[====================] 100% "
    assert format_bar({"step": 9, "total_steps": 8}) == full
