r"""Hallucinates the flow of videos once, for many classifiers to train on.

    python -m youtube8m_monet.hallucinate --train_dir=RUN \
        --input_data_pattern='train*.tfrecord' --output_dir=WITH_FLOW

It reads frame-level shards and writes the same shards, under the same names,
with a feature list `flow` in each record: what the run's hallucinator imagines.
All else in a record stays. A classifier that trains on them with

    --flow_source=records --feature_names=rgb,audio,flow

sees the flow that it would see with the hallucinator inside, frozen, and need
not compute it again in every epoch.

The run cuts a video to its --max_frames; the frames behind get zeros, so that
every feature has as many. The run's labels do not matter, so one that was
trained on other videos will do.

A shard has its name only once it is complete: a run that was stopped, in
whatever way, goes on where it was if the same command is given again. What it
then leaves behind, folders named .partial-*, may be deleted.
`hallucination.json` in the output folder says what the flow was made from; a
folder never holds flow of two kinds. Without --input_data_pattern the videos
are those of the built-in sample.
"""

import functools
import sys

import youtube8m_monet.import_tensorflow  # noqa: F401  Before TensorFlow.

# isort: split

from absl import app
from absl import flags as absl_flags

from frame_level_models import registry
from youtube8m_monet import data
from youtube8m_monet.config import flags
from youtube8m_monet.errors import user_errors
from youtube8m_monet.hallucinate import output_folder, source_run
from youtube8m_monet.hallucinate.hallucinate_config import (
    HallucinateConfig,
    check_hallucinate,
)
from youtube8m_monet.hallucinate.shard_job import ShardJob, with_model
from youtube8m_monet.hallucinate.shard_result import summary
from youtube8m_monet.processes.worker_pool import map_in_processes
from youtube8m_monet.training import checkpoint, distribution, run_directory

FLAGS = absl_flags.FLAGS


def main(argv):
    """Hallucinates as the flags say."""
    if argv[1:]:
        raise app.UsageError(f"Unknown arguments: {argv[1:]}")
    with user_errors():
        hallucinate(flags.parse(HallucinateConfig, FLAGS))


def hallucinate(config):
    """Reads the shards and writes them with flow."""
    check_hallucinate(config)
    distribution.claim_devices()
    run_flags = run_directory.read_flags(config.train_dir)
    source_run.check_hallucinates(run_flags, config.train_dir)
    weights = checkpoint.latest_checkpoint(config.train_dir)
    schema = registry.record_schema(run_flags)
    shards, layout = open_shards(config, schema, run_flags["sample"])
    origin = output_folder.describe_origin(
        run_flags, weights, config.flow_storage
    )
    output_folder.note_origin(config.output_dir, origin, shards)
    job = ShardJob(
        layout,
        config.output_dir,
        config.flow_storage,
        config.batch_size,
        config.on_bad_record,
        config.max_bad_records,
    )
    work = functools.partial(
        with_model, job, registry.rebuild, run_flags, weights
    )
    results = []
    for result in map_in_processes(work, shards, config.num_workers):
        print(result.line(), flush=True)
        results.append(result)
    print(summary(results, config.output_dir))
    print(f"Train on it with {source_run.flags_to_train(run_flags, schema)}")


def open_shards(config, schema, sample):
    """Returns the paths of the shards and their `RecordLayout`."""
    schema = source_run.appearance_schema(schema)
    pattern = config.input_data_pattern
    if not pattern:
        pattern = source_run.sample_pattern(sample, schema)
        print(f"No --input_data_pattern: using the built-in sample, {pattern}")
    output_folder.check_names(
        data.list_shards(pattern, "input_data_pattern"), config.output_dir
    )
    shards, layout = data.open_records(
        pattern,
        "input_data_pattern",
        schema,
        "train",
        bad_records=data.BadRecords.of(config),
    )
    return shards, layout.without_labels()


if __name__ == "__main__":
    flags.define(HallucinateConfig, FLAGS)
    absl_flags.adopt_module_key_flags(flags)  # For --help.
    sys.exit(app.run(main))
