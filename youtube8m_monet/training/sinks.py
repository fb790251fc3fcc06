"""Where the records of `Report` go: terminal or log, a file, TensorBoard."""

import datetime
import json
import os
import shutil
import sys
import time

import tensorflow as tf

_METRICS = {"hit_at_one": "Hit@1", "perr": "PERR", "gap": "GAP", "r2": "R2"}
_BAR_WIDTH = 20
_CLEAR_LINE = "\r\033[K"
# A bucket takes whole files only, so that adding to one sends all of it again.
_UPLOAD_SECONDS = 30


class ProgressLine:
    """Shows one line with a bar in a terminal, and plain lines elsewhere.

    Args:
        stream: Where to write. `None`: standard output.
    """

    def __init__(self, stream=None):
        self.stream = stream if stream is not None else sys.stdout
        self.is_open = False

    def __call__(self, record):
        """Shows a record."""
        text = format_record(record)
        if not self.stream.isatty():
            print(text, file=self.stream, flush=True)
            return
        width = shutil.get_terminal_size().columns - 1
        bar = format_bar(record)
        # What it says, the text says too.
        bar = bar if len(bar) + len(text) <= width else ""
        self.stream.write(_CLEAR_LINE + (bar + text)[:width])
        self.stream.flush()
        self.is_open = True

    def close(self):
        """Leaves the line as it is: what follows goes below it."""
        if self.is_open:
            print(file=self.stream, flush=True)
            self.is_open = False


def format_bar(record):
    """Returns how far a run is, the empty string if that is not known.

    Example:
    >>> format_bar({"step": 15, "total_steps": 60})
    '[=====               ]  25% '
    """
    total = record["total_steps"]
    if not total:
        return ""
    done = min(record["step"] / total, 1)
    bar = ("=" * round(done * _BAR_WIDTH)).ljust(_BAR_WIDTH)
    return f"[{bar}] {done:4.0%} "


def format_record(record):
    """Returns the starter code's line for a step.

    Example:
    >>> format_record({"step": 9, "loss": 6.25, "gap": 0.6801,
    ...                "examples_per_second": 512.4, "seconds_left": 61.0})
    'training step 9 | Loss: 6.25 Examples/sec: 512 | ETA: 0:01:01 | GAP: 0.680'
    """
    speed = record["examples_per_second"]
    parts = [
        f"training step {record['step']}",
        f"Loss: {record['loss']:.5g} "
        f"Examples/sec: {speed:{'.0f' if speed >= 10 else '.2g'}}",
    ]
    if record["seconds_left"] is not None:
        left = datetime.timedelta(seconds=round(record["seconds_left"]))
        parts.append(f"ETA: {left}")
    metrics = [
        f"{name}: {record[key]:.3f}"
        for key, name in _METRICS.items()
        if key in record
    ]
    if metrics:
        parts.append(" ".join(metrics))
    return " | ".join(parts)


class JsonLines:
    """Appends each record to `metrics.jsonl`; in a bucket, many at a time.

    Args:
        train_dir: Folder of the run, local or gs://.
    """

    def __init__(self, train_dir):
        self.path = os.path.join(train_dir, "metrics.jsonl")
        self.lines = []
        self.wait = _UPLOAD_SECONDS if "://" in train_dir else 0
        self.written = time.monotonic()

    def __call__(self, record):
        """Appends a record."""
        self.lines.append(json.dumps(record) + "\n")
        if time.monotonic() >= self.written + self.wait:
            self.close()

    def close(self):
        """Writes what is left; more may follow."""
        if self.lines:
            with tf.io.gfile.GFile(self.path, "a") as file:
                file.write("".join(self.lines))
            self.lines = []
        self.written = time.monotonic()


class TensorBoard:
    """Writes each record as TensorBoard scalars; in a bucket, many at a time.

    Args:
        folder: Folder of the event files, local or gs://.
    """

    def __init__(self, folder):
        self.at_once = "://" not in folder
        self.writer = tf.summary.create_file_writer(
            folder, max_queue=1000, flush_millis=1000 * _UPLOAD_SECONDS
        )

    def __call__(self, record):
        """Writes a record."""
        skipped = ("step", "total_steps", "seconds_left")
        with self.writer.as_default(step=record["step"]):
            for name, value in record.items():
                if name not in skipped:
                    tf.summary.scalar(name, value)
        if self.at_once:
            self.writer.flush()

    def close(self):
        """Writes what is left."""
        self.writer.close()
