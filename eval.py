"""Evaluates a run with the official YouTube-8M metrics.

    python eval.py --train_dir=RUN --eval_data_pattern='validate*.tfrecord'

Without --eval_data_pattern it evaluates on the held-out videos of the built-in
sample. Without --run_once it watches the run, as the starter code does.
"""

import csv
import os
import sys
import time

import youtube8m_monet.quiet_tensorflow  # noqa: F401  Before TensorFlow.

# isort: split

import tensorflow as tf
from absl import app
from absl import flags as absl_flags

from frame_level_models import registry
from youtube8m_monet import data
from youtube8m_monet.config import EvalConfig, flags
from youtube8m_monet.config.checks import check_config
from youtube8m_monet.errors import user_errors
from youtube8m_monet.losses import get_loss
from youtube8m_monet.metrics import evaluator
from youtube8m_monet.metrics.report import write_metrics
from youtube8m_monet.report import stream_table
from youtube8m_monet.training import checkpoint, distribution, run_directory
from youtube8m_monet.training.sinks import TensorBoard

FLAGS = absl_flags.FLAGS
SECONDS_BETWEEN_LOOKS = 10


def main(argv):
    """Evaluates as the flags say."""
    if argv[1:]:
        raise app.UsageError(f"Unknown arguments: {argv[1:]}")
    with user_errors():
        config = flags.parse(EvalConfig, FLAGS)
        watch(config, flags.given(EvalConfig, FLAGS))


def watch(config, given):
    """Evaluates the newest checkpoint, and then each newer one."""
    check_config(config)
    distribution.claim_devices()
    get_loss(config.label_loss)
    run_flags = run_directory.read_flags(config.train_dir)
    run_directory.check_same_flags(
        config.train_dir, given, "Leave these flags out: the run has them."
    )
    names = class_names(config, run_flags["num_classes"])
    shards, layout = data.open_records(
        config.eval_data_pattern,
        "eval_data_pattern",
        registry.record_schema(run_flags),
        "validate",
    )
    seen = None
    while True:
        path = checkpoint.latest_checkpoint(config.train_dir)
        if path != seen:
            evaluate(config, shards, layout, names)
            seen = path
        if config.run_once:
            return
        time.sleep(SECONDS_BETWEEN_LOOKS)


def evaluate(config, shards, layout, names):
    """Evaluates the newest checkpoint; prints and writes the metrics."""
    model, run_flags, path = registry.restore(config.train_dir)
    step = checkpoint.checkpoint_step(path)
    bad_records = data.BadRecords(config.on_bad_record, config.max_bad_records)
    dataset = data.evaluation_dataset(
        shards,
        layout,
        batch_size=config.batch_size,
        num_readers=config.num_readers,
        bad_records=bad_records,
    )
    with data.explained_failures(shards, layout):
        streams = evaluator.evaluate(
            model,
            dataset,
            get_loss(run_flags["label_loss"]),
            config.top_k,
            on_batch=lambda *batch: print(
                evaluator.format_batch(step, *batch), flush=True
            ),
        )
    results = streams["predictions"]
    print(evaluator.format_summary(step, results))
    if len(streams) > 1:
        print(stream_table(streams))
    if bad_records.count:
        print(bad_records.report())
    folder = os.path.join(config.train_dir, "eval")
    summary = {
        "step": step,
        "data": config.eval_data_pattern,
        "top_k": config.top_k,
        **results,
        "streams": evaluator.scalars(streams),
    }
    write_metrics(folder, summary, names)
    TensorBoard(folder)({"step": step, **summary["streams"]["predictions"]})
    print(f"Metrics: {folder}", flush=True)


def class_names(config, num_classes):
    """Returns the names of the classes by id, `None` without --vocabulary."""
    if not config.vocabulary:
        return None
    names = [""] * num_classes
    with tf.io.gfile.GFile(config.vocabulary) as file:
        for row in csv.DictReader(file):
            names[int(row["Index"])] = row["Name"]
    return names


if __name__ == "__main__":
    flags.define(EvalConfig, FLAGS)
    absl_flags.adopt_module_key_flags(flags)  # For --help.
    sys.exit(app.run(main))
