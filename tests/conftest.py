"""Fixtures that every test may use."""

import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from tests.end_to_end import small

SHARED = pathlib.Path(__file__).resolve().parents[2] / "shared"


def _shared(folder):
    path = SHARED / folder
    if not path.is_dir():
        pytest.skip(f"../shared/{folder} is not here")
    return path


@pytest.fixture(scope="session")
def shared_data():
    """Path of the real YouTube-8M records."""
    return _shared("data")


@pytest.fixture(scope="session")
def golden_dir():
    """Path of the recorded outputs of the original programs."""
    return _shared("golden")


@pytest.fixture(scope="session")
def golden(golden_dir):
    """Loads a recording by file name as a dict of arrays."""

    def load(name):
        with np.load(golden_dir / name) as arrays:
            return dict(arrays)

    return load


@pytest.fixture(scope="session")
def shards(tmp_path_factory):
    """A folder of `frame*.tfrecord` and `video*.tfrecord`; do not write."""
    folder = tmp_path_factory.mktemp("shards")
    small.write_shards(folder)
    return folder
