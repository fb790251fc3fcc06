import pytest
import tensorflow as tf

from tests.data.records import random_videos, write_frame_shard
from youtube8m_monet.errors import UserError
from youtube8m_monet.reproduce.reproduce_config import ReproduceConfig
from youtube8m_monet.reproduce.splits import Split, make_splits


def test_without_data():
    assert make_splits(ReproduceConfig()) == [Split("", "", "")]


def test_with_data_of_both_kinds():
    config = ReproduceConfig(data="train*", eval_data="validate*")
    assert make_splits(config) == [Split("", "train*", "validate*")]


@pytest.mark.parametrize(
    "options",
    [{"data": "train*"}, {"eval_data": "v*"}, {"leave_one_out": True}],
    ids=lambda options: next(iter(options)),
)
def test_half_of_the_data(options):
    with pytest.raises(UserError, match="data to train on and data to hold"):
        make_splits(ReproduceConfig(**options))


def test_leave_one_out(tmp_path):
    shard = tmp_path / "shard.tfrecord"
    videos = random_videos(3, {"rgb": 4}, 5, frames=(2, 4))
    write_frame_shard(shard, videos)
    config = ReproduceConfig(
        data=str(shard), leave_one_out=True, run_dir=str(tmp_path / "runs")
    )
    splits = make_splits(config)
    records = list(tf.data.TFRecordDataset(str(shard)).as_numpy_iterator())
    assert len({split.name for split in splits}) == len(records) == 3
    for number, split in enumerate(splits):
        held_out = tf.data.TFRecordDataset(split.held_out)
        assert list(held_out.as_numpy_iterator()) == [records[number]]
        others = tf.data.TFRecordDataset(split.train.split(","))
        rest = records[:number] + records[number + 1 :]
        assert list(others.as_numpy_iterator()) == rest
    assert make_splits(config) == splits
    write_frame_shard(shard, videos[::-1])
    with pytest.raises(UserError, match="Set another --run_dir"):
        make_splits(config)
