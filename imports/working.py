"""The work on one job, step by step; each step ends in a state from which it can go on."""

import logging
from uuid import UUID

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from imports import applying, checking, formats, locks, staging, undoing
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
        _stop(job, lease, refusal)
    except Exception as error:  # whatever it is, the job must not stay open
        log.exception("import %s failed", job.pk)
        _stop(job, lease, FileRefusedError("error", type(error).__name__))
    finally:
        release(job, lease)
    return True


def advance(job: ImportJob, progress: Progress) -> None:
    """Carry the job on: to its preview, to its publication, or back out of the register."""
    form = formats.get(job.format)
    if job.state == State.UNDOING:
        _take_back(job, progress)
    if job.state == State.CONFIRMED:
        _apply_or_check_again(job, form, progress)
    if job.state in (State.RECEIVED, State.STAGED):
        _read_and_check(job, form, progress)
    if job.unpublished:
        progress.enter(Phase.PUBLISHING)
        publish(job)


def _stop(job: ImportJob, lease: UUID, refusal: FileRefusedError) -> None:
    """Break the work off: what it was about stays as it was."""
    job.refresh_from_db(fields=["state", "unpublished"])
    given_up = refusal.code == "gave_up"
    if job.state == State.UNDOING:
        undoing.refuse(job, refusal.code)
    elif not job.unpublished:
        broken = given_up or refusal.code == "error"
        end(job, State.FAILED if broken else State.REFUSED, refusal, lease=lease)
    elif given_up:  # until then it is tried again
        log.error("import %s: publish its figures with publish_figures", job.pk)
        job.report["warnings"] = [{"code": "unpublished"}, *job.report.get("warnings", [])]
        ImportJob.objects.filter(pk=job.pk).update(unpublished=False, report=job.report)


def _take_back(job: ImportJob, progress: Progress) -> None:
    progress.enter(Phase.UNDOING)
    by = job.undone_by
    try:
        if by is None:  # an inactive one has no permission
            raise PermissionDenied
        undoing.take_back(job, by=by)
    except (ValidationError, PermissionDenied) as refusal:
        undoing.refuse(job, getattr(refusal, "code", None) or "right")
    job.refresh_from_db()


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
            "unpublished", "attempts",
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
    applying.check_references()
    # Whoever opens the preview waits from here to the end.
    staging.drop(job.pk, form)
    # What is left has all its tries.
    job.applied_at, job.unpublished, job.attempts = timezone.now(), form.publishes, 0
    _store(job, progress, State.APPLIED)


def _someone_was_faster(job: ImportJob) -> bool:
    """Tell whether another file was applied or undone since this one was compared."""
    others = ImportJob.objects.exclude(pk=job.pk)
    return (
        others.filter(applied_at__gt=job.checked_at).exists()
        or others.filter(undone_at__gt=job.checked_at).exists()
    )


def publish(job: ImportJob) -> None:
    """Publish figures anew, unless nothing was written."""
    if any(counts["new"] or counts["changed"] for counts in job.report["totals"].values()):
        undone = job.state == State.UNDONE
        note = f"import {job.pk} undone" if undone else f"import {job.pk}"
        by = job.undone_by if undone else job.confirmed_by
        release = publishing.publish(note=note, by=by)
        job.release = release.number if release else None
    job.unpublished = False
    job.save(update_fields=["release", "unpublished"])


def end(
    job: ImportJob,
    state: State,
    refusal: FileRefusedError,
    *,
    by: User | None = None,
    lease: UUID | None = None,
) -> None:
    """Close a job that will not be applied, and forget its staged rows.

    With `lease` only while the caller still has it.
    """
    open_jobs = ImportJob.objects.filter(pk=job.pk, applied_at=None, closed_at=None)
    if lease is not None:
        open_jobs = open_jobs.filter(lease=lease)
    if open_jobs.update(
        state=state,
        closed_at=timezone.now(),
        closed_by=by,
        refused_code=refusal.code,
        refused_detail=refusal.detail[:300],
        source=job.source,
        confirmed_at=None,
        confirmed_by=None,
    ):
        staging.drop(job.pk, formats.get(job.format))
    job.refresh_from_db()
