"""Runs the jobs of a reproduction, each by the scripts that people run.

It belongs to the script beside it and imports the scripts that it runs, so it
counts as one itself.
"""

import contextlib
import os
import time

import youtube8m_monet.import_tensorflow  # noqa: F401  Before TensorFlow.

# isort: split

import eval as eval_script
import train as train_script
from frame_level_models import recipes, registry
from youtube8m_monet.config import EvalConfig, TrainConfig, resolve_features
from youtube8m_monet.describe.model_cost import model_cost
from youtube8m_monet.reproduce.job import check_same_job
from youtube8m_monet.reproduce.outcome import evaluated_step
from youtube8m_monet.training import checkpoint

EVAL_BATCH = 64


def make_run():
    """Returns `run_job`: what a process is to do."""
    return run_job


def run_job(job):
    """Trains and evaluates, with the output in a file; returns the seconds."""
    start = time.perf_counter()
    os.makedirs(os.path.dirname(job.train_dir), exist_ok=True)
    with (
        open(f"{job.train_dir}.log", "a", encoding="utf-8") as log,
        contextlib.redirect_stdout(log),
    ):
        check_same_job(job)
        config = TrainConfig(**job.options)
        if train_script.train(*recipes.resolve(config, job.options)):
            # It has saved what it had, and is not to be evaluated.
            raise KeyboardInterrupt
        path = checkpoint.latest_checkpoint(job.train_dir)
        if evaluated_step(job.train_dir) != checkpoint.checkpoint_step(path):
            config = EvalConfig(
                train_dir=job.train_dir,
                eval_data_pattern=job.split.held_out,
                run_once=True,
                batch_size=EVAL_BATCH,
            )
            eval_script.watch(config, {})
    return time.perf_counter() - start


def count_job(job):
    """Returns what the model of a job costs for a video, without training."""
    config = TrainConfig(**job.options)
    features = resolve_features(config, registry.model_class(config.model))
    cost = model_cost(
        lambda: registry.create(config, features), config.max_frames
    )
    parameters, products, _ = map(sum, zip(*cost.parts.values(), strict=True))
    imagined = sum(
        row[1] for title, row in cost.parts.items() if "hallucinator" in title
    )
    return {
        "gflops": 2e-9 * products,
        "hallucinator_gflops": 2e-9 * imagined,
        "million_parameters": 1e-6 * parameters,
    }
