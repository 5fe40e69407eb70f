"""Making rows in other processes while this one feeds PostgreSQL.

The processes are spawned, not forked, so that none inherits the database connection. This module
imports no model: a spawned process reads it before Django is set up there.
"""

import multiprocessing
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

_maker: list[Callable[[Any], Any]] = []


def _start(pickled: bytes) -> None:
    """Set Django up in a new process, then the maker, whose classes need it."""
    import django

    django.setup()
    _maker[:] = [pickle.loads(pickled)]  # noqa: S301 - from our own parent process


def _make(job: Any) -> Any:
    return _maker[0](job)


def made[J, T](maker: Callable[[J], T], jobs: Iterable[J], *, processes: int) -> Iterator[T]:
    """Yield what `maker` makes of each job, in order, a few jobs ahead of the reader.

    With no processes it is made here. Jobs are read here, too, as they are needed.
    """
    if not processes:
        yield from map(maker, jobs)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, partial(_start, pickle.dumps(maker))) as pool:
        ahead: deque[Any] = deque()
        for job in jobs:
            ahead.append(pool.apply_async(_make, (job,)))
            if len(ahead) > 2 * processes:
                yield ahead.popleft().get()
        while ahead:
            yield ahead.popleft().get()
