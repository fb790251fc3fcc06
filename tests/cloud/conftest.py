"""Buckets for the tests, a new one for each."""

import itertools

import pytest

from tests.cloud.fake_storage import FakeStorage

_numbers = itertools.count()


@pytest.fixture(scope="session")
def storage(tmp_path_factory):
    """The `FakeStorage`; TensorFlow's client in this process talks to it."""
    folder = tmp_path_factory.mktemp("storage")
    with FakeStorage(folder) as fake, pytest.MonkeyPatch.context() as patch:
        for name, value in fake.environment.items():
            patch.setenv(name, value)
        yield fake


@pytest.fixture
def bucket(storage, shards):
    """A new `Bucket` with the small shards in `data/`."""
    # TensorFlow remembers for a while what it saw under a name.
    new = storage.bucket(f"bucket{next(_numbers)}")
    for path in sorted(shards.glob("*.tfrecord")):
        new.objects[f"data/{path.name}"] = path.read_bytes()
    return new
