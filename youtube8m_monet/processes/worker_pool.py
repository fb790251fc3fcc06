"""Shares work among processes."""

import concurrent.futures
import multiprocessing
from concurrent.futures.process import BrokenProcessPool

from youtube8m_monet.errors import UserError
from youtube8m_monet.processes import worker


def map_in_processes(make_work, items, num_workers):
    """Yields what work gives for each item, in the order of the items.

    If this process ends, however it ends, the others end as well.

    Args:
        make_work: Function without arguments that returns the work, a
            function of an item. It is called once in each process; with
            several it must pickle, as what the work takes and gives must.
        items: A sequence.
        num_workers: Processes. 1: this one.

    Raises:
        UserError: If a process dies.
    """
    if num_workers == 1:
        yield from map(make_work(), items)
        return
    pool = concurrent.futures.ProcessPoolExecutor(
        min(num_workers, len(items)),
        # A forked TensorFlow hangs.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=worker.start,
        initargs=(make_work,),
    )
    try:
        with pool:
            yield from pool.map(worker.run, items)
    except BrokenProcessPool as error:
        raise UserError(
            "A worker process died.",
            expected=f"memory for {num_workers} processes with a model each",
            received=f"num_workers={num_workers}",
            fix="Lower --num_workers and run the same command again: it goes "
            "on where it was.",
        ) from error
