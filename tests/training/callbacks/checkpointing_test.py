from tests.training.callbacks.fake_fit import fake_fit
from youtube8m_monet.training.callbacks import Checkpointing


def test_each_function_has_its_own_period():
    often, seldom, never = [], [], []
    periods = {often.append: 2, seldom.append: 3, never.append: 0}
    fake_fit([Checkpointing(0, periods)], [4, 4], 4)
    assert often == [2, 4, 6, 8]
    assert seldom == [3, 6]
    assert never == []


def test_periods_are_of_the_whole_run():
    saved = []
    fake_fit([Checkpointing(3, {saved.append: 5})], [4, 4], 4)
    assert saved == [5, 10]
