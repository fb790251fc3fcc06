import keras
import numpy as np
import pytest

from tests.check_padding import repad
from tests.run_layer_test import run_layer_test
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers.align_frames import METHODS, AlignFrames

RNG = np.random.default_rng(0)
# Fewer, as many, more, much more, one to many, many to one.
NUM_SOURCE = np.array([3, 5, 9, 11, 1, 12], "int32")
NUM_FRAMES = np.array([7, 5, 4, 1, 6, 7], "int32")
FEATURES = RNG.normal(size=(6, 12, 4)).astype("float32")
LIKE = np.zeros((6, 8, 2), "float32")


def linear(x, count):
    """Interpolates by NumPy between the frames' centres."""
    source = (np.arange(len(x)) + 0.5) / len(x)
    target = (np.arange(count) + 0.5) / count
    return np.stack([np.interp(target, source, column) for column in x.T], 1)


def nearest(x, count):
    source = (np.arange(len(x)) + 0.5) / len(x)
    target = (np.arange(count) + 0.5) / count
    distance = np.abs(source - target[:, None]).round(9)
    # The last one of several at the same distance.
    chosen = len(x) - 1 - distance[:, ::-1].argmin(1)
    return x[chosen]


def mean(x, count):
    """Averages over a grid on which both kinds of frames are whole."""
    fine = np.repeat(x, count, axis=0)
    return fine.reshape(count, len(x), -1).mean(1)


REFERENCES = {"linear": linear, "nearest": nearest, "mean": mean}


def reference(method, features, num_source, num_frames, steps):
    out = np.zeros((len(features), steps, features.shape[-1]))
    for row, (x, n, count) in enumerate(
        zip(features.astype("float64"), num_source, num_frames, strict=True)
    ):
        out[row, :count] = REFERENCES[method](x[:n], count)
    return out


def align(method, features, num_source, num_frames, like):
    return np.array(AlignFrames(method)(features, num_source, num_frames, like))


@pytest.mark.parametrize("method", METHODS)
def test_layer(method, tmp_path):
    run_layer_test(
        AlignFrames,
        {"method": method},
        [FEATURES, NUM_SOURCE, NUM_FRAMES, LIKE],
        expected_output_shape=(6, 8, 4),
        expected_num_params=0,
        tmp_path=tmp_path,
    )


@pytest.mark.parametrize("method", METHODS)
def test_equals_reference(method):
    np.testing.assert_allclose(
        align(method, FEATURES, NUM_SOURCE, NUM_FRAMES, LIKE),
        reference(method, FEATURES, NUM_SOURCE, NUM_FRAMES, 8),
        atol=1e-5,
    )


@pytest.mark.parametrize("method", METHODS)
def test_equals_reference_at_every_pair_of_lengths(method):
    pairs = [(n, count) for n in range(1, 21) for count in range(1, 21)]
    num_source, num_frames = np.array(pairs, "int32").T
    x = RNG.normal(size=(len(pairs), 20, 3)).astype("float32")
    np.testing.assert_allclose(
        align(method, x, num_source, num_frames, x),
        reference(method, x, num_source, num_frames, 20),
        atol=1e-5,
    )


@pytest.mark.parametrize("method", METHODS)
def test_equal_lengths_change_nothing(method):
    counts = np.arange(1, 301, dtype="int32")
    x = np.broadcast_to(np.eye(300, dtype="float32"), (300, 300, 300))
    expected = np.tril(np.ones((300, 300)))[..., None] * x
    np.testing.assert_array_equal(align(method, x, counts, counts, x), expected)


@pytest.mark.parametrize("method", METHODS)
def test_weights_sum_to_one_up_to_num_frames(method):
    ones = np.ones((6, 12, 1), "float32")
    sums = align(method, ones, NUM_SOURCE, NUM_FRAMES, LIKE)[..., 0]
    valid = np.arange(8) < NUM_FRAMES[:, None]
    np.testing.assert_allclose(sums, valid, atol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_long_videos(method):
    x = RNG.normal(size=(1, 4000, 1)).astype("float32")
    like = np.zeros((1, 300, 1), "float32")
    counts = np.array([3997]), np.array([299])
    np.testing.assert_allclose(
        align(method, x, *counts, like),
        reference(method, x, *counts, 300),
        atol=1e-4,
    )


@pytest.mark.parametrize("method", METHODS)
def test_padding_changes_nothing(method):
    before = align(method, FEATURES, NUM_SOURCE, NUM_FRAMES, LIKE)
    after = align(
        method,
        repad(FEATURES, NUM_SOURCE),
        NUM_SOURCE,
        NUM_FRAMES,
        repad(LIKE, NUM_FRAMES),
    )
    np.testing.assert_allclose(after[:, :8], before, atol=1e-6)
    assert not after[:, 8:].any()


def test_methods_differ():
    results = [
        align(method, FEATURES, NUM_SOURCE, NUM_FRAMES, LIKE)
        for method in METHODS
    ]
    for index, result in enumerate(results):
        assert np.abs(result - results[index - 1]).max() > 0.1


def test_frames_may_be_of_any_number():
    inputs = {
        "x": keras.Input([None, 4], name="x"),
        "n": keras.Input([], dtype="int32", name="n"),
        "num_frames": keras.Input([], dtype="int32", name="num_frames"),
        "like": keras.Input([None, 2], name="like"),
    }
    outputs = AlignFrames("mean")(*inputs.values())
    assert outputs.shape == (None, None, 4)
    model = keras.Model(inputs, outputs)
    model.compile(jit_compile=True)
    arrays = (FEATURES, NUM_SOURCE, NUM_FRAMES, LIKE)
    for extra in (0, 3):
        x, n, num_frames, like = arrays
        x, like = (np.pad(a, [(0, 0), (0, extra), (0, 0)]) for a in (x, like))
        batch = {"x": x, "n": n, "num_frames": num_frames, "like": like}
        np.testing.assert_allclose(
            model.predict(batch, verbose=0),
            reference("mean", FEATURES, NUM_SOURCE, NUM_FRAMES, 8 + extra),
            atol=1e-5,
        )


def test_an_unknown_method_is_named():
    with pytest.raises(UserError) as error:
        AlignFrames("cubic")
    text = str(error.value)
    assert "Unknown alignment." in text
    assert "Expected: one of linear, mean, nearest." in text
    assert "align_flow='cubic'" in text
    assert "Set --align_flow to a known alignment." in text
