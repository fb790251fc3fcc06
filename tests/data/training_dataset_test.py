"""Tests training batches: content, determinism and resumption."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

from tests.data.records import random_videos, write_frame_shard
from youtube8m_monet.data import (
    Position,
    RecordSchema,
    detect_layout,
    training_dataset,
)

RECORDS = 23
BATCH = 4


@pytest.fixture(params=["frame", "video"])
def source(request):
    """Shards and layout, frame-level and video-level."""
    return (
        request.getfixturevalue(f"{request.param}_shards"),
        request.getfixturevalue(f"{request.param}_layout"),
    )


def make(source, **kwargs):
    kwargs = {
        "batch_size": BATCH,
        "seed": 7,
        "shuffle_buffer": 8,
        "frame_multiple": 5,
    } | kwargs
    return training_dataset(*source, **kwargs)


def batches(dataset):
    """Returns the batches as NumPy arrays."""
    return list(dataset.as_numpy_iterator())


def rows(dataset):
    """Returns a hashable for each record, in order, whatever the batches."""
    found = []
    for inputs, labels in dataset.as_numpy_iterator():
        for row in range(len(labels)):
            n = inputs["num_frames"][row]
            parts = [labels[row]] + [
                value[row][:n] if value.ndim == 3 else value[row]
                for name, value in sorted(inputs.items())
            ]
            found.append(b"|".join(part.tobytes() for part in parts))
    return found


def assert_equal(first, second):
    assert len(first) == len(second)
    tf.nest.map_structure(np.testing.assert_array_equal, first, second)


def test_shapes_and_types(frame_shards, frame_layout):
    dataset = make((frame_shards, frame_layout)).dataset
    inputs, labels = dataset.element_spec
    assert labels == tf.TensorSpec([None, 10], tf.uint8)
    assert inputs["rgb"] == tf.TensorSpec([None, None, 8], tf.uint8)
    assert inputs["audio"] == tf.TensorSpec([None, None, 4], tf.uint8)
    assert inputs["num_frames"] == tf.TensorSpec([None], tf.int32)


def test_nothing_is_tuned(source):
    """The thread that tunes holds up the end of training, up to a minute."""
    assert make(source).dataset.options().autotune.enabled is False


def test_video_level_shapes(video_shards, video_layout):
    inputs, _ = make((video_shards, video_layout)).dataset.element_spec
    assert inputs["mean_rgb"] == tf.TensorSpec([None, 6], tf.float32)


@pytest.mark.parametrize("num_epochs", [1, 2, 3])
def test_every_record_once_an_epoch(source, num_epochs):
    found = rows(make(source, num_epochs=num_epochs).dataset)
    assert len(found) == RECORDS * num_epochs
    first = found[:RECORDS]
    assert len(set(first)) == RECORDS
    for epoch in range(num_epochs):
        part = found[epoch * RECORDS : (epoch + 1) * RECORDS]
        assert sorted(part) == sorted(first)


def test_only_the_last_batch_is_short(source):
    sizes = [len(y) for _, y in make(source, num_epochs=3).dataset]
    assert sizes == [4] * 17 + [1]
    sizes = [
        len(y)
        for _, y in make(source, num_epochs=3, drop_remainder=True).dataset
    ]
    assert sizes == [4] * 17


def test_without_end(source):
    data = make(source)
    assert sum(1 for _ in data.dataset.take(30)) == 30
    assert data.positions.records_per_epoch == RECORDS


def test_equal_seeds_give_equal_batches(source):
    first = batches(make(source, num_epochs=2).dataset)
    tf.random.set_seed(99)  # must not matter
    assert_equal(first, batches(make(source, num_epochs=2).dataset))
    again = make(source, num_epochs=2, num_readers=1).dataset
    assert_equal(first, batches(again))
    other = rows(make(source, num_epochs=2, seed=8).dataset)
    assert other != rows(make(source, num_epochs=2).dataset)


def test_two_iterations_of_one_dataset_are_equal(source):
    data = make(source, num_epochs=2)
    first = batches(data.dataset)
    assert_equal(first, batches(data.dataset))
    assert data.positions.after(len(first) - 1) == Position(1, RECORDS)


def test_resumed_anywhere_equals_straight(source):
    data = make(source, num_epochs=3)
    straight = batches(data.dataset)
    for done in (0, 1, 5, 6, 11, 12, 17, 18):
        start = data.positions.after(done - 1)
        resumed = make(source, num_epochs=3, start=start)
        assert_equal(straight[done:], batches(resumed.dataset))
        if done < len(straight):
            last = len(straight) - done - 1
            assert resumed.positions.after(last) == Position(2, RECORDS)


def test_resumed_at_any_record_equals_straight(source):
    straight = rows(make(source, num_epochs=2).dataset)
    for done in (0, 1, 22, 23, 24, 45, 46):
        start = Position(*divmod(done, RECORDS))
        resumed = rows(make(source, num_epochs=2, start=start).dataset)
        assert resumed == straight[done:]


def test_end_of_an_epoch_and_beginning_of_the_next_are_one(source):
    end, beginning = (
        batches(make(source, num_epochs=2, start=start).dataset)
        for start in (Position(0, RECORDS), Position(1, 0))
    )
    assert_equal(end, beginning)


def test_positions_hold_in_spite_of_prefetch(source):
    data = make(source)
    iterator = iter(data.dataset)
    for number in range(9):
        next(iterator)
        behind = BATCH * (number + 1)
        # The position after RECORDS may be the end or the next beginning.
        expected = Position(*divmod(behind, RECORDS))
        assert data.positions.after(number) == expected


def test_shuffling_mixes_shards(frame_shards, frame_layout, frame_videos):
    def order(shards, **options):
        source = (shards, frame_layout)
        return tuple(rows(make(source, num_epochs=1, **options).dataset))

    shard_of = {
        row: shard
        for shard, videos in zip(frame_shards, frame_videos, strict=True)
        if videos
        for row in order((shard,))
    }
    orders = {order(frame_shards, shuffle_buffer=n) for n in (1, 8, 64)}
    assert len(orders) == 3
    for found in orders:
        assert sorted(found) == sorted(shard_of)
        assert len({shard_of[row] for row in found[:8]}) > 1


@pytest.mark.parametrize("multiple", [1, 5, 50])
def test_frames_are_padded_to_a_multiple(frame_shards, frame_layout, multiple):
    data = make(
        (frame_shards, frame_layout), num_epochs=1, frame_multiple=multiple
    )
    for inputs, _ in batches(data.dataset):
        longest = inputs["num_frames"].max()
        expected = min(-(-longest // multiple) * multiple, 12)
        for name in ("rgb", "audio"):
            assert inputs[name].shape[1] == expected
            for row, n in enumerate(inputs["num_frames"]):
                assert inputs[name][row, :n].any()
                assert not inputs[name][row, n:].any()


def test_longer_videos_than_max_frames_are_cut(tmp_path):
    videos = random_videos(6, {"rgb": 8}, 10, frames=(20, 30))
    shard = write_frame_shard(tmp_path / "a", videos)
    schema = RecordSchema("frame", {"rgb": 8}, 10, max_frames=7)
    layout = detect_layout([shard], schema)
    ((inputs, _),) = batches(
        make(([shard], layout), num_epochs=1, batch_size=6).dataset
    )
    np.testing.assert_array_equal(inputs["num_frames"], [7] * 6)
    assert inputs["rgb"].shape == (6, 7, 8)
    assert {row.tobytes() for row in inputs["rgb"]} == {
        video["features"]["rgb"][:7].tobytes() for video in videos
    }


_PROCESS = """
import hashlib, sys
from youtube8m_monet.data import *
shards = list_shards(sys.argv[1])
schema = RecordSchema("frame", {"rgb": 8, "audio": 4}, 10, 12)
data = training_dataset(
    shards, detect_layout(shards, schema), batch_size=4, seed=7,
    num_epochs=2, shuffle_buffer=8, frame_multiple=5)
digest = hashlib.sha256()
for inputs, labels in data.dataset.as_numpy_iterator():
    for value in [labels] + [inputs[name] for name in sorted(inputs)]:
        digest.update(value.tobytes())
print(digest.hexdigest())
"""


def test_another_process_reads_the_same(frame_shards, frame_layout, tmp_path):
    digest = hashlib.sha256()
    for inputs, labels in batches(
        make((frame_shards, frame_layout), num_epochs=2).dataset
    ):
        for value in [labels] + [inputs[name] for name in sorted(inputs)]:
            digest.update(value.tobytes())
    printed = subprocess.run(
        [sys.executable, "-c", _PROCESS, str(tmp_path / "frame*")],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout.split()[-1] == digest.hexdigest()


def test_keras_fit_counts_batches(frame_shards, frame_layout):
    import keras

    data = make((frame_shards, frame_layout))
    rgb = keras.Input([None, 8], dtype="uint8", name="rgb")
    mean = keras.layers.GlobalAveragePooling1D()(rgb)
    model = keras.Model({"rgb": rgb}, keras.layers.Dense(10)(mean))
    model.compile("sgd", "mse")
    dataset = data.dataset.map(lambda x, y: ({"rgb": x["rgb"]}, y))
    seen = []
    done = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: seen.append(
            data.positions.after(batch)
        )
    )
    model.fit(dataset, steps_per_epoch=9, verbose=0, callbacks=[done])
    assert seen == [Position(*divmod(4 * n, RECORDS)) for n in range(1, 10)]
