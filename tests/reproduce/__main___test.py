"""A table from its files to its lines, in processes of its own."""

import itertools
import re
import sys

import numpy as np
import pytest

from tests.end_to_end import scripts
from tests.reproduce.tables import write_tables
from youtube8m_monet.data.record_writer import sequence_example, write_shard
from youtube8m_monet.reproduce import __main__ as module
from youtube8m_monet.reproduce.reproduce_config import ReproduceConfig

SET = (
    "num_classes=3 feature_sizes=4,4 num_epochs=1 max_frames=8 "
    "jit_compile=false"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reproduce")
    write_tables(folder / "experiments")
    rng = np.random.default_rng(0)
    records = []
    for number in range(3):
        features = {
            name: rng.normal(size=(6 + number, 4)).astype("float32")
            for name in ("rgb", "flow")
        }
        records.append(sequence_example(f"v{number}", [number], features))
    write_shard(str(folder / "pairs.tfrecord"), records)
    return folder


def reproduce(folder, *arguments):
    return scripts.spawn(
        [
            sys.executable,
            "-m",
            "youtube8m_monet.reproduce",
            *arguments,
            f"--experiments={folder / 'experiments'}",
            f"--run_dir={folder / 'runs'}",
        ]
    )


def test_leave_one_out(folder):
    """Twice: the second time nothing is left to train."""
    flags = (
        "small",
        f"--data={folder / 'pairs.tfrecord'}",
        "--leave_one_out",
        "--num_seeds=1",
        f"--set={SET}",
        "--record",
    )
    first, again = (reproduce(folder, *flags) for _ in range(2))
    assert first.returncode == again.returncode == 0, first.stderr
    table, same = (
        text.stdout.partition("\n\n")[2].splitlines()[:6]
        for text in (first, again)
    )
    assert table == same
    assert table[0] == "A table"
    assert [line[:7] for line in table[2:4]] == ["Row one", "Row two"]
    assert re.search(r"mean flow of the training videos +-?\d", table[5])
    assert first.stdout.count(" s\n") == 2 * 3
    for row in ("one", "two"):
        text = (folder / "experiments" / "small" / f"{row}.toml").read_text()
        assert text.count("[measured]") == 1
        assert '"MSE/mean" = [' in text
        log = folder / "runs" / "small" / row / "hallucination" / "without_0"
        assert "Nothing to do" in (log / "seed0.log").read_text()


def test_a_wrong_flag_in_a_process_is_told(folder):
    ended = reproduce(
        folder,
        "small",
        f"--data={folder / 'pairs.tfrecord'}",
        f"--eval_data={folder / 'pairs.tfrecord'}",
        "--num_seeds=1",
        "--set=num_classes=3 feature_sizes=5,5",
    )
    assert ended.returncode == 1
    assert "ERROR: " in ended.stderr
    assert "--feature_sizes" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_no_table(folder):
    ended = reproduce(folder)
    assert ended.returncode == 1
    assert "There is no table to reproduce." in ended.stderr


def test_every_row_runs_with_every_seed(tmp_path, monkeypatch):
    write_tables(tmp_path)
    jobs = []

    def run_all(waves, config):
        jobs.extend(itertools.chain(*waves))
        return []

    monkeypatch.setattr(module, "run_all", run_all)
    config = ReproduceConfig(experiments=str(tmp_path), num_seeds=2)
    module.reproduce("small", config)
    assert [job.seed for job in jobs] == [0, 1, 0, 1]
