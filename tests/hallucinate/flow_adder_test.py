import numpy as np
import pytest
import tensorflow as tf

from tests.data.records import frame_record, monet_record, random_videos
from youtube8m_monet.data.quantise import quantise
from youtube8m_monet.errors import UserError
from youtube8m_monet.hallucinate.flow_adder import FlowAdder, without_flow

RNG = np.random.default_rng(0)
# 40 floats take 160 bytes, a length of two bytes on the wire.
FLOW = RNG.uniform(-2, 2, (5, 40)).astype("float32")


def video(num_frames=5):
    frames = (num_frames, num_frames)
    (made,) = random_videos(1, {"rgb": 3, "audio": 2}, 4, frames=frames)
    return made


def parse(record):
    return tf.train.SequenceExample.FromString(record)


def flow_of(record):
    return parse(record).feature_lists.feature_list["flow"].feature


def test_floats_are_stored_as_tensorflow_stores_them():
    record = frame_record(video())
    added = FlowAdder("a", "rgb").add(record, FLOW)
    expected = parse(record)
    frames = expected.feature_lists.feature_list["flow"].feature
    for values in FLOW:
        frames.add().float_list.value.extend(values.tolist())
    assert added == expected.SerializeToString(deterministic=True)


@pytest.mark.parametrize("size", [1, 31, 32, 1024, 4096])
def test_floats_of_every_length(size):
    flow = RNG.standard_normal((5, size)).astype("float32")
    added = FlowAdder("a", "rgb").add(frame_record(video()), flow)
    found = [frame.float_list.value for frame in flow_of(added)]
    np.testing.assert_array_equal(found, flow)


def test_codes_are_a_byte_string_a_frame():
    adder = FlowAdder("a", "rgb", "uint8")
    added = adder.add(frame_record(video()), FLOW)
    codes = [frame.bytes_list.value for frame in flow_of(added)]
    assert codes == [[values.tobytes()] for values in quantise(FLOW)]
    assert adder.num_clipped == 0


def test_all_else_stays():
    example = parse(frame_record(video()))
    example.context.feature["note"].bytes_list.value.append(b"mine")
    example.feature_lists.feature_list["sift"].feature.add()
    record = example.SerializeToString(deterministic=True)
    added = FlowAdder("a", "rgb").add(record, FLOW)
    assert added != record
    assert without_flow(added) == record
    assert without_flow(record) == record


def test_frames_behind_the_flow_get_zeros():
    added = FlowAdder("a", "rgb").add(frame_record(video(8)), FLOW)
    found = np.array([frame.float_list.value for frame in flow_of(added)])
    assert found.shape == (8, 40)
    np.testing.assert_array_equal(found[:5], FLOW)
    assert not found[5:].any()


def test_the_number_of_frames_is_that_of_the_records_own_feature():
    (made,) = random_videos(1, {"rgb": 3, "monet_flow": 2}, 4, frames=(5, 5))
    added = FlowAdder("a", "rgb_feature").add(monet_record(made), FLOW[:4])
    assert len(flow_of(added)) == 5


def test_what_it_counts():
    adder = FlowAdder("a", "rgb", "uint8")
    adder.add(frame_record(video()), FLOW)
    adder.add(frame_record(video()), np.array([[0, 2.5, -3]], "float32"))
    counts = adder.num_records, adder.num_values, adder.num_clipped
    assert counts == (2, 5 * 40 + 3, 2)


def test_floats_are_never_clipped():
    adder = FlowAdder("a", "rgb")
    added = adder.add(frame_record(video(1)), np.full((1, 2), 9, "float32"))
    assert adder.num_clipped == 0
    assert list(flow_of(added)[0].float_list.value) == [9, 9]


@pytest.mark.parametrize("key", ["flow", "flow_feature"])
def test_records_that_have_flow(key):
    (made,) = random_videos(1, {"rgb": 3, key: 3}, 4, frames=(5, 5))
    adder = FlowAdder("in/a.tfrecord", "rgb")
    adder.add(frame_record(video()), FLOW)
    with pytest.raises(UserError) as caught:
        adder.add(frame_record(made), FLOW)
    assert str(caught.value) == (
        "The records have flow already.\n"
        "  Expected: records without flow.\n"
        "  Received: shard='in/a.tfrecord', record 1 with features "
        f"{key}, rgb.\n"
        "  Set --input_data_pattern to records without flow. To train on the "
        "flow of these, give them to train.py with --flow_source=records."
    )


def test_what_is_clipped_adds_up():
    adder = FlowAdder("a", "rgb", "uint8")
    for values in ([2.5, -3], [9, 0]):
        adder.add(frame_record(video(1)), np.array([values], "float32"))
    assert adder.num_clipped == 3
