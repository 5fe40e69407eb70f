"""Making a sent file anew in a confined child, so that nothing but what is seen is left of it.

A photo is decoded and encoded from its pixels; a PDF loses scripts, forms, attachments, links and
everything that tells of its making. What a sender calls a file, and which type they claim for it,
is never believed.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from complaints.models import Evidence

MOST_FILES = 5
MOST_BYTES = 10_000_000
SECONDS = 20
ROOT = str(Path(__file__).resolve().parent.parent.parent)
_CHILD = (
    f"import sys; sys.path.insert(0, {ROOT!r}); "
    "from complaints.remaking.main import main; main(sys.argv[1])"
)
_BEGINNINGS = (
    (b"\xff\xd8\xff", Evidence.Format.PHOTO),
    (b"\x89PNG\r\n\x1a\n", Evidence.Format.PHOTO),
    (b"RIFF", Evidence.Format.PHOTO),  # WebP; the child looks closer
    (b"%PDF-", Evidence.Format.PDF),
)
_REFUSED = {
    "too_many": _("Send at most %(most)d files."),
    "too_large": _("One file is larger than %(megabytes)d MB. Send a smaller one."),
    "unknown": _("Send photos as JPEG, PNG or WebP, or papers as PDF."),
    "unreadable": _("One file cannot be read. Take the photo again, or save the paper again."),
    "too_many_pixels": _("One photo has more than 24 megapixels. Send it in a smaller size."),
    "locked": _("One PDF asks for a password. Save it without one and send it again."),
    "too_many_pages": _("One PDF has more than 50 pages. Send only the pages that matter."),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file made anew, ready to be kept."""

    format: Evidence.Format
    content: bytes


def refusal(code: str) -> ValidationError:
    """Return the error that names what is wrong with the files, and the remedy."""
    params = {"most": MOST_FILES, "megabytes": MOST_BYTES // 1_000_000}
    return ValidationError(_REFUSED[code], code=code, params=params)


def prepare(files: Iterable[File[bytes]]) -> list[Prepared]:
    """Return the sent files made anew; raise ValidationError for the first that cannot be."""
    sent = list(files)
    if len(sent) > MOST_FILES:
        raise refusal("too_many")
    if any((file.size or 0) > MOST_BYTES for file in sent):
        raise refusal("too_large")
    return [_made_anew(file.read()) for file in sent]


def _format(content: bytes) -> Evidence.Format:
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    raise refusal("unknown")


def _made_anew(content: bytes) -> Prepared:
    kind = _format(content)
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-c", _CHILD, kind.value],
            input=content, capture_output=True, timeout=SECONDS, check=False,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise refusal("unreadable") from None
    if child.returncode:
        code = child.stderr.decode(errors="replace").strip()
        raise refusal(code if code in _REFUSED else "unreadable")
    return Prepared(kind, child.stdout)
