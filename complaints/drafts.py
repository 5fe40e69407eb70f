"""Files of a form that could not be sent yet: kept for an hour, so that nobody chooses them again.

Browsers forget chosen files when a form comes back with an error. Made anew already, they wait
sealed under a random name; the only key stands, sealed itself, in the citizen's page. So nothing
of them can be read without that page, and no table knows of them (docs/adr/0013).
"""

import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings

from accounts import crypto
from complaints.evidence import MOST_BYTES, MOST_FILES, Prepared
from complaints.models import Evidence
from imports import vault

SECONDS = 3600
_PLACE = "complaints.drafts"
_LONGEST = 4_000


def folder() -> Path:
    """Return where the files wait."""
    return Path(settings.MEDIA_ROOT) / "drafts"


def keep(files: Sequence[Prepared]) -> str:
    """Keep files and return what opens them again; none give nothing."""
    if not files:
        return ""
    purge()
    sealed = crypto.seal(json.dumps([_kept(file) for file in files]), place=_PLACE)
    return urlsafe_b64encode(sealed).decode()


def _kept(file: Prepared) -> tuple[str, str, str, int]:
    name = secrets.token_hex(16)
    kept = vault.keep(folder() / name, [file.content], most=2 * MOST_BYTES)
    return file.format.value, name, kept.key.hex(), kept.size


def read(text: str) -> list[Prepared]:
    """Return the files that `keep` kept under this text; those whose time is over are left out."""
    try:
        blob = urlsafe_b64decode(text[:_LONGEST].encode())
        items = json.loads(crypto.unseal(blob, place=_PLACE))
    except (ValueError, crypto.UnreadableError):
        return []
    return list(_opened(items))[:MOST_FILES]


def _opened(items: list[tuple[str, str, str, int]]) -> Iterator[Prepared]:
    for kind, name, key, size in items:
        path = folder() / name
        try:
            if time.time() - path.stat().st_mtime > SECONDS:
                continue
            with vault.SealedFile(path, bytes.fromhex(key), size).open() as file:
                yield Prepared(Evidence.Format(kind), file.read())
        except FileNotFoundError:
            continue


def purge() -> int:
    """Remove files that waited longer than an hour; return how many."""
    if not folder().exists():
        return 0
    old = [path for path in folder().iterdir() if time.time() - path.stat().st_mtime > SECONDS]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
