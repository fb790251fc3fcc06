"""A run that hallucinates, records for it, and the records with its flow."""

import pytest

from tests.end_to_end import scripts, small
from tests.hallucinate.command import (
    MAX_FRAMES,
    MODEL,
    arguments,
    hallucinate,
)


@pytest.fixture(scope="session")
def run(shards, tmp_path_factory):
    """A two-stream run of two steps; do not write."""
    folder = tmp_path_factory.mktemp("two_stream") / "run"
    flags = small.train_flags(MODEL, shards, folder, "--max_steps=2")
    more = [f"--max_frames={MAX_FRAMES}", "--export_model_steps=0"]
    scripts.run("train", *flags, *more)
    return folder


@pytest.fixture(scope="session")
def with_flow(run, shards, tmp_path_factory):
    """The shards with the run's flow; do not write."""
    folder = tmp_path_factory.mktemp("with_flow")
    hallucinate(*arguments(run, shards, folder, "--batch_size=4"))
    return folder
