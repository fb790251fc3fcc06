import keras
import numpy as np
import pytest
from keras import ops

from tests import original_weights
from tests.layers.monet_reference import paper_monet, released_monet
from tests.run_layer_test import run_layer_test
from youtube8m_monet.convert.original_layers import RELEASED_MONET
from youtube8m_monet.layers import MoNet

REFERENCES = {"paper": paper_monet, "released": released_monet}


def random_features(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def random_monet(variant, num_features=6, units=4, **kwargs):
    """A MoNet whose biases are random as well."""
    layer = MoNet(units, variant=variant, **kwargs)
    layer.build((None, None, num_features))
    rng = np.random.default_rng(1)
    for weight in layer.weights:
        weight.assign(0.5 * rng.normal(size=weight.shape))
    return layer


def weights_by_name(layer):
    return {w.name: np.array(w, "float64") for w in layer.weights}


@pytest.mark.parametrize("num_layers", [1, 2, 3, 5])
@pytest.mark.parametrize("variant", ["paper", "released"])
def test_equals_the_equations(variant, num_layers):
    layer = random_monet(variant, num_layers=num_layers)
    features = random_features(3, 7, 6)
    num_frames = np.array([7, 4, 1])
    flow = np.array(layer(features, num_frames))
    for row, count in enumerate(num_frames):
        expected = REFERENCES[variant](
            features[row, :count].astype("float64"),
            weights_by_name(layer),
            num_layers,
        )
        np.testing.assert_allclose(flow[row, :count], expected, atol=1e-5)
        assert not flow[row, count:].any()


@pytest.mark.parametrize(
    "name", ["1layers", "2layers", "3layers_relu", "5layers"]
)
def test_equals_the_released_code(golden, name):
    recorded = golden(f"monet_released_{name}.npz")
    num_layers = int(recorded["num_layers"])
    layer = MoNet(
        recorded["flow"].shape[-1],
        num_layers,
        "released",
        activation="relu" if recorded["last_relu"] else None,
    )
    layer.build(recorded["features"].shape)
    original_weights.fill_layer(layer.cell, RELEASED_MONET, recorded)
    num_frames = recorded["mask"].sum(axis=(1, 2)).astype("int32")
    flow = np.array(layer(recorded["features"], num_frames))
    for row, count in enumerate(num_frames):
        # The original's biases leak in through padding, a frame a layer.
        steps = recorded["features"].shape[1]
        safe = steps if count == steps else max(count - num_layers + 1, 0)
        np.testing.assert_allclose(
            flow[row, :safe], recorded["flow"][row, :safe], atol=1e-5
        )


@pytest.mark.parametrize("variant", ["paper", "released"])
def test_padding_changes_nothing(variant):
    layer = random_monet(variant, num_layers=3)
    features = random_features(2, 9, 6)
    num_frames = np.array([5, 9])
    flow = np.array(layer(features, num_frames))
    features[0, 5:] = 1e6
    longer = np.pad(features, [[0, 0], [0, 3], [0, 0]], constant_values=7)
    np.testing.assert_array_equal(layer(features, num_frames), flow)
    np.testing.assert_allclose(
        np.array(layer(longer, num_frames))[:, :9], flow, atol=1e-6
    )


@pytest.mark.parametrize("variant", ["paper", "released"])
def test_a_frame_sees_l_minus_1_neighbours(variant):
    layer = random_monet(variant, num_layers=3, activation="tanh")
    features = random_features(1, 9, 6)
    before = np.array(layer(features))
    features[0, 4] += 1
    changed = np.abs(np.array(layer(features)) - before).max(axis=(0, 2))
    assert (changed > 1e-7).tolist() == [False] * 2 + [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    ("variant", "num_params"),
    [
        ("paper", 6 * 20 + 20 + 4 * 16 + 8 * 4),
        ("released", 6 * 24 + 24 + 3 * 4 * 20 + 20 + 2 * (16 + 4)),
    ],
)
def test_is_a_good_layer(variant, num_params, tmp_path):
    run_layer_test(
        MoNet,
        {"units": 4, "num_layers": 3, "variant": variant},
        [random_features(2, 5, 6), np.array([5, 2])],
        (2, 5, 4),
        num_params,
        tmp_path=tmp_path,
    )


def test_full_size_parameters():
    layer = MoNet()
    layer.build((None, None, 1024))
    assert layer.count_params() == 5 * 1024**2 + 5 * 1024 + 6 * 1024**2


@pytest.mark.parametrize(
    ("variant", "products"), [("paper", 5 + 6 * 4), ("released", 6 + 17 * 4)]
)
def test_multiply_adds(variant, products):
    layer = MoNet(1024, 5, variant)
    assert layer.multiply_adds(1024, 300) == products * 1024**2 * 300


@pytest.mark.parametrize(
    "change",
    [{"num_layers": 2}, {"variant": "released"}, {"activation": "tanh"}],
)
def test_every_option_changes_the_flow(change):
    def flow(**options):
        keras.utils.set_random_seed(3)
        return np.array(MoNet(6, **options)(random_features(1, 4, 6)))

    assert np.abs(flow(**change) - flow()).max() > 1e-3


def test_no_num_frames_means_all_are_valid():
    layer = random_monet("paper")
    features = random_features(2, 5, 6)
    np.testing.assert_array_equal(
        layer(features), layer(features, np.array([5, 5]))
    )


def test_bfloat16_stays_close():
    layer = random_monet("paper", num_layers=2)
    low = MoNet(4, 2, dtype="mixed_bfloat16")
    low.build((None, None, 6))
    low.set_weights(layer.get_weights())
    features = random_features(2, 5, 6)
    flow = low(features)
    assert keras.backend.standardize_dtype(flow.dtype) == "bfloat16"
    np.testing.assert_allclose(
        ops.cast(flow, "float32"), layer(features), atol=0.1
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"variant": "new"}, r"Expected one of \['paper', 'released'\]"),
        ({"num_layers": 0}, "Received: num_layers=0"),
        ({"units": 0}, "Received: units=0"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(ValueError, match=message):
        MoNet(**options)


@pytest.mark.parametrize("variant", ["paper", "released"])
def test_padding_may_hold_anything(variant):
    """A product with a mask does not take NaN away."""
    layer = random_monet(variant, num_layers=3)
    features = random_features(2, 9, 6)
    num_frames = np.array([5, 9])
    flow = np.array(layer(features, num_frames))
    features[0, 5:] = np.nan
    np.testing.assert_array_equal(layer(features, num_frames), flow)


def test_five_layers_as_in_the_paper():
    assert MoNet().num_layers == 5


@pytest.mark.parametrize(
    ("variant", "trained"),
    [("paper", {"W", "b"}), ("released", {"W", "b", "c", "v_f", "v_b"})],
)
def test_one_layer_trains_no_weight_that_it_does_not_read(variant, trained):
    layer = random_monet(variant, num_layers=1)
    assert {weight.name for weight in layer.trainable_weights} == trained
