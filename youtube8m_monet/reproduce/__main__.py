r"""Runs tables of the paper and prints them beside the paper's figures.

    python -m youtube8m_monet.reproduce table1 table2
    python -m youtube8m_monet.reproduce table1 --data='train*.tfrecord' \
        --eval_data='validate*.tfrecord' --set='num_classes=400'
    python -m youtube8m_monet.reproduce table1 --data=pairs.tfrecord \
        --leave_one_out

The tables are folders of --experiments, a file a row. Every run is one of
train.py and eval.py with the flags that the file states and with all others at
their defaults, so that all rows have the same budget. Without --data they run
on a built-in sample, with the sample's recipe instead of the paper's. A command
that was stopped goes on where it was.
"""

import functools
import itertools
import os
import shlex
import sys
import time

import youtube8m_monet.import_tensorflow  # noqa: F401  Before TensorFlow.

# isort: split

from absl import app
from absl import flags as absl_flags

from frame_level_models import registry
from youtube8m_monet.config import flags
from youtube8m_monet.config.checks import check_config
from youtube8m_monet.errors import UserError, user_errors
from youtube8m_monet.processes.worker_pool import map_in_processes
from youtube8m_monet.reproduce import measured
from youtube8m_monet.reproduce.job import make_job, overrides
from youtube8m_monet.reproduce.mean_flow import mean_flow_error
from youtube8m_monet.reproduce.outcome import read_outcome
from youtube8m_monet.reproduce.reproduce_config import ReproduceConfig
from youtube8m_monet.reproduce.results import Results
from youtube8m_monet.reproduce.runner import count_job, make_run
from youtube8m_monet.reproduce.splits import make_splits
from youtube8m_monet.reproduce.table import Table
from youtube8m_monet.training import distribution, run_directory

FLAGS = absl_flags.FLAGS
_COMMAND = "python -m youtube8m_monet.reproduce"


def main(argv):
    """Reproduces as the flags say."""
    with user_errors():
        if not argv[1:]:
            raise UserError(
                "There is no table to reproduce.",
                expected="python -m youtube8m_monet.reproduce TABLE...",
                received="no name",
                fix="Name folders of --experiments, e.g. table1.",
            )
        config = flags.parse(ReproduceConfig, FLAGS)
        check_config(config)
        # Where other processes train, the GPU is theirs.
        distribution.claim_devices(int(num_workers(config) == 1))
        for name in argv[1:]:
            reproduce(name, config)


def reproduce(name, config):
    """Runs a table and prints it."""
    start = time.perf_counter()
    given = overrides(config.set)
    table = Table.read(config.experiments, name, given, not config.data)
    splits = make_splits(config)
    waves = [
        [
            make_job(table, run, split, seed, config.run_dir, given)
            for run in wave
            for split in splits
            for seed in range(1 if table.counts else config.num_seeds)
        ]
        for wave in table.waves()
    ]
    count = sum(map(len, waves))
    print(f"{table.title}\nData: {table.needs}", flush=True)
    print(f"{count} runs in {config.run_dir}", flush=True)
    results = Results(table)
    measured_jobs = count_all(waves) if table.counts else run_all(waves, config)
    for done, (job, seconds, outcome) in enumerate(measured_jobs, 1):
        print(f"[{done}/{count}] {job.train_dir}: {seconds:.0f} s", flush=True)
        results.add(job, outcome)
    print(f"\n{table.title}\n{results.report()}")
    print(f"{(time.perf_counter() - start) / 60:.1f} minutes\n", flush=True)
    if config.record:
        measured.record(results, f"{_COMMAND} {shlex.join(sys.argv[1:])}")


def measure(job):
    """Returns what was measured of a job, and the baseline of no skill."""
    outcome = read_outcome(job.train_dir, job.sample)
    if "flow" in outcome:
        run_flags = run_directory.read_flags(job.train_dir)
        outcome["flow"]["mse_train_mean"] = split_error(
            job.split,
            registry.record_schema(run_flags),
            job.sample,
            run_flags["align_flow"],
        )
    return outcome


@functools.cache
def split_error(split, schema, sample, align):
    """Returns the error of the mean flow, computed once for all runs."""
    return mean_flow_error(split.train, split.held_out, schema, sample, align)


def num_workers(config):
    """Returns how many processes train at a time."""
    workers = config.num_workers
    return workers if workers is not None else os.cpu_count()


def run_all(waves, config):
    """Yields each job, its seconds and what it measured, wave after wave."""
    workers = num_workers(config)
    threads = max(1, os.cpu_count() // workers)
    os.environ["TF_NUM_INTRAOP_THREADS"] = str(threads)
    os.environ["TF_NUM_INTEROP_THREADS"] = str(threads)
    for jobs in waves:
        seconds = map_in_processes(make_run, jobs, workers)
        for job, taken in zip(jobs, seconds, strict=True):
            yield job, taken, measure(job)


def count_all(waves):
    """Yields each job, its seconds and what its model costs."""
    for job in itertools.chain(*waves):
        start = time.perf_counter()
        cost = count_job(job)
        yield job, time.perf_counter() - start, {"cost": cost}


if __name__ == "__main__":
    flags.define(ReproduceConfig, FLAGS)
    absl_flags.adopt_module_key_flags(flags)  # For --help.
    sys.exit(app.run(main))
