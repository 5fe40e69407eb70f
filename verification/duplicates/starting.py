"""Asking for a search: by a person, at night, or again when its worker died."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from accounts.models import User
from verification.duplicates import leases, versions
from verification.duplicates.running import work_on
from verification.models import DuplicateRun

FIND = "verification.find_duplicates"


@task
def search(run_id: int) -> bool:
    """Carry a search on; one that another worker has is left alone."""
    return work_on(DuplicateRun.objects.get(pk=run_id))


def open_run() -> DuplicateRun | None:
    """Return the search that waits or is under way."""
    return DuplicateRun.objects.filter(state__in=leases.OPEN).first()


def new_run(*, by: User | None = None) -> DuplicateRun:
    """Return the search that is open, or make one with the model in use."""
    try:
        with transaction.atomic():
            return open_run() or DuplicateRun.objects.create(
                model=versions.active_model(), by=by,
                lease_until=timezone.now() + leases.QUEUED_FOR,
            )  # fmt: skip
    except IntegrityError:  # two at the same moment: there is one at a time
        return DuplicateRun.objects.get(state__in=leases.OPEN)


@transaction.atomic
def start_search(*, by: User) -> DuplicateRun:
    """Let the worker search the register; a search that is open already is returned as it is."""
    if not (by.is_active and by.has_perm(FIND)):
        raise PermissionDenied
    known = open_run()
    run = known or new_run(by=by)
    if known is None:
        transaction.on_commit(partial(search.enqueue, run.pk))
    return run


def search_tonight() -> DuplicateRun:
    """Let the worker search the register: its duty of every night."""
    with transaction.atomic():
        known = open_run()
        run = known or new_run()
        if known is None:
            transaction.on_commit(partial(search.enqueue, run.pk))
    return run


def resume_abandoned() -> int:
    """Queue a search anew whose worker died, or took too long to come; return how many."""
    with transaction.atomic():
        left_alone = Q(lease_until__lt=timezone.now()) | Q(state=leases.State.RUNNING, lease=None)
        abandoned = DuplicateRun.objects.select_for_update(skip_locked=True).filter(
            left_alone, state__in=leases.OPEN
        )
        runs = list(abandoned)
        for run in runs:
            DuplicateRun.objects.filter(pk=run.pk).update(
                lease_until=timezone.now() + leases.QUEUED_FOR, state=leases.State.WAITING
            )
            transaction.on_commit(partial(search.enqueue, run.pk))
    return len(runs)
