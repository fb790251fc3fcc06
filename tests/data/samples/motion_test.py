import numpy as np
import pytest

from youtube8m_monet import data
from youtube8m_monet.data.samples import motion
from youtube8m_monet.data.samples.motion import (
    FEATURES,
    NUM_CLASSES,
    VIDEOS,
    World,
    derivative,
    make_videos,
)


@pytest.fixture(scope="module")
def videos():
    return list(make_videos("validate", 0))


def test_a_steady_change_has_its_own_slope():
    frames = np.arange(9.0)[:, None] * [1.0, -2.0]
    found = derivative(frames, np.zeros(9, int))
    np.testing.assert_allclose(found[3:6], [[1, -2]] * 3)


def test_nothing_is_seen_beyond_a_cut():
    rng = np.random.default_rng(0)
    frames, scenes = rng.normal(size=(12, 3)), np.repeat([0, 1], 6)
    other = frames.copy()
    other[6:] = 100
    before = derivative(frames, scenes)[:6]
    np.testing.assert_array_equal(before, derivative(other, scenes)[:6])


def test_flow_follows_the_law(videos):
    """Flow less its noise is a function of appearance alone."""
    noise = np.concatenate([v.flow - v.expected_flow for v in videos])
    assert abs(noise.mean()) < 0.01
    assert noise.std() == pytest.approx(motion.FLOW_NOISE, rel=0.02)
    assert min(v.expected_flow.min() for v in videos) == 0


def test_frames_alone_do_not_tell_the_direction():
    """The same frames backwards have the other direction's flow."""
    world, frames = World.make(), np.random.default_rng(0).normal(size=(20, 64))
    scenes = np.zeros(20, int)
    forwards, backwards = (
        derivative(frames, scenes),
        derivative(frames[::-1], scenes)[::-1],
    )
    np.testing.assert_allclose(forwards, -backwards)
    assert world.hidden.shape == (128, 128)


def test_the_library_reads_it(tmp_path):
    sample = motion.make_sample(str(tmp_path))
    schema = data.RecordSchema("frame", FEATURES, NUM_CLASSES)
    for split, pattern in vars(sample).items():
        shards, layout = data.open_records(pattern, "data", schema, split)
        dataset = data.evaluation_dataset(shards, layout, batch_size=64)
        batches = list(dataset.as_numpy_iterator())
        assert sum(len(ids) for ids, _, _ in batches) == VIDEOS[split]
        labels = np.concatenate([labels for _, _, labels in batches])
        assert (labels.sum(axis=1) == 2).all()
        assert (labels.sum(axis=0) > 0).all()
        assert batches[0][1]["flow"].dtype == "float32"


def test_every_process_makes_the_same(videos):
    again = next(make_videos("validate", 0))
    np.testing.assert_array_equal(again.flow, videos[0].flow)
    other = next(make_videos("validate", 1))
    assert not np.array_equal(again.flow, other.flow)


def test_groups_are_all_classes():
    groups = motion.class_groups()
    assert [*groups["appearance"], *groups["motion"]] == list(
        range(NUM_CLASSES)
    )


def test_the_best_that_the_law_allows():
    """1 - the variance of the noise / that of the flow."""
    flow = np.concatenate(
        [
            video.flow
            for shard in range(motion.SHARDS["validate"])
            for video in make_videos("validate", shard)
        ]
    )
    expected = 1 - motion.FLOW_NOISE**2 / flow.var(axis=0).mean()
    assert motion.best_r2() == pytest.approx(expected, abs=2e-3)
