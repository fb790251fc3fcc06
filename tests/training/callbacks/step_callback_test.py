from tests.training.callbacks.fake_fit import fake_fit
from youtube8m_monet.training.callbacks.step_callback import StepCallback


def test_steps_count_on_from_before():
    seen = []
    callback = StepCallback(first_step=10)
    callback.on_step = lambda logs: seen.append((callback.step, logs["loss"]))
    fake_fit([callback], [2, 2], steps_per_epoch=2)
    assert seen == [(11, 1.0), (12, 1.0), (13, 1.0), (14, 1.0)]


def test_steps_without_logs():
    callback = StepCallback(0)
    callback.on_train_batch_end(0)
    assert callback.step == 1
