"""The work on one job, step by step; each step ends in a state from which it can go on."""

import logging

import pghistory
from django.db import IntegrityError, transaction
from django.utils import timezone

from imports import applying, checking, formats, locks, staging
from imports.applied import Applied
from imports.applying import RegisterChangedError, RowsChangedError
from imports.formats import Format
from imports.leases import (
    MOST_ATTEMPTS,
    LeaseLostError,
    Progress,
    claim,
    heartbeat,
    release,
)
from imports.models import ImportJob, Phase, State
from imports.readers.errors import FileRefusedError
from imports.reading import read_file
from imports.reports import summarise
from imports.staging import StagedTarget
from kelurahan import publishing

log = logging.getLogger(__name__)


def work_on(job: ImportJob, *, watch: "Progress | None" = None) -> bool:
    """Do what the job's state asks for; return False when another worker has the job."""
    lease = claim(job)
    if lease is None:
        return False
    job.refresh_from_db()
    progress = watch or Progress(job, lease)
    progress.job, progress.lease = job, lease
    try:
        if job.attempts > MOST_ATTEMPTS:
            raise FileRefusedError("gave_up", str(job.attempts - 1))
        with heartbeat(progress):
            advance(job, progress)
    except LeaseLostError:
        log.warning("import %s: another worker took over", job.pk)
    except FileRefusedError as refusal:
        end(job, State.REFUSED if refusal.code != "gave_up" else State.FAILED, refusal)
    except Exception as error:  # whatever it is, the job must not stay open
        log.exception("import %s failed", job.pk)
        end(job, State.FAILED, FileRefusedError("error", type(error).__name__))
    finally:
        release(job, lease)
    return True


def advance(job: ImportJob, progress: Progress) -> None:
    """Carry the job to its preview, or from its confirmation to its publication."""
    form = formats.get(job.format)
    if job.state == State.CONFIRMED:
        _apply_or_check_again(job, form, progress)
    if job.state in (State.RECEIVED, State.STAGED):
        _read_and_check(job, form, progress)
    if job.state == State.APPLIED and job.release is None and form.publishes:
        _publish(job, progress)


def targets_of(job: ImportJob, form: Format) -> list[StagedTarget]:
    """Return the targets with the fields that the job's file carries."""
    return staging.staged_targets(job.pk, form, job.source.get("fields", []))


def _read_and_check(job: ImportJob, form: Format, progress: Progress) -> None:
    if job.state == State.RECEIVED or not staging.is_complete(
        targets_of(job, form), job.report.get("staged", {})
    ):
        progress.enter(Phase.READING)
        read_file(job, form, progress.report)
        _store(job, progress, State.STAGED)
    progress.enter(Phase.CHECKING)
    with transaction.atomic():
        checking.check(job, form, targets_of(job, form))
        summarise(job, form, targets_of(job, form))
        job.checked_at = timezone.now()
        _store(job, progress, State.CHECKED)


def _store(job: ImportJob, progress: Progress, state: State) -> None:
    """Save the job in its new state, unless another worker has it."""
    job.state = state
    values = {
        name: getattr(job, name)
        for name in (
            "state", "source", "rows_total", "rows_done", "new", "changed", "unchanged",
            "refused", "report", "checked_at", "confirmed_at", "confirmed_by", "applied_at",
        )
    }  # fmt: skip
    if not ImportJob.objects.filter(pk=job.pk, lease=progress.lease).update(**values):
        raise LeaseLostError


def _apply_or_check_again(job: ImportJob, form: Format, progress: Progress) -> None:
    """Apply; when the register changed since the preview, check again and apply if all is equal.

    It is not when one of the rows to be overwritten was edited: that edit was not in the preview.
    """
    try:
        _apply(job, form, progress)
    except (RegisterChangedError, IntegrityError) as change:
        job.refresh_from_db()
        before = job.report.get("totals")
        confirmed = job.confirmed_at, job.confirmed_by
        job.confirmed_at = job.confirmed_by = None
        _store(job, progress, State.RECEIVED)
        _read_and_check(job, form, progress)
        edited = isinstance(change, RowsChangedError)
        if job.report.get("totals") == before and not edited:
            job.confirmed_at, job.confirmed_by = confirmed
            _store(job, progress, State.CONFIRMED)
            _apply(job, form, progress)
        else:
            job.report["warnings"].insert(0, {"code": "rechecked"})
            _store(job, progress, State.CHECKED)


@transaction.atomic
def _apply(job: ImportJob, form: Format, progress: Progress) -> None:
    progress.enter(Phase.APPLYING)
    if not locks.try_lock(job.scope):
        progress.enter(Phase.WAITING)
        locks.lock(job.scope)
        progress.enter(Phase.APPLYING)
    targets = targets_of(job, form)
    if not staging.is_complete(targets, job.report["staged"]):
        raise RegisterChangedError
    if form.write is None and checking.is_stale(targets):
        raise RowsChangedError
    if _someone_was_faster(job):
        raise RegisterChangedError
    with pghistory.context(action="import", job=job.pk, by=job.confirmed_by_id):
        if form.write is None:
            applying.write(job, targets)
        else:
            form.write(job, targets[0])
        form.after_apply(Applied(job, {each.target.name: each for each in targets}))
    staging.drop(job.pk, form)
    job.applied_at = timezone.now()
    _store(job, progress, State.APPLIED)
    ImportJob.objects.filter(pk=job.pk).update(phase=Phase.PUBLISHING if form.publishes else "")


def _someone_was_faster(job: ImportJob) -> bool:
    """Tell whether another file was applied or undone since this one was compared."""
    others = ImportJob.objects.exclude(pk=job.pk)
    return (
        others.filter(applied_at__gt=job.checked_at).exists()
        or others.filter(undone_at__gt=job.checked_at).exists()
    )


def _publish(job: ImportJob, progress: Progress) -> None:
    """Publish figures anew, unless nothing was written."""
    progress.enter(Phase.PUBLISHING)
    if job.new or job.changed or job.report["totals"]:
        release = publishing.publish(note=f"import {job.pk}")
        job.release = release.number if release else None
    ImportJob.objects.filter(pk=job.pk).update(release=job.release, phase=Phase.NONE)


def end(job: ImportJob, state: State, refusal: FileRefusedError) -> None:
    """Close a job that will not be applied, and forget its staged rows."""
    closed = ImportJob.objects.filter(pk=job.pk).exclude(
        state__in=[State.APPLIED, State.UNDONE, State.REFUSED, State.FAILED]
    )
    if closed.update(
        state=state,
        refused_code=refusal.code,
        refused_detail=refusal.detail[:300],
        source=job.source,
        confirmed_at=None,
        confirmed_by=None,
    ):
        staging.drop(job.pk, formats.get(job.format))
    job.refresh_from_db()
