import functools
import os

import pytest

from youtube8m_monet.errors import UserError
from youtube8m_monet.processes.worker_pool import map_in_processes

ITEMS = ["a", "b", "c", "die", "d"]


def work(item):
    """Stands for a shard's job."""
    if item == "die":
        os.abort()
    if item == "mistake":
        raise UserError("Wrong.", fix="Set --it.")
    return item, os.getpid()


def make():
    """Returns the work."""
    return work


@pytest.mark.parametrize("num_workers", [1, 2])
def test_results_are_in_order_and_failures_are_the_works(num_workers):
    items = [*ITEMS[:3], "mistake", "d"]
    results = map_in_processes(make, items, num_workers)
    found = [next(results) for _ in range(3)]
    assert [item for item, _ in found] == items[:3]
    processes = {process for _, process in found}
    assert (processes == {os.getpid()}) == (num_workers == 1)
    with pytest.raises(UserError, match=r"Wrong\.\n  Set --it\."):
        next(results)


def test_one_process_makes_the_work_itself():
    # A lambda does not pickle.
    results = map_in_processes(lambda: functools.partial(pow, 2), [1, 2], 1)
    assert list(results) == [2, 4]


def test_a_process_that_dies():
    with pytest.raises(UserError) as caught:
        list(map_in_processes(make, ITEMS, 2))
    assert str(caught.value) == (
        "A worker process died.\n"
        "  Expected: memory for 2 processes with a model each.\n"
        "  Received: num_workers=2.\n"
        "  Lower --num_workers and run the same command again: it goes on "
        "where it was."
    )
