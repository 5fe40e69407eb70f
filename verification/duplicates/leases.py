"""Who works on a search: a lease with a heartbeat, since a killed worker cannot give it back."""

import datetime
import threading
import uuid
from collections.abc import Generator
from contextlib import contextmanager

from django.db.models import F, Q
from django.utils import timezone

from imports.beating import beating
from verification.models import DuplicateRun

LENGTH = datetime.timedelta(seconds=30)
# Until then a worker has taken what was queued, or it is queued again.
QUEUED_FOR = datetime.timedelta(minutes=10)
BEAT_SECONDS = 3.0
MOST_ATTEMPTS = 5
State = DuplicateRun.State
OPEN = (State.WAITING, State.RUNNING)


class LeaseLostError(Exception):
    """Another worker has taken the search over; what was not committed must not be."""


def claim(run: DuplicateRun) -> uuid.UUID | None:
    """Take a search for this worker; None when another one has it, or it has ended."""
    free = Q(state=State.WAITING) | Q(lease_until__lt=timezone.now()) | Q(lease=None)
    lease = uuid.uuid4()
    taken = DuplicateRun.objects.filter(free, pk=run.pk, state__in=OPEN).update(
        state=State.RUNNING, lease=lease, lease_until=timezone.now() + LENGTH,
        attempts=F("attempts") + 1,
    )  # fmt: skip
    return lease if taken else None


def held(run: DuplicateRun, lease: uuid.UUID, **values: object) -> None:
    """Renew the lease and store values; raise LeaseLostError when it is no longer ours."""
    mine = DuplicateRun.objects.filter(pk=run.pk, lease=lease, state=State.RUNNING)
    if not mine.update(lease_until=timezone.now() + LENGTH, **values):
        raise LeaseLostError


def release(run: DuplicateRun, lease: uuid.UUID) -> None:
    """Let any worker go on with what is left."""
    DuplicateRun.objects.filter(pk=run.pk, lease=lease).update(lease=None, lease_until=None)


@contextmanager
def heartbeat(run: DuplicateRun, lease: uuid.UUID) -> Generator[threading.Event]:
    """Renew the lease from a thread of its own; the event is set when it was lost."""
    stop, lost = threading.Event(), threading.Event()

    def beat() -> None:
        try:
            held(run, lease)
        except LeaseLostError:
            lost.set()
            stop.set()

    with beating(beat, every=BEAT_SECONDS, name="duplicates-heartbeat", stop=stop):
        yield lost
