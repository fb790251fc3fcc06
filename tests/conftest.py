"""Fixtures that every test may use."""

import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from tests.end_to_end import small

ROOT = pathlib.Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# Compiling is most of what the tests do on JAX: every program once, and fast.
os.environ.setdefault(
    "JAX_COMPILATION_CACHE_DIR", str(ROOT / ".pytest_cache" / "jax")
)
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
if os.environ.get("KERAS_BACKEND") == "jax":
    os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")


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
