"""Data that the end-to-end tests share."""

import pytest

from tests.end_to_end import paired, scripts, small


@pytest.fixture(scope="session")
def logistic_run(shards, tmp_path_factory):
    """A short run of LogisticModel; copy it before changing it."""
    folder = tmp_path_factory.mktemp("logistic") / "run"
    scripts.run(
        "train",
        *small.train_flags("LogisticModel", shards, folder, "--max_steps=3"),
    )
    return folder


@pytest.fixture(scope="session")
def frame_run(shards, tmp_path_factory):
    """A short run of FrameLevelLogisticModel; copy it before changing it."""
    folder = tmp_path_factory.mktemp("frame_logistic") / "run"
    scripts.run(
        "train",
        *small.train_flags(
            "FrameLevelLogisticModel", shards, folder, "--max_steps=3"
        ),
    )
    return folder


@pytest.fixture(scope="session")
def records(tmp_path_factory):
    """Folder of records with flow, in every layout; do not write."""
    folder = tmp_path_factory.mktemp("paired")
    paired.write_layouts(folder)
    return folder


@pytest.fixture(scope="module")
def eager():
    """Runs the module's steps eagerly: few steps, many models."""
    with paired.eagerly():
        yield
