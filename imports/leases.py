"""Who works on a job: a lease with a heartbeat, since a killed worker cannot give it back."""

import datetime
import threading
import uuid
from collections.abc import Generator
from contextlib import contextmanager

from django.db.models import F, Q
from django.utils import timezone

from imports.beating import beating
from imports.models import DUE, ImportJob, Phase

LENGTH = datetime.timedelta(seconds=60)
QUEUED_FOR = datetime.timedelta(minutes=10)
BEAT_SECONDS = 2.0
MOST_ATTEMPTS = 3


class LeaseLostError(Exception):
    """Another worker has taken the job over; what was not committed must not be."""


class Progress:
    """How far a worker is. It writes this to its job; the heartbeat repeats it."""

    def __init__(self, job: ImportJob, lease: uuid.UUID) -> None:
        self.job = job
        self.lease = lease
        self.phase = Phase.NONE
        self.done = job.rows_done
        self.total = job.rows_total
        self.lost = threading.Event()

    def enter(self, phase: Phase) -> None:
        """Begin another part of the work."""
        self.phase = phase
        self.report(self.done, self.total)

    def report(self, done: int, total: int) -> None:
        """Say how many rows are done; raise LeaseLostError when the job is no longer ours."""
        self.done, self.total = done, max(done, total)
        if self.lost.is_set():
            raise LeaseLostError

    def beat(self) -> None:
        """Renew the lease and store the progress."""
        held = ImportJob.objects.filter(pk=self.job.pk, lease=self.lease)
        if not held.update(
            lease_until=timezone.now() + LENGTH,
            phase=self.phase,
            rows_done=self.done,
            rows_total=self.total,
        ):
            self.lost.set()


def claim(job: ImportJob) -> uuid.UUID | None:
    """Take the job for this worker; return None when another one has it."""
    free = Q(lease=None) | Q(lease_until__lt=timezone.now()) | Q(phase=Phase.QUEUED)
    lease = uuid.uuid4()
    taken = ImportJob.objects.filter(free, pk=job.pk).update(
        lease=lease,
        lease_until=timezone.now() + LENGTH,
        phase=Phase.NONE,
        attempts=F("attempts") + 1,
    )
    return lease if taken else None


def release(job: ImportJob, lease: uuid.UUID) -> None:
    """Give the job back; one with work left is free for any worker at once."""
    held = ImportJob.objects.filter(pk=job.pk, lease=lease)
    held.exclude(DUE).update(lease=None, lease_until=None, phase=Phase.NONE)
    held.update(lease_until=timezone.now(), phase=Phase.QUEUED)


@contextmanager
def heartbeat(progress: Progress) -> Generator[None]:
    """Renew the lease from a thread of its own while the work goes on."""
    stop = threading.Event()
    with beating(progress.beat, every=BEAT_SECONDS, name="import-heartbeat", stop=stop):
        yield
