import keras
import numpy as np
import pytest
from keras import ops

from tests.check_padding import check_padding_invariance
from tests.run_layer_test import run_layer_test
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers import DbofEncoder

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(4, 6, 8)).astype("float32")
NUM_FRAMES = np.array([6, 4, 1, 3], "int32")
OPTIONS = {
    "iterations": 5,
    "dbof_cluster_size": 12,
    "dbof_hidden_size": 10,
    "batch_norm_momentum": 0.9,
}


@pytest.mark.parametrize(
    ("option", "trainable", "moving"),
    [
        ({}, 8 * 12 + 12 * 10 + 2 * (8 + 12 + 10), 2 * (8 + 12 + 10)),
        ({"dbof_add_batch_norm": False}, 9 * 12 + 13 * 10, 0),
    ],
)
def test_layer(option, trainable, moving, tmp_path):
    run_layer_test(
        DbofEncoder,
        {**OPTIONS, **option},
        [FEATURES, NUM_FRAMES],
        expected_output_shape=(4, 10),
        expected_num_params=trainable + moving,
        expected_num_trainable_params=trainable,
        tmp_path=tmp_path,
    )


def output(training=False, features=FEATURES, **options):
    keras.utils.set_random_seed(0)
    encoder = DbofEncoder(**{**OPTIONS, **options})
    return ops.convert_to_numpy(
        encoder(features, NUM_FRAMES, training=training)
    )


@pytest.mark.parametrize(
    "option",
    [
        {"dbof_add_batch_norm": False},
        {"dbof_pooling_method": "average"},
        {"dbof_activation": "relu6"},
    ],
)
def test_every_option_changes_inference(option):
    assert np.abs(output() - output(**option)).max() > 1e-4


@pytest.mark.parametrize(
    "option", [{"sample_random_frames": False}, {"iterations": 2}]
)
def test_sampling_changes_training_only(option):
    np.testing.assert_array_equal(output(), output(**option))
    assert np.abs(output(True) - output(True, **option)).max() > 1e-4


def test_inference_reads_every_valid_frame():
    for frame in range(6):
        changed = FEATURES.copy()
        changed[:, frame] += 10
        difference = np.abs(
            output(features=changed, dbof_pooling_method="average")
            - output(dbof_pooling_method="average")
        ).max(-1)
        np.testing.assert_array_equal(difference > 1e-6, frame < NUM_FRAMES)


@pytest.mark.parametrize("method", ["max", "average"])
@pytest.mark.parametrize("random_frames", [True, False])
@pytest.mark.parametrize("num_frames", [NUM_FRAMES, np.array([6, 0, 1, 3])])
def test_padding_invariance(method, random_frames, num_frames):
    check_padding_invariance(
        lambda: DbofEncoder(
            **OPTIONS,
            dbof_pooling_method=method,
            sample_random_frames=random_frames,
        ),
        [FEATURES, num_frames],
        num_frames,
        atol=1e-5,
    )


def test_unknown_names():
    with pytest.raises(UserError, match="one of relu6, sigmoid"):
        DbofEncoder(dbof_activation="gelu")
    with pytest.raises(UserError, match="one of average, max"):
        DbofEncoder(dbof_pooling_method="median")


def test_training_reads_all_sampled_frames():
    """As many as `iterations`, also where a video has fewer."""
    options = {"dbof_add_batch_norm": False, "dbof_pooling_method": "average"}
    encoder = DbofEncoder(**OPTIONS, **options)
    encoder.build(FEATURES.shape)
    sample = RNG.normal(size=(4, 5, 8)).astype("float32")
    encoder.sampling = lambda features, num_frames: sample
    np.testing.assert_allclose(
        encoder(FEATURES, NUM_FRAMES, training=True),
        encoder(sample, np.full(4, 5)),
        atol=1e-6,
    )


def test_the_result_is_activated():
    video = output()
    assert 0 < video.min() < video.max() < 1
    assert output(dbof_activation="relu6").min() == 0
