"""Bringing stale traits up to date: by the worker every few seconds, and before each search.

One drain at a time. A chunk is one transaction, so that a killed drain loses no more than that.
Many people are shared out to other processes: opening numbers and tagging is Python's work.
"""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import IntegrityError, connection, connections, transaction

from recipients.demo.workers import made
from recipients.matching import postings, stale, store
from recipients.matching.stale import Queued

LOCK = 7_306_212  # any number that no other advisory lock has
CHUNK = 4_000
# From here on it is faster to make all postings anew, and worth starting processes.
MANY = 30_000
TRIES = 3

type Progress = Callable[[int], None]


@dataclass(frozen=True)
class Chunk:
    """Brings queued people up to date, in this process or, with its address, in another one."""

    post: bool
    database: dict[str, Any] | None = None

    def __call__(self, queued: list[Queued]) -> int:
        """Take the people from the queue and write their traits; return how many were taken."""
        if self.database is not None:
            connections["default"].settings_dict.update(self.database)
        for tried in range(TRIES):
            try:
                return self._write(queued)
            except IntegrityError:  # somebody else wrote one of them at this moment
                if tried == TRIES - 1:
                    raise
        return 0

    @transaction.atomic
    def _write(self, queued: list[Queued]) -> int:
        people = stale.take(queued)
        store.write(people, post=self.post)
        return len(people)


def drain(
    progress: Progress = lambda people: None, *, processes: int | None = None, wait: bool = False
) -> int | None:
    """Bring all stale traits up to date; return how many, None when another drain is at work.

    `progress` is told how many are done. With `wait` the other one's end is waited for first.
    """
    with _alone(wait=wait) as is_alone:
        if not is_alone:
            return None
        store.fit()
        many = stale.waiting(MANY) == MANY
        if many:
            postings.leave_behind()
        done = 0
        for people in _written(processes if many else 0, post=not many):
            done += people
            progress(done)
        if not postings.are_complete():
            postings.rebuild()
    return done


def _written(processes: int | None, *, post: bool) -> Iterator[int]:
    chunks = stale.chunks(CHUNK)
    if processes is None:
        processes = min(os.cpu_count() or 1, 4)
    if not processes:
        yield from map(Chunk(post), chunks)
        return
    known = connection.settings_dict
    address = {name: known[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    yield from made(Chunk(post, address), chunks, processes=processes)


@contextmanager
def _alone(*, wait: bool) -> Generator[bool]:
    """Hold the lock of drains, as long as this connection lives at most."""
    call = "SELECT pg_advisory_lock(%s)" if wait else "SELECT pg_try_advisory_lock(%s)"
    with connection.cursor() as cursor:
        cursor.execute(call, [LOCK])
        is_ours = cursor.fetchone()[0] is not False
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def keep_up() -> None:
    """Bring traits up to date when any are stale: the worker's duty.

    A large import is left to a thread, so that the worker's other duties go on.
    """
    if not stale.waiting(1) and postings.are_complete():
        return
    if stale.waiting(MANY) < MANY:
        drain()
        return
    in_background(drain)


def in_background(work: Callable[[], object]) -> None:
    """Run something in a thread of its own, with a connection of its own."""
    import threading

    threading.Thread(target=partial(_and_close, work), name="traits", daemon=True).start()


def _and_close(work: Callable[[], object]) -> None:
    try:
        work()
    finally:
        connection.close()
