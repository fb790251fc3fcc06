import numpy as np
import pytest

from youtube8m_monet.data import RecordSchema
from youtube8m_monet.data.record_writer import sequence_example, write_shard
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
