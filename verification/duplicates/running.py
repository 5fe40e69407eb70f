"""One search of the whole register, phase by phase, each in chunks that are finished for good.

A chunk is one transaction: its rows, the note that it is done, and the proof that the search is
still ours. Whoever takes over a killed search goes on with the first chunk that is not done.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from recipients.matching import draining, postings, stale, values
from verification.duplicates import candidates, leases, spec, storing, versions, work
from verification.duplicates.leases import LeaseLostError, State
from verification.duplicates.spec import Spec
from verification.models import DuplicateRun

log = logging.getLogger(__name__)

type Progress = Callable[[str, int, int], None]
type Statements = Callable[[int], list[str]]

TRAITS, ENTRIES, CANDIDATES, PAIRS, SCORING, STORING = (
    "traits", "entries", "candidates", "pairs", "scoring", "storing",
)  # fmt: skip
PEOPLE_A_CHUNK = 150_000  # some two million keys
PAGES_A_CHUNK = 2_000  # of the pairs' table: some 370,000 pairs
# A second connection only pays where there is this much to do.
WORTH_THREADS = 4
MOST_THREADS = 4
# No compiling: the terms are long, and the rows of a chunk few.
_ALONE = (
    "SET LOCAL jit = off",
    "SET LOCAL work_mem = '96MB'",
    "SET LOCAL maintenance_work_mem = '256MB'",
    "SET LOCAL synchronous_commit = off",
    # The statement of a killed worker ends soon after it.
    "SET LOCAL client_connection_check_interval = '2s'",
)
_PARALLEL = (*_ALONE, "SET LOCAL parallel_setup_cost = 0", "SET LOCAL parallel_tuple_cost = 0.001")
_BESIDE = (*_ALONE, "SET LOCAL max_parallel_workers_per_gather = 0")


def _silent(_phase: str, _done: int, _total: int) -> None:
    """Tell nobody."""


class Search:
    """A search under a lease, as far as it has come."""

    def __init__(
        self, run: DuplicateRun, lease: UUID, *, progress: Progress, lost: threading.Event,
        threads: int,
    ) -> None:  # fmt: skip
        self.run, self.lease, self.lost = run, lease, lost
        self.tell, self.threads = progress, threads

    def go(self) -> None:
        """Do what is left; a search that begins does so with the model then in use."""
        if not work.is_intact(self.run.pk):
            self.run.model = versions.active_model()
            leases.held(self.run, self.lease, model=self.run.model)
            self._begin()
        self.model: Spec = spec.load(self.run.model.content)
        self._phase(ENTRIES, 1, lambda _chunk: self._entries(), _PARALLEL)
        self._pair()
        self._score()
        self._store()

    def _begin(self) -> None:
        self._drain()
        # Who was in the queue is done: nobody is made anew twice.
        if stale.note_outdated():
            self._drain()
        if stale.are_outdated():
            raise RuntimeError("traits of two keys or rules: another process runs older code")
        with transaction.atomic():
            work.begin(self.run.pk)
            leases.held(self.run, self.lease)

    def _drain(self) -> None:
        total = stale.waiting(10**9)
        self._note(TRAITS, 0, total)
        draining.drain(lambda done: self._note(TRAITS, done, max(done, total)), wait=True)

    def _entries(self) -> list[str]:
        """Copy the entries; what is common among them is counted in between."""
        with connection.cursor() as cursor:
            for statement in candidates.base_sql(self.run.pk):
                cursor.execute(statement)
        values.recount(work.table(self.run.pk, "base"))
        return candidates.entries_sql(self.run.pk)

    def _pair(self) -> None:
        run = self.run.pk
        if not work.done(run, PAIRS):
            people, everyone = work.count(run, "entry"), _rows("recipients_matchtraits")
            leases.held(self.run, self.lease, people=people)
            if not postings.are_complete():
                postings.rebuild()
            chunks = 1 + people // PEOPLE_A_CHUNK
            whole = people == everyone
            self._phase(
                CANDIDATES, chunks,
                lambda chunk: candidates.raw_sql(run, chunk, chunks, all_take_part=whole), _BESIDE,
            )  # fmt: skip
        self._phase(PAIRS, 1, lambda _chunk: candidates.pairs_sql(run), _PARALLEL)

    def _score(self) -> None:
        run = self.run.pk
        leases.held(self.run, self.lease, candidates=work.count(run, "pair"))
        pages = _pages(work.table(run, "pair"))
        chunks = 1 + max(pages - 1, 0) // PAGES_A_CHUNK
        self._phase(
            SCORING, chunks,
            lambda chunk: candidates.scoring_sql(run, chunk, PAGES_A_CHUNK, self.model), _BESIDE,
        )  # fmt: skip

    def _store(self) -> None:
        self._note(STORING, 0, 1)
        with transaction.atomic():
            pairs = storing.store(self.run, self.model)
            leases.held(
                self.run, self.lease, pairs=pairs, state=State.DONE, finished_at=timezone.now(),
                phase="", chunks_done=1, chunks=1,
            )  # fmt: skip
        self.tell(STORING, 1, 1)

    def _note(self, phase: str, done: int, total: int) -> None:
        if self.lost.is_set():
            raise LeaseLostError
        leases.held(self.run, self.lease, phase=phase, chunks_done=done, chunks=total)
        self.tell(phase, done, total)

    def _phase(
        self, phase: str, chunks: int, statements: Statements, settings: tuple[str, ...]
    ) -> None:
        """Do the chunks of a phase that are not done, side by side where there are many."""
        finished = len(done := work.done(self.run.pk, phase))
        left = [chunk for chunk in range(chunks) if chunk not in done]

        def one(chunk: int) -> None:
            self._chunk(phase, chunk, statements, settings)

        self._note(phase, finished, chunks)
        for _each in _worked_off(one, left, self.threads):
            finished += 1
            self._note(phase, finished, chunks)

    @transaction.atomic
    def _chunk(
        self, phase: str, chunk: int, statements: Statements, settings: tuple[str, ...]
    ) -> None:
        if self.lost.is_set():
            raise LeaseLostError
        with connection.cursor() as cursor:
            for statement in (*settings, *statements(chunk)):
                cursor.execute(statement)
            work.enter(cursor, self.run.pk, phase, chunk)
        leases.held(self.run, self.lease)


def _worked_off(one: Callable[[int], None], left: list[int], threads: int) -> Iterator[int]:
    """Yield the chunks as they are finished."""
    if threads < 2 or len(left) < WORTH_THREADS:
        for chunk in left:
            one(chunk)
            yield chunk
        return

    def beside(chunk: int) -> int:
        with closing(connection):
            one(chunk)
        return chunk

    with ThreadPoolExecutor(threads, "duplicates") as pool:
        try:
            yield from pool.map(beside, left)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def _pages(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s) / current_setting('block_size')::int", [table])
        return int(cursor.fetchone()[0])


def work_on(
    run: DuplicateRun, *, progress: Progress = _silent, threads: int | None = None,
    keep: bool = False,
) -> bool:  # fmt: skip
    """Carry a search on to its end; return False when another worker has it.

    With `keep` the tables of the search stay, for the caller to read and to drop.
    """
    lease = leases.claim(run)
    if lease is None:
        return False
    run.refresh_from_db()
    if threads is None:
        threads = min(os.cpu_count() or 1, MOST_THREADS)
    try:
        if run.attempts > leases.MOST_ATTEMPTS:
            raise RuntimeError(f"given up after {run.attempts - 1} attempts")
        with leases.heartbeat(run, lease) as lost:
            Search(run, lease, progress=progress, lost=lost, threads=threads).go()
    except LeaseLostError:
        log.warning("search %s: another worker took over", run.pk)
        return False
    except Exception:
        log.exception("search %s failed", run.pk)
        _fail(run, lease)
        raise
    finally:
        leases.release(run, lease)
    if not keep:
        work.drop(run.pk)
    return True


def _fail(run: DuplicateRun, lease: UUID) -> None:
    """End a search that cannot be finished; the pairs stay as they were."""
    failed = DuplicateRun.objects.filter(pk=run.pk, lease=lease, state=State.RUNNING)
    if failed.update(state=State.FAILED, finished_at=timezone.now()):
        work.drop(run.pk)
