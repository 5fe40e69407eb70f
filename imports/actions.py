"""Everything a person can do with an import: send, confirm, decline, undo."""

import re
import secrets
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path, PurePath
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from imports import problems, undoing, vault
from imports.formats import Format
from imports.leases import LENGTH, QUEUED_FOR
from imports.models import ImportJob, Phase, State
from imports.readers.errors import FileRefusedError
from imports.tasks import work
from imports.working import end, publish

# Sixteen digits, however they are grouped.
_NUMBER = re.compile(r"\d(?:[\s._-]{0,3}\d){15,}")
# So many rows are taken back while the browser waits.
UNDONE_AT_ONCE = 5_000


def may_use(form: Format, user: User) -> bool:
    """Tell whether `user` may send in files of this format."""
    return user.has_perm("imports.add_importjob") and (
        not form.permission or user.has_perm(form.permission)
    )


def receive(
    *,
    form: Format,
    name: str,
    pieces: Iterable[bytes],
    options: Mapping[str, str],
    by: User,
    queue: bool = True,
) -> ImportJob:
    """Keep the file privately and make its job; raise ValidationError when it is unacceptable."""
    if not may_use(form, by) or not (by.area_id or by.sees_everything):
        raise PermissionDenied
    values = checked_options(form, options)
    stored_as = secrets.token_hex(20)
    kept = _keep(stored_as, pieces)
    with transaction.atomic():
        job = ImportJob.objects.create(
            format=form.name,
            options=values,
            uploaded_by=by,
            scope=by.scope,
            file_name=_shown_name(name),
            stored_as=stored_as,
            sha256=kept.sha256,
            size=kept.size,
            file_key=kept.key,
        )
        enqueue(job, queue=queue)
    return job


def _shown_name(name: str) -> str:
    """Return the file's own name as it may be shown: some offices put a family's number in it."""
    own = PurePath(name.replace("\\", "/")).name[-200:]
    return _NUMBER.sub("…", own) or "-"


def checked_options(form: Format, given: Mapping[str, str]) -> dict[str, str]:
    """Return the options with defaults; raise ValidationError by option name."""
    values, errors = {}, {}
    for option in form.options:
        value = str(given.get(option.name, "")).strip() or option.default
        if option.required and not value:
            errors[option.name] = ValidationError(_("Fill this in."), "required")
        elif not re.fullmatch(option.pattern, value):
            errors[option.name] = ValidationError(_("This cannot be used here."), "invalid")
        values[option.name] = value
    if errors:
        raise ValidationError(errors)
    return values


def _keep(name: str, pieces: Iterable[bytes]) -> vault.Kept:
    most = settings.IMPORT_MAX_BYTES
    try:
        return vault.keep(Path(settings.MEDIA_ROOT) / "imports" / name, pieces, most=most)
    except vault.TooLargeError:
        text = _("The file is larger than %(size)d MB.") % {"size": most // 1_000_000}
        raise ValidationError({"file": text}) from None


def enqueue(job: ImportJob, *, queue: bool = True) -> None:
    """Give the job to the worker once this transaction is committed.

    Without `queue` the caller works on it at once. Either way the job has a lease from its first
    moment: whoever was to work on it and is killed before, it is resumed when the lease is over.
    """
    until = timezone.now() + (QUEUED_FOR if queue else LENGTH)
    ImportJob.objects.filter(pk=job.pk).update(lease=uuid4(), lease_until=until, phase=Phase.QUEUED)
    job.refresh_from_db()
    if queue:
        transaction.on_commit(partial(work.enqueue, job.pk))


@transaction.atomic
def confirm(*, job: ImportJob, by: User, queue: bool = True) -> ImportJob:
    """Let the previewed rows be written."""
    job = ImportJob.objects.select_for_update().get(pk=job.pk)
    if not by.has_perm("imports.confirm_importjob"):
        raise PermissionDenied
    if settings.IMPORT_MAKER_CHECKER and job.uploaded_by_id == by.pk:
        raise ValidationError(_("Someone else must confirm what you sent in."), "same_person")
    if job.state != State.CHECKED:
        raise ValidationError(_("This import is not waiting for confirmation."), "state")
    job.state, job.confirmed_at, job.confirmed_by = State.CONFIRMED, timezone.now(), by
    job.attempts = 0
    job.save(update_fields=["state", "confirmed_at", "confirmed_by", "attempts"])
    enqueue(job, queue=queue)
    return job


@transaction.atomic
def decline(*, job: ImportJob, reason: str, by: User) -> ImportJob:
    """Close a job that shall not be applied; nothing of it reaches the register."""
    job = ImportJob.objects.select_for_update().get(pk=job.pk)
    if not (by.has_perm("imports.confirm_importjob") or job.uploaded_by_id == by.pk):
        raise PermissionDenied
    if job.state != State.CHECKED:
        raise ValidationError(_("This import is not waiting for confirmation."), "state")
    end(job, State.REFUSED, FileRefusedError("declined", reason.strip()[:200] or "-"), by=by)
    return job


def request_undo(*, job: ImportJob, by: User) -> ImportJob:
    """Take a small import back at once; leave a large one to the worker."""
    if not by.has_perm("imports.undo_importjob"):
        raise PermissionDenied
    if job.changes.count() <= UNDONE_AT_ONCE:
        return undo(job=job, by=by)
    with transaction.atomic():
        job = ImportJob.objects.select_for_update().get(pk=job.pk)
        if job.state != State.APPLIED or job.is_at_work:
            raise ValidationError(problems.undo_text("state"), "state")
        if not job.is_undoable:
            raise ValidationError(problems.undo_text("late"), "late")
        job.state, job.undone_by, job.attempts = State.UNDOING, by, 0
        job.report = {**job.report, "undo_refused": ""}
        job.save(update_fields=["state", "undone_by", "attempts", "report"])
        enqueue(job)
    return job


def undo(*, job: ImportJob, by: User) -> ImportJob:
    """Take back everything the job wrote, or refuse when something later builds on it."""
    job = undoing.take_back(job, by=by)
    if job.unpublished:
        publish(job)
    return job


def resume_abandoned() -> int:
    """Put jobs whose worker died back into the queue; return how many."""
    resumed = 0
    for pk in ImportJob.objects.abandoned().values_list("pk", flat=True):
        with transaction.atomic():
            # Whose row is locked has a worker that is just committing.
            jobs = ImportJob.objects.abandoned().select_for_update(skip_locked=True)
            if job := jobs.filter(pk=pk).first():
                enqueue(job)
                resumed += 1
    return resumed
