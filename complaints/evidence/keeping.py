"""Keeping made-anew files: sealed under a key of their own, under a name that tells nothing."""

import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.evidence.cleaning import MOST_BYTES, Prepared
from complaints.models import Evidence, FollowUp
from imports import vault

MOST_OF_A_COMPLAINT = 20
# Re-encoding a small PNG as JPEG may make it larger; never by this much.
_MOST_KEPT = 2 * MOST_BYTES


def folder() -> Path:
    """Return where the files are."""
    return Path(settings.MEDIA_ROOT) / "evidence"


def keep(files: Sequence[Prepared], *, follow_up: FollowUp, by: User | None) -> list[Evidence]:
    """Keep files with the step that brings them; raise ValidationError if that is too many.

    Call it within the step's transaction, with the complaint locked. A file whose transaction is
    rolled back has no row, and is removed later as an orphan.
    """
    known = Evidence.objects.filter(complaint=follow_up.complaint_id).count() if files else 0
    if known + len(files) > MOST_OF_A_COMPLAINT:
        raise ValidationError(
            _("A complaint keeps at most %(most)d files."), params={"most": MOST_OF_A_COMPLAINT}
        )
    return [_kept(file, follow_up, by) for file in files]


def _kept(file: Prepared, follow_up: FollowUp, by: User | None) -> Evidence:
    name = secrets.token_hex(16)
    sealed = vault.keep(folder() / name, [file.content], most=_MOST_KEPT)
    return Evidence.objects.create(
        complaint_id=follow_up.complaint_id, follow_up=follow_up, by=by, format=file.format,
        file_name=name, key=sealed.key, size=sealed.size,
        sha256=hashlib.sha256(file.content).digest(),
        state=Evidence.State.WAITING if settings.CLAMD else Evidence.State.CLEAN,
    )  # fmt: skip


def open_kept(evidence: Evidence) -> BinaryIO:
    """Open a kept file for reading; raise FileNotFoundError unless it is clean and still kept."""
    if evidence.state != Evidence.State.CLEAN:
        raise FileNotFoundError(evidence.pk)
    return _opened(evidence)


def _opened(evidence: Evidence) -> BinaryIO:
    path = folder() / evidence.file_name
    return vault.SealedFile(path, bytes(evidence.key), evidence.size).open()


def open_waiting(evidence: Evidence) -> BinaryIO:
    """Open a file for the scanner alone."""
    return _opened(evidence)
