"""Forgetting uploaded files: they hold names and numbers that the register has by then."""

import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from imports.models import ImportJob

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
