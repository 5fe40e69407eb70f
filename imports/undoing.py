"""Taking an import back: all of it in one transaction, or a refusal that says why."""

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from imports import applying, formats, locks, problems, staging
from imports.applied import Applied
from imports.models import ImportJob, State
from imports.staging import StagedTarget


@transaction.atomic
def take_back(job: ImportJob, *, by: User) -> ImportJob:
    """Remove and restore what the job wrote; its figures are then still to be published.

    Raises PermissionDenied, or ValidationError with one of the codes of `problems.UNDO`.
    """
    if not by.has_perm("imports.undo_importjob"):
        raise PermissionDenied
    # The lock on the area keeps others out; the job's own row stays free for the heartbeat.
    locks.lock(job.scope)
    job = ImportJob.objects.get(pk=job.pk)
    form = formats.get(job.format)
    _refuse_unless_undoable(job, form)
    targets = staging.staged_targets(job.pk, form, job.source.get("fields", []))
    _refuse_if_built_upon(job, targets)
    with pghistory.context(action="undo_import", job=job.pk, by=by.pk):
        applying.take_back(job, targets)
        form.after_apply(Applied(job, {each.target.name: each for each in targets}, undone=True))
    applying.check_references()
    job.changes.all()._raw_delete(job.changes.db)
    job.state, job.undone_at, job.undone_by = State.UNDONE, timezone.now(), by
    job.unpublished, job.attempts = form.publishes, 0
    job.save(update_fields=["state", "undone_at", "undone_by", "unpublished", "attempts"])
    return job


def _refuse_unless_undoable(job: ImportJob, form: formats.Format) -> None:
    # What was asked for in time is done, however long the worker was away.
    late = job.state == State.APPLIED and not job.is_undoable
    if job.state not in (State.APPLIED, State.UNDOING) or late:
        code = "late" if late else "state"
        raise ValidationError(problems.undo_text(code), code)
    if form.write is not None:
        raise ValidationError(_("Imports of this format cannot be undone."), "format")


def _refuse_if_built_upon(job: ImportJob, targets: list[StagedTarget]) -> None:
    if not applying.lock_untouched(job, targets):
        raise ValidationError(problems.undo_text("touched"), "touched")
    if other := applying.is_referenced(job, targets):
        raise ValidationError(f"{problems.undo_text('referenced')} ({other})", "referenced")


def refuse(job: ImportJob, code: str) -> None:
    """Leave the job as it was applied, and say on its page why it was not undone."""
    waiting = ImportJob.objects.filter(pk=job.pk, state=State.UNDOING)
    report = {**job.report, "undo_refused": code}
    waiting.update(state=State.APPLIED, undone_by=None, report=report)
