"""Forgetting in time: files, previews that nobody confirms, what rows were before an import."""

import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from imports.models import AppliedChange, ImportJob, State
from imports.readers.errors import FileRefusedError
from imports.staging import run
from imports.working import end

LEDGER_ROWS_AT_ONCE = 20_000
ORPHAN_AFTER = 24 * 60 * 60  # seconds: an upload in progress has no job yet


def purge_files() -> int:
    """Remove files of jobs that ended long enough ago, and files without a job; return how many."""
    before = timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS)
    # Without its key a file is lost already, whatever happens to the disk.
    ImportJob.objects.ended_before(before).update(file_key=None)
    wanted = set(ImportJob.objects.exclude(file_key=None).values_list("stored_as", flat=True))
    folder = Path(settings.MEDIA_ROOT) / "imports"
    removed = 0
    for path in folder.iterdir() if folder.exists() else ():
        if path.name not in wanted and path.stat().st_mtime < time.time() - ORPHAN_AFTER:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def expire_previews() -> int:
    """Close previews that nobody confirmed or declined in time; return how many."""
    days = settings.IMPORT_PREVIEW_DAYS
    waiting = ImportJob.objects.waiting_since_before(timezone.now() - timedelta(days=days))
    expired = 0
    for pk in waiting.values_list("pk", flat=True):
        with transaction.atomic():
            # Somebody may be confirming it at this moment.
            if job := waiting.select_for_update(skip_locked=True).filter(pk=pk).first():
                end(job, State.EXPIRED, FileRefusedError("expired", str(days)))
                expired += 1
    return expired


def purge_ledger() -> int:
    """Forget what imports changed that can no longer be undone; return how many rows.

    A day after the last moment, so that no undo asked for in time finds a part of it missing.
    """
    before = timezone.now() - timedelta(days=settings.IMPORT_UNDO_DAYS + 1)
    ledger = AppliedChange.objects.filter(job=OuterRef("pk"))
    late = ImportJob.objects.applied_before(before).filter(Exists(ledger))
    removed = 0
    for pk in late.values_list("pk", flat=True):
        while rows := _purge_some(pk):
            removed += rows
    return removed


def _purge_some(job: int) -> int:
    return run(
        "DELETE FROM imports_appliedchange WHERE ctid = ANY(ARRAY("
        "SELECT ctid FROM imports_appliedchange WHERE job_id = %s LIMIT %s))",
        [job, LEDGER_ROWS_AT_ONCE],
    )
