"""What the worker does with kept files: have them scanned, remove them when their time is over."""

import datetime
import time
from pathlib import Path

import pgtrigger
import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.crypto import UnreadableError
from complaints.evidence import keeping, scanning
from complaints.models import Complaint, Evidence, FollowUp

ORPHAN_AFTER = 24 * 60 * 60  # seconds: the row of a file just written may not be committed yet
BATCH = 100
log = structlog.get_logger(__name__)


def scan_waiting() -> int:
    """Have waiting files scanned, oldest first; return how many are settled.

    While the scanner is down they wait, and nobody can open them.
    """
    settled = 0
    for number in Evidence.objects.filter(state=Evidence.State.WAITING).values_list(
        "pk", flat=True
    )[:BATCH]:
        try:
            settled += _scan(number)
        except scanning.ScannerDownError as error:
            log.warning("virus scanner is down", error=str(error))
            break
    return settled


@transaction.atomic
def _scan(number: int) -> bool:
    row = Evidence.objects.select_for_update(skip_locked=True).filter(pk=number).first()
    if row is None or row.state != Evidence.State.WAITING:
        return False
    try:
        with keeping.open_waiting(row) as file:
            clean = not settings.CLAMD or scanning.is_clean(file)
    except (FileNotFoundError, UnreadableError):
        log.exception("evidence cannot be opened", evidence=row.pk)
        clean = False
    if clean:
        Evidence.objects.filter(pk=row.pk).update(state=Evidence.State.CLEAN)
    else:
        log.warning("evidence is infected", evidence=row.pk, complaint=row.complaint_id)
        _forget(row, Evidence.State.INFECTED)
    return True


def _forget(row: Evidence, state: Evidence.State) -> None:
    """Remove a file for good: without its key it is lost even where the disk keeps a copy."""
    Evidence.objects.filter(pk=row.pk).update(state=state, key=b"")
    path = keeping.folder() / row.file_name
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def purge() -> int:
    """Remove files of complaints that ended long ago, and files without a row; return how many."""
    before = timezone.now() - datetime.timedelta(days=settings.EVIDENCE_KEEP_DAYS)
    old = Evidence.objects.filter(
        complaint__ended_at__lt=before, complaint__legal_hold=False,
        state__in=(Evidence.State.CLEAN, Evidence.State.WAITING),
    )  # fmt: skip
    return sum(_purge(number) for number in old.values_list("pk", flat=True)) + _purge_orphans()


@transaction.atomic
def _purge(number: int) -> bool:
    row = Evidence.objects.select_related(None).select_for_update().get(pk=number)
    # A legal hold set meanwhile keeps it.
    complaint = Complaint.objects.select_for_update(no_key=True).get(pk=row.complaint_id)
    if complaint.legal_hold or complaint.ended_at is None:
        return False
    _forget(row, Evidence.State.PURGED)
    return True


def _purge_orphans() -> int:
    folder = keeping.folder()
    old = [path for path in (folder.iterdir() if folder.exists() else ()) if _is_old(path)]
    kept = set(
        Evidence.objects.filter(file_name__in=[path.name for path in old])
        .exclude(key=b"")
        .values_list("file_name", flat=True)
    )
    orphans = [path for path in old if path.name not in kept]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _is_old(path: Path) -> bool:
    return path.stat().st_mtime < time.time() - ORPHAN_AFTER


@transaction.atomic
def purge_contacts() -> int:
    """Forget who complained once a complaint ended COMPLAINT_KEEP_DAYS ago; return how many.

    Numbers that stood in its texts go too, those of the trail past the trigger that keeps it.
    """
    before = timezone.now() - datetime.timedelta(days=settings.COMPLAINT_KEEP_DAYS)
    old = Complaint.objects.filter(ended_at__lt=before, legal_hold=False)
    with pgtrigger.ignore("complaints.FollowUp:append_only"):
        steps = FollowUp.objects.filter(complaint__in=old).exclude(numbers_cipher=None)
        steps.update(numbers_cipher=None)
    known = old.exclude(reporter_cipher=None, concerned_cipher=None, numbers_cipher=None)
    return known.update(
        reporter_cipher=None,
        concerned_cipher=None,
        numbers_cipher=None,
        phone_index=None,
        email_index=None,
    )
