"""Tests of the quiet import of TensorFlow."""

import os
import subprocess
import sys

import pytest

from youtube8m_monet.import_tensorflow import without_greetings


def test_only_greetings_are_dropped(capfd):
    with without_greetings():
        os.write(2, b"WARNING: All log messages before absl::InitializeLog()\n")
        os.write(2, b"I0000 00:00:17.0 1 port.cc:153] oneDNN\n")
        os.write(2, b"E0000 00:00:17.0 1 some.cc:1] broken\n")
        os.write(2, b"Traceback\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == (
        "E0000 00:00:17.0 1 some.cc:1] broken\nTraceback\nafter\n"
    )


def test_an_exception_passes_and_standard_error_comes_back(capfd):
    def fail():
        with without_greetings():
            os.write(2, b"why\n")
            raise ImportError

    with pytest.raises(ImportError):
        fail()
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "why\nafter\n"


@pytest.mark.parametrize(
    ("level", "quiet"), [(None, True), ("0", False)], ids=["default", "asked"]
)
def test_the_import_is_quiet_unless_the_user_wants_to_see(level, quiet):
    environment = {
        name: value
        for name, value in os.environ.items()
        if name != "TF_CPP_MIN_LOG_LEVEL"
    }
    if level is not None:
        environment["TF_CPP_MIN_LOG_LEVEL"] = level
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import youtube8m_monet.import_tensorflow, tensorflow",
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stderr == "") == quiet
