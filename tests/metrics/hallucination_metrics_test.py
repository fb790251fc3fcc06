import numpy as np
import pytest

from youtube8m_monet.metrics import HallucinationMetrics

RNG = np.random.default_rng(0)
NUM_FRAMES = np.array([5, 2, 4])
OUTPUTS = {
    "flow": RNG.normal(size=(3, 5, 4)).astype("float32"),
    "target_flow": 1 + RNG.normal(size=(3, 5, 4)).astype("float32"),
    "appearance": RNG.normal(size=(3, 5, 4)).astype("float32"),
    "num_frames": NUM_FRAMES,
}


def rows(name):
    """The valid frames, on end."""
    frames = zip(OUTPUTS[name], NUM_FRAMES, strict=True)
    return np.concatenate([video[:count] for video, count in frames])


def evaluate(*batches):
    metrics = HallucinationMetrics()
    for batch in batches:
        metrics.accumulate(batch)
    return metrics.get()


def test_definitions():
    found = evaluate(OUTPUTS)
    flow, target, copy = map(rows, ("flow", "target_flow", "appearance"))
    mse = np.mean((flow - target) ** 2)
    of_mean = np.mean((target - target.mean(axis=0)) ** 2)
    lengths = np.linalg.norm(flow, axis=1) * np.linalg.norm(target, axis=1)
    expected = {
        "mse": mse,
        "cosine": np.mean(np.sum(flow * target, axis=1) / lengths),
        "r2": 1 - mse / of_mean,
        "mse_zero": np.mean(target**2),
        "mse_mean": of_mean,
        "mse_copy": np.mean((copy - target) ** 2),
        "num_frames": 11,
    }
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=1e-5), name
    by_dimension = np.mean((flow - target) ** 2, axis=0)
    np.testing.assert_allclose(found["dimension_mse"], by_dimension, rtol=1e-5)


def test_batches_do_not_matter():
    parts = [{n: v[[row]] for n, v in OUTPUTS.items()} for row in (2, 0, 1)]
    one, other = evaluate(OUTPUTS), evaluate(*parts)
    for name, value in one.items():
        np.testing.assert_allclose(other[name], value, rtol=1e-12)


def test_perfect_flow():
    found = evaluate({**OUTPUTS, "flow": OUTPUTS["target_flow"]})
    assert (found["mse"], found["r2"]) == (0, 1)
    assert found["cosine"] == pytest.approx(1)


def test_appearance_of_another_size_is_not_compared():
    outputs = {n: v for n, v in OUTPUTS.items() if n != "appearance"}
    assert "mse_copy" not in evaluate(outputs)


def test_zero_flow_has_no_direction():
    found = evaluate({**OUTPUTS, "flow": 0 * OUTPUTS["flow"]})
    assert found["cosine"] == 0


@pytest.mark.parametrize("value", [0.0, 0.7, -1.3])
def test_flow_that_never_changes_has_no_r2(value):
    metrics = HallucinationMetrics()
    still = np.full((2, 300, 4), value, "float32")
    flow = {"flow": still + 1, "target_flow": still}
    for _ in range(3):
        metrics.accumulate({**flow, "num_frames": np.array([300, 1])})
    found = metrics.get()
    assert np.isnan(found["r2"])
    assert found["mse"] == pytest.approx(1)
    assert found["mse_mean"] == 0
    assert found["mse_zero"] == pytest.approx(value**2)


def test_small_flow_has_a_direction_too():
    small = {n: v / 100 for n, v in OUTPUTS.items() if n != "num_frames"}
    found = evaluate({**small, "num_frames": NUM_FRAMES})
    assert found["cosine"] == pytest.approx(evaluate(OUTPUTS)["cosine"])


def test_a_batch_without_frames_counts_for_nothing():
    empty = {**OUTPUTS, "num_frames": 0 * NUM_FRAMES}
    assert evaluate(empty, OUTPUTS)["r2"] == evaluate(OUTPUTS)["r2"]
