import itertools

import keras
import numpy as np
import pytest
from keras import ops

from tests.check_padding import check_padding_invariance
from tests.run_layer_test import run_layer_test
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers import TemporalRelation

RNG = np.random.default_rng(0)
FEATURES = RNG.normal(size=(5, 11, 3)).astype("float32")
NUM_FRAMES = np.array([11, 7, 1, 3, 4], "int32")
SMALL = {
    "trn_num_segments": 4,
    "trn_relations_per_scale": 3,
    "trn_hidden_size": 5,
    "trn_units": 6,
}


def random_encoder(**options):
    """An encoder whose biases are random as well."""
    layer = TemporalRelation(**{**SMALL, **options})
    layer.build(FEATURES.shape)
    rng = np.random.default_rng(1)
    for weight in layer.weights:
        weight.assign(0.5 * rng.normal(size=weight.shape))
    return layer


def relations(size, num_segments, at_most):
    """Lists all subsets, and takes the centres of equal parts of the list."""
    subsets = list(itertools.combinations(range(num_segments), size))
    count = min(at_most, len(subsets))
    width = len(subsets) / count
    return [subsets[int((index + 0.5) * width)] for index in range(count)]


def reference(frames, encoder):
    """Relation by relation, for one video without padding."""
    *weights, readout, bias = encoder.get_weights()
    segments = encoder.trn_num_segments
    readouts = np.split(readout, segments - 1)
    chosen = [
        frames[int((index + 0.5) * len(frames) / segments)]
        for index in range(segments)
    ]
    output = bias.astype("float64")
    for size in range(2, segments + 1):
        kernel, offset = weights[2 * size - 4 : 2 * size - 2]
        for subset in relations(
            size, segments, encoder.trn_relations_per_scale
        ):
            members = np.concatenate([chosen[index] for index in subset])
            hidden = np.maximum(np.maximum(members, 0) @ kernel + offset, 0)
            output = output + hidden @ readouts[size - 2]
    return output


@pytest.mark.parametrize("segments", [2, 4, 6])
@pytest.mark.parametrize("at_most", [1, 3, 50])
def test_equals_reference(segments, at_most):
    encoder = random_encoder(
        trn_num_segments=segments, trn_relations_per_scale=at_most
    )
    expected = [
        reference(frames[:count], encoder)
        for frames, count in zip(FEATURES, NUM_FRAMES, strict=True)
    ]
    np.testing.assert_allclose(
        encoder(FEATURES, NUM_FRAMES), expected, atol=1e-4, rtol=1e-5
    )


@pytest.mark.parametrize("num_segments", range(2, 9))
@pytest.mark.parametrize("at_most", [1, 2, 3, 1000])
def test_relations(num_segments, at_most):
    layer = TemporalRelation(num_segments, at_most)
    assert layer.relations == [
        relations(size, num_segments, at_most)
        for size in range(2, num_segments + 1)
    ]


def test_many_segments_need_no_list_of_all_relations():
    layer = TemporalRelation(trn_num_segments=60)
    middle = layer.relations[28]
    assert len(set(middle)) == 3
    for subset in middle:
        assert len(set(subset)) == 30
        assert sorted(subset) == list(subset)


def test_layer(tmp_path):
    keras.utils.set_random_seed(0)
    run_layer_test(
        TemporalRelation,
        SMALL,
        [FEATURES, NUM_FRAMES],
        expected_output_shape=(5, 6),
        expected_num_params=(2 + 3 + 4) * 3 * 5 + 3 * 5 + 3 * 5 * 6 + 6,
        tmp_path=tmp_path,
    )


def test_full_size_parameters():
    layer = TemporalRelation()
    layer.build((None, None, 1152))
    scales = sum(size * 1152 * 256 + 256 for size in range(2, 9))
    assert layer.count_params() == scales + 7 * 256 * 1024 + 1024


def test_multiply_adds():
    # Of 4 segments: 3 of the 6 pairs, 3 of the 4 triples, the one of all.
    members = 3 * 2 + 3 * 3 + 1 * 4
    products = members * 7 * 5 + 3 * 5 * 6
    layer = TemporalRelation(**SMALL)
    assert layer.multiply_adds(7) == products
    assert layer.multiply_adds(7, num_frames=300) == products


@pytest.mark.parametrize(
    "change",
    [
        {"trn_num_segments": 3},
        {"trn_relations_per_scale": 2},
        {"trn_hidden_size": 4},
        {"trn_units": 5},
    ],
)
def test_every_option_changes_something(change):
    outputs = []
    for options in ({}, change):
        layer = TemporalRelation(**{**SMALL, **options})
        layer.build(FEATURES.shape)
        for weight in layer.weights:
            weight.assign(np.full(weight.shape, 0.1))
        outputs.append(np.array(layer(FEATURES, NUM_FRAMES)))
    before, after = outputs
    assert before.shape != after.shape or np.abs(before - after).max() > 1e-3


def test_the_order_of_frames_matters():
    encoder = random_encoder()
    before = encoder(FEATURES[:1], NUM_FRAMES[:1])
    after = encoder(FEATURES[:1, ::-1], NUM_FRAMES[:1])
    assert np.abs(before - after).max() > 1e-3


def test_no_frames_give_zero():
    output = random_encoder()(FEATURES, np.array([0, 1, 0, 1, 0]))
    output = ops.convert_to_numpy(output)
    np.testing.assert_array_equal(
        (output != 0).any(-1), [False, True, False, True, False]
    )


def test_more_frames_than_there_are_read_the_last():
    encoder = random_encoder()
    np.testing.assert_array_equal(
        encoder(FEATURES, np.full(5, 40)), encoder(FEATURES, np.full(5, 11))
    )


@pytest.mark.parametrize("first", [NUM_FRAMES[0], 0])
def test_padding_invariance(first):
    num_frames = np.array([first, *NUM_FRAMES[1:]])
    check_padding_invariance(
        lambda: TemporalRelation(**SMALL), [FEATURES, num_frames], num_frames
    )


@pytest.mark.parametrize(
    ("name", "value", "smallest"),
    [("trn_num_segments", 1, 2), *((name, 0, 1) for name in [*SMALL][1:])],
)
def test_too_small(name, value, smallest):
    with pytest.raises(UserError, match=f"at least {smallest}") as error:
        TemporalRelation(**{name: value})
    assert f"Received: {name}={value}" in str(error.value)
    assert f"--{name}" in str(error.value)
