"""A command that is killed goes on and leaves no half shard."""

import signal
import subprocess
import sys
import time

import pytest

from tests.data.records import random_videos, write_frame_shard
from tests.end_to_end import scripts, small
from tests.hallucinate.command import (
    arguments,
    contents,
    hallucinate,
    records,
)

NUM_SHARDS, NUM_RECORDS = 8, 40


@pytest.fixture(scope="module")
def many_shards(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many_shards")
    for number in range(NUM_SHARDS):
        write_frame_shard(
            folder / f"frame{number}.tfrecord",
            random_videos(NUM_RECORDS, small.FRAME, 10, number, frames=(3, 9)),
        )
    return folder


@pytest.fixture(scope="module")
def uninterrupted(run, many_shards, tmp_path_factory):
    folder = tmp_path_factory.mktemp("uninterrupted")
    hallucinate(*arguments(run, many_shards, folder, "--batch_size=1"))
    return folder


def kill_after_the_first_shard(flags, output):
    """Runs it in a process and kills that, and only that, one.

    Returns:
        The names of the shards that are there once all processes have ended.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "youtube8m_monet.hallucinate", *flags],
        cwd=scripts.ROOT,
        env=scripts.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        while not contents(output):
            assert process.poll() is None, process.stdout.read()
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        # The workers hold the pipe open too, for as long as they live.
        text, _ = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert "I0000" not in text, "TensorFlow's greeting"
    return sorted(contents(output))


@pytest.mark.parametrize("num_workers", [1, 2])
def test_killed_at_any_moment_it_goes_on(
    num_workers, run, many_shards, uninterrupted, tmp_path, capsys
):
    flags = arguments(run, many_shards, tmp_path, "--batch_size=1")
    killed = kill_after_the_first_shard(
        [*flags, f"--num_workers={num_workers}"], tmp_path
    )
    assert 1 <= len(killed) < NUM_SHARDS
    before = small.listing(tmp_path)
    for name in killed:
        assert len(records(tmp_path / name)) == NUM_RECORDS
    capsys.readouterr()
    hallucinate(*flags)
    output = capsys.readouterr().out
    for name in killed:
        assert f"{name}: there already\n" in output
        assert small.listing(tmp_path)[name] == before[name]
    assert f"({len(killed)} more were there already)" in output
    assert contents(tmp_path) == contents(uninterrupted)
    assert len(contents(tmp_path)) == NUM_SHARDS
