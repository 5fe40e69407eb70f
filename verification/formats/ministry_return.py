"""The register as it comes back from the ministry: one row a person, compared and not written.

The columns are those of the roster, with what the ministry says of its own decision. A row that
was refused would look like an entry that is gone, so hardly any is: a cell that cannot be read is
taken as empty.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from imports.batch import Batch, FileRow
from imports.formats import BadCellError, Column, Format, Kind, Lookup, Option, Target
from imports.models import ImportJob
from imports.normalisers import as_text, fold, kelurahan_code, text
from imports.readers.cells import Cell
from imports.staging import StagedTarget
from recipients import identity, nik
from recipients.formats import columns
from recipients.models import NikStatus
from verification.models import AWAY, Cycle, CycleState
from verification.reconciling.likeness import sealed_numbers
from verification.reconciling.reading import read_return

KNOWN = Lookup(
    "known",
    "SELECT source_id, id FROM recipients_person WHERE source_register = %(register_name)s"
    " AND source_id <> '' AND source_id = ANY(%(keys)s)",
    lambda row, _options: row.values["person_id"] or None,
)
REMOVED, REJECTED, APPROVED = "removed", "rejected", "approved"
# What the ministry says of an entry; what it holds counts more than that it was approved.
SAID = {
    **dict.fromkeys(("nonaktif", "non_aktif", "tidak_aktif", "dihapus", "hapus", "terhapus",
                     "keluar", "exclude"), REMOVED),
    **dict.fromkeys(("ditolak", "tolak", "tidak_disetujui", "reject", "rejected"), REJECTED),
    **dict.fromkeys(("disetujui", "setuju", "diterima", "berhasil", "approved"), APPROVED),
}  # fmt: skip
TELLING = 20
_LONG_NUMBER = re.compile(r"\d[\d\s.\-]{6,}")
CYCLE = re.compile(r"(20\d\d)-([1-4])")


def lenient(column: Column, **changes: Any) -> Column:
    """Return the column as one that takes what it cannot read as empty."""

    def read(cell: Cell) -> Any:
        try:
            return column.read(cell)
        except BadCellError:
            return column.empty

    return replace(column, read=read, required=False, **changes)


def read_said(cell: Cell) -> str:
    """Read the ministry's decision; words that are not known decide nothing."""
    return SAID.get(fold(as_text(cell)), "")


def read_reason(cell: Cell) -> str:
    """Read a reason without numbers of people in it."""
    return _LONG_NUMBER.sub("…", text(10_000)(cell))[:120]


def _place(cell: Cell) -> str:
    return kelurahan_code(cell)


@lru_cache(maxsize=256)
def _card_index(value: str, _key: bytes) -> bytes | None:
    """Return the blind index of a KK number under a key: the rows of a family repeat it."""
    return _indexed(value)[0]


def _indexed(value: str) -> tuple[bytes | None, str]:
    """Return the blind index of a number and how well it is formed."""
    number = nik.clean(value or "")
    if not number:
        return None, NikStatus.ABSENT.value
    formed = nik.is_well_formed(number)
    status = NikStatus.WELL_FORMED if formed else NikStatus.MALFORMED
    return identity.blind_index(number), status.value


def _sealed(row: FileRow) -> bytes | None:
    """Seal the numbers of a row that the model may see; a few others tell the key of them all."""
    if row.match("known") and row.number > TELLING and row.number % 1_000:
        return None
    nik_number, kk_number = (nik.clean(row.values[name] or "") for name in ("nik", "kk"))
    return sealed_numbers(row.number, nik_number, kk_number)


def build(row: FileRow, batch: Batch) -> None:
    """Stage the row; the number of its line stands in for an id."""
    values = row.values
    if not (values["person_id"] or values["name"] or values["nik"]):
        row.refuse("no_identity", "person_id")
        return
    area = values["kelurahan"]
    if area and not batch.in_scope(area):
        row.refuse("foreign_area", "kelurahan", area)
        return
    row.area = area
    nik_index, nik_status = _indexed(values["nik"])
    said = REMOVED if values["inactive"] else values["said"]
    batch.stage(
        "entry", row, row.number,
        (
            values["person_id"], values["household_id"], values["name"], nik_index, nik_status,
            _card_index(values["kk"], identity.keyring()[0].index_key), values["birth_date"],
            values["birth_place"], values["mother_name"], values["sex"], values["relation"], area,
            values["address"], values["rt"], values["rw"], values["deceased"], said,
            values["reason"], _sealed(row),
        ),
        new=True,
    )  # fmt: skip


def check_file(_columns: frozenset[str], options: dict[str, str]) -> str:
    """Refuse a file for a round trip that was not sent or is closed."""
    found = CYCLE.fullmatch(options["cycle"])
    if found is None:
        return "no_cycle"
    states = Cycle.objects.filter(year=found[1], quarter=found[2]).values_list("state", flat=True)
    if not set(states) & {*AWAY}:
        return "no_cycle"
    return "" if set(states) & {CycleState.SENT, CycleState.RETURNED} else "cycle_closed"


def write(job: ImportJob, staged: StagedTarget) -> None:
    """Answer the corrections of the round trip that the file is for."""
    read_return(job, staged)


def _choice(
    field: str,
    headers: tuple[str, ...],
    read: Callable[[Cell], Any],
    help_text: Any,
    example: str = "",
) -> Column:
    return Column(field, headers, read, help=help_text, example=example)


SAID_COLUMN = _choice(
    "said", ("status_usulan", "hasil_usulan", "status_pengajuan", "status", "hasil", "said"),
    read_said, _("The ministry's decision, where it tells one: disetujui, ditolak, nonaktif."),
)  # fmt: skip
REASON = Column(
    "reason", ("alasan_penolakan", "alasan", "keterangan", "catatan", "reason"), read_reason,
    help=_("Why the ministry did not agree."),
)  # fmt: skip
INACTIVE = Column(
    "inactive", ("is_nonaktif", "nonaktif", "inactive"), columns.DECEASED.read, Kind.CHOICE,
    empty=False, choices=("ya", "tidak"), help=_("Whether the entry is switched off."),
)  # fmt: skip
FORMAT = Format(
    name="ministry_return",
    title=_("Return of the ministry (round trip)"),
    description=_("The whole register as it came back: each correction gets its answer."),
    columns=(
        lenient(columns.HOUSEHOLD_ID, needed=False), lenient(columns.PERSON_ID),
        lenient(columns.KELURAHAN, kind=Kind.TEXT), lenient(columns.NAME),
        lenient(columns.NIK), lenient(columns.KK, needed=False), lenient(columns.BIRTH_DATE),
        lenient(columns.BIRTH_PLACE), lenient(columns.MOTHER_NAME), lenient(columns.SEX),
        lenient(columns.RELATION), lenient(columns.ADDRESS), lenient(columns.RT),
        lenient(columns.RW), lenient(columns.DECEASED), lenient(INACTIVE), SAID_COLUMN, REASON,
    ),
    targets=(
        Target(
            "entry", "verification.ReturnedEntry",
            {
                "source_id": "person_id", "family_id": "household_id", "name": "name",
                "nik_index": "nik", "nik_status": "nik", "kk_index": "kk",
                "birth_date": "birth_date", "birth_place": "birth_place",
                "mother_name": "mother_name", "sex": "sex", "relation": "relation",
                "kelurahan": "kelurahan", "address": "address", "rt": "rt", "rw": "rw",
                "deceased": "deceased", "said": "", "reason": "", "numbers": "",
            },
            label=_("returned entries"),
        ),
    ),
    lookups=(KNOWN,),
    options=(
        Option("cycle", _("round trip"), required=True, pattern=r"20\d\d-[1-4]", same_list=True,
               help=_("Year and quarter, as 2026-4.")),
        Option("register_name", _("name of the register"), default="DTKS", pattern=r".{1,40}",
               same_list=True),
    ),
    check_file=check_file,
    build=build,
    write=write,
    permission="verification.import_return",
)  # fmt: skip
