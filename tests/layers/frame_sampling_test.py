import keras
import numpy as np
import pytest

from tests.run_layer_test import run_layer_test
from youtube8m_monet.layers import FrameSampling

# Frame t of video b holds 100 b + t.
FEATURES = (100 * np.arange(3)[:, None] + np.arange(8)[None]).astype("float32")
FEATURES = np.repeat(FEATURES[..., None], 2, axis=-1)
NUM_FRAMES = np.array([8, 3, 1], "int32")


def sample(**kwargs):
    frames = FrameSampling(seed=1, **kwargs)(FEATURES, NUM_FRAMES)
    return np.array(frames)[..., 0] - 100 * np.arange(3)[:, None]


@pytest.mark.parametrize("random_frames", [True, False])
def test_layer(random_frames, tmp_path):
    run_layer_test(
        FrameSampling,
        {"num_samples": 5, "random_frames": random_frames, "seed": 3},
        [FEATURES, NUM_FRAMES],
        expected_output_shape=(3, 5, 2),
        expected_num_params=0,
    )


def test_draws_valid_frames_only():
    frames = sample(num_samples=200)
    for row, count in zip(frames, NUM_FRAMES, strict=True):
        assert set(row) == set(range(count))


def test_random_frames_are_uniform():
    counts = np.bincount(sample(num_samples=4000)[0].astype(int), minlength=8)
    np.testing.assert_allclose(counts / 4000, 1 / 8, atol=0.02)


def test_sequences_are_consecutive():
    frames = sample(num_samples=4, random_frames=False)
    np.testing.assert_array_equal(np.diff(frames[0]), 1)
    np.testing.assert_array_equal(frames[1], [0, 1, 2, 2])
    np.testing.assert_array_equal(frames[2], [0, 0, 0, 0])


def test_sequences_start_anywhere():
    layer = FrameSampling(num_samples=4, random_frames=False, seed=1)
    starts = {float(layer(FEATURES, NUM_FRAMES)[0, 0, 0]) for _ in range(60)}
    assert starts == {0, 1, 2, 3, 4}


def test_draws_change_and_follow_the_seed():
    keras.utils.set_random_seed(0)
    layer = FrameSampling(num_samples=20)
    first, second = (np.array(layer(FEATURES, NUM_FRAMES)) for _ in range(2))
    assert (first != second).any()
    keras.utils.set_random_seed(0)
    again = np.array(FrameSampling(num_samples=20)(FEATURES, NUM_FRAMES))
    np.testing.assert_array_equal(first, again)
