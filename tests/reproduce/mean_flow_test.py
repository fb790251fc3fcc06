import numpy as np
import pytest

from youtube8m_monet.data import RecordSchema
from youtube8m_monet.data.record_writer import sequence_example, write_shard
from youtube8m_monet.reproduce import mean_flow
from youtube8m_monet.reproduce.mean_flow import mean_flow_error


def write(path, flows):
    write_shard(
        str(path),
        [
            sequence_example(
                f"v{n}", [0], {"rgb": np.zeros_like(flow), "flow": flow}
            )
            for n, flow in enumerate(flows)
        ],
    )
    return str(path)


def test_against_numpy(tmp_path):
    rng = np.random.default_rng(0)
    train, held_out = (
        [rng.normal(size=(t, 3)).astype("float32") for t in lengths]
        for lengths in ((2, 7, 4), (5, 3))
    )
    schema = RecordSchema("frame", {"rgb": 3, "flow": 3}, 2)
    found = mean_flow_error(
        write(tmp_path / "a.tfrecord", train),
        write(tmp_path / "b.tfrecord", held_out),
        schema,
    )
    mean = np.concatenate(train).mean(axis=0)
    expected = np.square(np.concatenate(held_out) - mean).mean()
    assert found == pytest.approx(expected, rel=1e-6)


def test_the_mean_is_of_the_samples_training_videos(tmp_path, monkeypatch):
    shards = {
        split: write(tmp_path / split, [np.full((2, 3), value, "float32")])
        for split, value in {"train": 1.0, "validate": 4.0}.items()
    }
    open_records = mean_flow.data.open_records

    def of_split(pattern, flag, schema, split, sample):
        return open_records(shards[split], flag, schema, split, sample)

    monkeypatch.setattr(mean_flow.data, "open_records", of_split)
    schema = RecordSchema("frame", {"rgb": 3, "flow": 3}, 2)
    assert mean_flow.mean_flow_error("", "", schema, "motion") == 9


def test_flow_is_aligned_as_the_run_aligns_it(tmp_path):
    flow = np.array([[0.0], [2.0], [4.0], [6.0]], "float32")
    features = {"rgb": np.zeros((2, 3), "float32"), "flow": flow}
    path = str(tmp_path / "a.tfrecord")
    write_shard(path, [sequence_example("v", [0], features)])
    schema = RecordSchema(
        "frame", {"rgb": 3, "flow": 1}, 2, free_lengths=("flow",)
    )
    # Pairs of frames become 1 and 5, whose mean is 3.
    assert mean_flow_error(path, path, schema, align="mean") == 4
