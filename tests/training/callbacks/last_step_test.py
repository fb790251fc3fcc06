import pytest

from tests.training.callbacks.fake_fit import fake_fit
from youtube8m_monet.training.callbacks import LastStep


@pytest.mark.parametrize(
    ("first_step", "max_steps", "taken"), [(0, 7, 7), (4, 7, 3), (0, 10, 10)]
)
def test_max_steps_are_of_the_whole_run(first_step, max_steps, taken):
    callback = LastStep(first_step, max_steps, report_steps=5)
    assert fake_fit([callback], [5] * 9, steps_per_epoch=5) == taken
    assert callback.step == max_steps
    assert not callback.data_ended


@pytest.mark.parametrize("max_steps", [None, 100])
@pytest.mark.parametrize("last", [0, 2])
def test_the_end_of_the_data(max_steps, last):
    callback = LastStep(0, max_steps, report_steps=5)
    taken = fake_fit([callback], [5, 5, last, 5, 5], steps_per_epoch=5)
    assert taken == 10 + last
    assert callback.data_ended
