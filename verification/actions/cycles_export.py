"""The batch for the ministry as a file: the same bytes whenever it is made, summed and signed.

Numbers leave the portal in it, so only officers take it, saying why, and the access log tells who
did (docs/adr/0016).
"""

import csv
import hashlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record_access
from accounts.models import AccessLog, User
from imports import workbook
from kelurahan import signing
from verification.actions.cycles import gather, locked, save
from verification.cycle_summary import summary_of
from verification.formats import ministry_batch
from verification.models import Cycle, CycleState
from verification.reconciling.collecting import opened

EXPORT = "verification.export_cycle"
AT_ONCE = 1_000
# A ZIP tells when its parts were written; the same batch must be the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)

type FileKind = Literal["csv", "xlsx"]
KINDS: tuple[FileKind, ...] = ("csv", "xlsx")


@transaction.atomic
def make_batch(*, cycle: Cycle, by: User) -> Cycle:
    """Fix the batch: its checksums and the signature of its summary. One made stays as it is.

    It is collected anew first: what was withdrawn meanwhile is not asked of the ministry.
    """
    cycle = locked(cycle, by=by, permission=EXPORT)
    if cycle.state != CycleState.COLLECTING:
        return cycle
    gather(cycle)
    if not cycle.corrections:
        raise ValidationError(_("Nothing is approved: there is nothing to send."))
    if cycle.corrections > workbook.MOST_ROWS:
        raise ValidationError(_("These are too many corrections for one workbook."))
    sums = {kind: _made(cycle, kind) for kind in KINDS}
    cycle.sha256_csv, cycle.sha256_xlsx = sums["csv"], sums["xlsx"]
    signature = signing.sign(summary_of(cycle).text.encode())
    return save(
        cycle, by=by, state=CycleState.EXPORTED, sha256_csv=sums["csv"],
        sha256_xlsx=sums["xlsx"], exported_at=timezone.now(), exported_by=by,
        key_id=signature.key_id if signature else "",
        signature=signature.value if signature else None,
    )  # fmt: skip


def _made(cycle: Cycle, kind: FileKind) -> str:
    with tempfile.TemporaryFile() as file:
        write_batch(cycle, kind, file)
        return sha256_of(file)


def take_batch(*, file: IO[bytes], cycle: Cycle, kind: FileKind, reason: str, by: User) -> None:
    """Write the batch as it was made; raise ValidationError when it cannot be made the same."""
    cycle = _checked(cycle, reason, by=by)
    reason = " ".join(reason.split())[:120]
    # Logged before a single number is opened.
    record_access(
        by=by, action=AccessLog.Action.EXPORT, obj=cycle,
        reason=f"batch {cycle}, {cycle.corrections}: {reason}",
    )  # fmt: skip
    write_batch(cycle, kind, file)
    if sha256_of(file) != (cycle.sha256_csv if kind == "csv" else cycle.sha256_xlsx):
        raise ValidationError(_("The batch could not be made the same again: tell the maintainer."))


@transaction.atomic
def _checked(cycle: Cycle, reason: str, *, by: User) -> Cycle:
    cycle = locked(cycle, by=by, permission=EXPORT)
    if cycle.state == CycleState.COLLECTING:
        raise ValidationError(_("Make the batch first."))
    if not reason.strip() or not reason.isprintable():
        raise ValidationError(_("Say what the file is for."))
    return cycle


def write_batch(cycle: Cycle, kind: FileKind, file: IO[bytes]) -> None:
    """Write the batch; every cell is text and none is a formula."""
    if kind == "csv":
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        writer.writerow(ministry_batch.HEADER)
        writer.writerows([workbook.guarded(cell) for cell in row] for row in rows(cycle))
        text.detach()
        return
    with tempfile.TemporaryFile() as first:
        texts = frozenset(range(len(ministry_batch.HEADER)))
        workbook.write_rows(first, ministry_batch.HEADER, rows(cycle), texts)
        _without_times(first, file)


def rows(cycle: Cycle) -> Iterator[list[str]]:
    """Yield the rows of the batch in the order of their numbers."""
    lines = cycle.lines.sent().order_by("number").only(
        "pk", "number", "kind", "action", "age", "person_id", "entry", "finding_id"
    )  # fmt: skip
    for line in lines.iterator(chunk_size=AT_ONCE):
        sealed = opened(line)
        about = {
            "number": line.number, "age": line.age,
            "cycle": f"{cycle.year}-{cycle.quarter}", "action": line.action, "kind": line.kind,
            "scope": line.person_id is not None,
        }  # fmt: skip
        yield ministry_batch.cells({"line": about, "row": sealed["row"], "asked": sealed["asked"]})


def _without_times(made: IO[bytes], file: IO[bytes]) -> None:
    """Copy a ZIP with the same time in each of its parts."""
    made.seek(0)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            plain = zipfile.ZipInfo(part.filename, EPOCH)
            plain.compress_type = part.compress_type
            with old.open(part) as source, new.open(plain, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, 1 << 20)


def sha256_of(file: IO[bytes]) -> str:
    """Return the checksum of a whole file."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
