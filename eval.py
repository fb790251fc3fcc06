"""Evaluates a run with the official YouTube-8M metrics.

    python eval.py --train_dir=RUN --eval_data_pattern='validate*.tfrecord'

Without --eval_data_pattern it evaluates on the held-out videos of the built-in
sample. Without --run_once it watches the run, as the starter code does. Model
and features are the run's; flags that say otherwise are refused.
"""

import os
import sys
import time

import youtube8m_monet.import_tensorflow  # noqa: F401  Before TensorFlow.

# isort: split

from absl import app
from absl import flags as absl_flags

from frame_level_models import registry
from youtube8m_monet import data
from youtube8m_monet.config import EvalConfig, flags
from youtube8m_monet.config.checks import check_config
from youtube8m_monet.errors import user_errors
from youtube8m_monet.losses import get_loss
from youtube8m_monet.metrics import evaluator
from youtube8m_monet.metrics.report import read_class_names, write_metrics
from youtube8m_monet.prediction import Predictor
from youtube8m_monet.report import evaluation_report
from youtube8m_monet.training import checkpoint, distribution, run_directory
from youtube8m_monet.training.sinks import TensorBoard

FLAGS = absl_flags.FLAGS
SECONDS_BETWEEN_LOOKS = 10
FLOW_WEIGHTS = [step / 20 for step in range(21)]


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
    changes = registry.take_changes(given)
    get_loss(config.label_loss)
    run_flags = run_directory.read_flags(config.train_dir)
    run_directory.check_same_flags(
        config.train_dir, given, "Leave these flags out: the run has them."
    )
    if config.choose_flow_weight:
        registry.check_flow_weight(run_flags, "choose_flow_weight=True")
    names = read_class_names(config.vocabulary, run_flags["num_classes"])
    shards, layout = data.open_records(
        config.eval_data_pattern,
        "eval_data_pattern",
        registry.record_schema(run_flags),
        "validate",
        run_flags["sample"],
        data.BadRecords.of(config),
    )
    seen = None
    while True:
        if not config.run_once:
            wait_for_checkpoint(config.train_dir)
        if checkpoint.latest_checkpoint(config.train_dir) != seen:
            seen = evaluate(config, shards, layout, names, changes)
        if config.run_once:
            return
        time.sleep(SECONDS_BETWEEN_LOOKS)


def wait_for_checkpoint(train_dir):
    """Returns once a run has its first checkpoint."""
    told = False
    while not checkpoint.list_checkpoints(train_dir):
        if not told:
            print(f"Waiting for a checkpoint in {train_dir}", flush=True)
            told = True
        time.sleep(SECONDS_BETWEEN_LOOKS)


def evaluate(config, shards, layout, names, changes):
    """Evaluates the newest checkpoint; prints and writes the metrics.

    Returns:
        The checkpoint's path.
    """
    model, run_flags, path = registry.restore(config.train_dir, **changes)
    step = checkpoint.checkpoint_step(path)
    bad_records = data.BadRecords.of(config)
    dataset = data.evaluation_dataset(
        shards,
        layout,
        batch_size=config.batch_size,
        num_readers=config.num_readers,
        bad_records=bad_records,
    )
    with data.explained_failures(shards, layout):
        streams = evaluator.evaluate(
            Predictor(model, evaluator.outputs_to_read(model)),
            dataset,
            get_loss(run_flags["label_loss"]),
            config.top_k,
            on_batch=lambda *batch: print(
                evaluator.format_batch(step, *batch), flush=True
            ),
            flow_weights=FLOW_WEIGHTS if config.choose_flow_weight else (),
        )
    true_flow = run_flags.get("flow_source") == "records"
    print(evaluation_report(step, streams, true_flow))
    if bad_records.count:
        print(bad_records.report())
    folder = os.path.join(config.train_dir, "eval")
    scalars = evaluator.scalars(streams)
    summary = {
        "step": step,
        "data": config.eval_data_pattern,
        "top_k": config.top_k,
        **streams.get("predictions", {}),
        "streams": scalars,
    }
    write_metrics(folder, summary, names)
    for name in {"predictions", "flow"} & set(scalars):
        board = TensorBoard(folder)
        board({"step": step, **scalars[name]})
        board.close()
    print(f"Metrics: {folder}", flush=True)
    return path


if __name__ == "__main__":
    flags.define(EvalConfig, FLAGS)
    absl_flags.adopt_module_key_flags(flags)  # For --help.
    sys.exit(app.run(main))
