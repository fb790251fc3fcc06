r"""Writes the predictions of a run as a Kaggle submission.

    python inference.py --train_dir=RUN --input_data_pattern='test*.tfrecord' \
        --output_file=predictions.csv

Without --input_data_pattern it predicts the held-out videos of the built-in
sample. A run that was stopped goes on where it was. Model and features are the
run's; flags that say otherwise are refused.
"""

import sys
import time

import youtube8m_monet.import_tensorflow  # noqa: F401  Before TensorFlow.

# isort: split

import tensorflow as tf
from absl import app
from absl import flags as absl_flags

from frame_level_models import registry
from youtube8m_monet import data
from youtube8m_monet.config import InferenceConfig, flags
from youtube8m_monet.config.checks import check_config
from youtube8m_monet.errors import UserError, user_errors
from youtube8m_monet.prediction import Predictor, predict_batches
from youtube8m_monet.submission import SubmissionWriter
from youtube8m_monet.training import bundle, distribution, run_directory

FLAGS = absl_flags.FLAGS


def main(argv):
    """Predicts as the flags say."""
    if argv[1:]:
        raise app.UsageError(f"Unknown arguments: {argv[1:]}")
    with user_errors():
        config = flags.parse(InferenceConfig, FLAGS)
        infer(config, flags.given(InferenceConfig, FLAGS))


def infer(config, given):
    """Predicts the videos and writes the file."""
    check_config(config)
    distribution.claim_devices()
    if not config.output_file:
        raise UserError(
            "There is nowhere to write the predictions.",
            expected="a path",
            received="output_file=''",
            fix="Set --output_file.",
        )
    train_dir = bundle.find_run(config)
    given.pop("train_dir", None)
    changes = registry.take_changes(given)
    run_directory.check_same_flags(
        train_dir, given, "Leave these flags out: the run has them."
    )
    run_flags = run_directory.read_flags(train_dir)
    bad_records = data.BadRecords.of(config)
    shards, layout = data.open_records(
        config.input_data_pattern,
        "input_data_pattern",
        registry.schema_to_predict(run_flags),
        "validate",
        run_flags["sample"],
        bad_records,
    )
    layout = layout.without_labels()
    model, _, path = registry.restore(train_dir, **changes)
    registry.check_predicts_labels(model, train_dir)
    if config.output_model_tgz:
        bundle.pack(train_dir, path, config.output_model_tgz)
        print(f"Bundled the model in {config.output_model_tgz}")
    fingerprint = {
        # Another training may end at the same step.
        "checkpoint": identify(path),
        "shards": shards,
        "flags": {**run_flags, **changes},
    }
    if bad_records.skips:
        # A record that was left out, and is mended, moves all behind it.
        fingerprint["good_records_of"] = [identify(path) for path in shards]
    with (
        SubmissionWriter(config.output_file, config.top_k, fingerprint) as out,
        data.explained_failures(shards, layout),
    ):
        dataset = data.evaluation_dataset(
            shards,
            layout,
            batch_size=config.batch_size,
            skip_records=out.num_done,
            num_readers=config.num_readers,
            bad_records=bad_records,
        )
        write_all(Predictor(model, ["predictions"]), dataset, out)
    if bad_records.count:
        print(bad_records.report())
    print(f"Predictions of {out.num_done} videos: {config.output_file}")


def identify(path):
    """Returns what changes when a file does."""
    file = tf.io.gfile.stat(path)
    return [path, file.length, file.mtime_nsec]


def write_all(model, dataset, out):
    """Predicts what is left and writes it, batch by batch."""
    if out.num_done:
        print(f"Going on after {out.num_done} videos.", flush=True)
    start = time.perf_counter()
    for video_ids, _, outputs in predict_batches(model, dataset):
        out.write(video_ids, outputs["predictions"])
        print(
            f"num examples processed: {out.num_done} "
            f"elapsed seconds: {time.perf_counter() - start:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    flags.define(InferenceConfig, FLAGS)
    absl_flags.adopt_module_key_flags(flags)  # For --help.
    sys.exit(app.run(main))
