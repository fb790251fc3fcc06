import functools

import pytest

from youtube8m_monet.processes import worker


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    """Keeps this process as it is: it has no parent to end with."""
    monkeypatch.setattr(worker, "_end_with_parent", lambda: None)
    monkeypatch.setattr(worker, "_make_work", None)
    monkeypatch.setattr(worker, "_work", None)
    monkeypatch.setattr(worker.signal, "signal", lambda *_: None)
    monkeypatch.setattr(worker, "_share_devices", lambda: None)


def test_work_is_made_once_with_the_first_item():
    made = []

    def make():
        made.append(1)
        return functools.partial(pow, 2)

    worker.start(make)
    assert not made
    assert [worker.run(n) for n in (3, 4)] == [8, 16]
    assert made == [1]


def test_a_failure_reaches_whoever_gave_the_item():
    def make():
        raise ValueError("no weights")

    worker.start(make)
    with pytest.raises(ValueError, match="no weights"):
        worker.run(3)
