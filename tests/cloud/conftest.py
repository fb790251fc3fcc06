"""Buckets for the tests, a new one for each."""

import itertools
import subprocess
import sys

import pytest

from tests.cloud import fake_storage
from tests.cloud.bucket import Bucket
from tests.end_to_end.scripts import ROOT

_numbers = itertools.count()


@pytest.fixture(scope="session")
def storage(tmp_path_factory):
    """Folder of the buckets that TensorFlow's client finds under gs://."""
    folder = tmp_path_factory.mktemp("storage")
    command = [sys.executable, "-m", "tests.cloud.fake_storage", folder]
    with (
        subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        port = server.stdout.readline().strip()
        patch.setenv("https_proxy", f"http://127.0.0.1:{port}")
        patch.setenv("CURL_CA_BUNDLE", str(folder / fake_storage.AUTHORITY))
        patch.setenv("GOOGLE_AUTH_TOKEN_FOR_TESTING", fake_storage.TOKEN)
        yield folder
        server.terminate()


@pytest.fixture
def bucket(storage, shards):
    """A new `Bucket` with the small shards in `data/`."""
    # TensorFlow remembers for a while what it saw under a name.
    new = Bucket(storage, f"bucket{next(_numbers)}")
    new.make()
    for path in sorted(shards.glob("*.tfrecord")):
        new[f"data/{path.name}"] = path.read_bytes()
    return new
