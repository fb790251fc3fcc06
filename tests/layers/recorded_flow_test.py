import numpy as np
import pytest

from tests.data.records import random_videos, write_frame_shard
from tests.run_layer_test import run_layer_test
from youtube8m_monet.data import (
    RecordSchema,
    detect_layout,
    evaluation_dataset,
)
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers.align_frames import AlignFrames
from youtube8m_monet.layers.frame_features import dequantize
from youtube8m_monet.layers.recorded_flow import RecordedFlow

RNG = np.random.default_rng(0)
NUM_FRAMES = np.array([4, 2, 1], "int32")
NUM_FLOW = np.array([5, 9, 1], "int32")
INPUTS = {
    "rgb": RNG.integers(0, 256, (3, 4, 6), "uint8"),
    "flow": RNG.normal(size=(3, 4, 5)).astype("float32"),
    "num_frames": NUM_FRAMES,
}
FREE = {
    **INPUTS,
    "flow": RNG.normal(size=(3, 9, 5)).astype("float32"),
    "num_flow": NUM_FLOW,
}


@pytest.mark.parametrize("align", [None, "linear", "nearest", "mean"])
def test_layer(align, tmp_path):
    run_layer_test(
        RecordedFlow,
        {"feature": "flow", "align": align, "like": "rgb"},
        [INPUTS if align is None else FREE],
        expected_output_shape=(3, 4, 5),
        expected_num_params=0,
        tmp_path=tmp_path,
    )


def test_equal_lengths_are_read_as_they_are():
    x = np.array(RecordedFlow()(INPUTS))
    for row, count in enumerate(NUM_FRAMES):
        np.testing.assert_array_equal(
            x[row, :count], INPUTS["flow"][row, :count]
        )
        assert not x[row, count:].any()


@pytest.mark.parametrize("align", ["linear", "nearest", "mean"])
def test_codes_are_dequantised_and_aligned(align):
    codes = RNG.integers(0, 256, (3, 9, 5), "uint8")
    x = np.array(RecordedFlow(align=align)({**FREE, "flow": codes}))
    values = np.array(dequantize(codes))
    expected = AlignFrames(align)(values, NUM_FLOW, NUM_FRAMES, INPUTS["rgb"])
    np.testing.assert_allclose(x, np.array(expected), atol=1e-6)


def test_aligning_equal_lengths_changes_nothing():
    inputs = {**INPUTS, "num_flow": NUM_FRAMES}
    aligned = np.array(RecordedFlow(align="linear")(inputs))
    np.testing.assert_array_equal(aligned, np.array(RecordedFlow()(INPUTS)))


def test_features_of_other_names():
    inputs = {
        "appearance": INPUTS["rgb"],
        "i3d": FREE["flow"],
        "num_i3d": NUM_FLOW,
        "num_frames": NUM_FRAMES,
    }
    layer = RecordedFlow("i3d", align="mean", like="appearance")
    np.testing.assert_array_equal(
        np.array(layer(inputs)), np.array(RecordedFlow(align="mean")(FREE))
    )


def test_padding_may_hold_anything():
    flow = np.pad(FREE["flow"], [(0, 0), (0, 2), (0, 0)])
    for row, count in enumerate(NUM_FLOW):
        flow[row, count:] = np.nan
    x = np.array(RecordedFlow(align="mean")({**FREE, "flow": flow}))
    np.testing.assert_allclose(
        x, np.array(RecordedFlow(align="mean")(FREE)), atol=1e-6
    )


def test_an_unknown_alignment_is_named():
    with pytest.raises(UserError, match="align_flow='cubic'"):
        RecordedFlow(align="cubic")


@pytest.mark.parametrize("name", ["num_flow", "rgb", "flow"])
def test_a_missing_input_is_named(name):
    inputs = {key: value for key, value in FREE.items() if key != name}
    with pytest.raises(UserError, match="--feature_names") as error:
        RecordedFlow(align="mean")(inputs)
    assert name in str(error.value)


def read(shard, sizes, free_lengths=(), **options):
    schema = RecordSchema("frame", sizes, 10, free_lengths=free_lengths)
    layout = detect_layout([shard], schema)
    (batch,) = evaluation_dataset([shard], layout, batch_size=16, **options)
    return {name: value.numpy() for name, value in batch[1].items()}


def test_records_of_different_lengths(tmp_path):
    sizes = {"rgb": 8, "flow": 4}
    frames = {"rgb": (3, 9), "flow": (1, 30)}
    videos = random_videos(5, sizes, 10, frames=frames, dtype="float32")
    shard = write_frame_shard(tmp_path / "a", videos)
    inputs = read(shard, sizes, ("flow",), frame_multiple=4)
    x = np.array(RecordedFlow(align="nearest")(inputs))
    assert x.shape[:2] == inputs["rgb"].shape[:2]
    for row, video in enumerate(videos):
        flow, count = video["features"]["flow"], len(video["features"]["rgb"])
        chosen = (2 * np.arange(count) + 1) * len(flow) // (2 * count)
        np.testing.assert_array_equal(x[row, :count], flow[chosen])
        assert not x[row, count:].any()


def test_real_pairs(shared_data):
    shard = f"{shared_data}/i3d_pairs/pairs.tfrecord"
    sizes = {"rgb": 1024, "flow": 1024}
    equal = np.array(RecordedFlow()(read(shard, sizes)))
    free = read(shard, sizes, ("flow",))
    np.testing.assert_array_equal(free["num_flow"], free["num_frames"])
    assert equal.any(-1).sum() == 477
    for align in ("linear", "nearest", "mean"):
        aligned = np.array(RecordedFlow(align=align)(free))
        np.testing.assert_allclose(aligned, equal, atol=1e-6)
