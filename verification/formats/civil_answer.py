"""What Disdukcapil answers about the people it was asked about.

The layout is that of our own question (actions.civil_export) with the answer's columns filled in;
without our reference a person is found by NIK alone. No official layout could be seen.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from imports.applied import Applied
from imports.batch import Batch, FileRow
from imports.formats import BadCellError, Column, Format, Kind, Lookup, Option, Target
from imports.normalisers import as_text, choice, date, fold, text
from imports.readers.cells import Cell
from recipients import identity, nik
from recipients.formats import columns
from recipients.formats.writing import share_a_word
from recipients.models import CivilMatch
from verification import reference
from verification.actions.faults import find_faults
from verification.models import Answer, Field
from verification.rules import RULES

ANSWERS = {
    **dict.fromkeys(("padan", "sesuai", "cocok", "matched", "1"), Answer.MATCHED),
    **dict.fromkeys(("tidak_padan", "tidak_sesuai", "tdk_padan", "belum_padan", "unmatched", "0"),
                    Answer.UNMATCHED),
    **dict.fromkeys(("tidak_ditemukan", "data_tidak_ditemukan", "nik_tidak_ditemukan",
                     "tdk_ditemukan", "tidak_terdaftar", "not_found"), Answer.NOT_FOUND),
    **dict.fromkeys(("meninggal", "meninggal_dunia", "wafat", "mati", "deceased"),
                    Answer.DECEASED),
}  # fmt: skip
FIELDS = {
    "nik": Field.NIK, "no_nik": Field.NIK,
    "nama": Field.NAME, "nama_lengkap": Field.NAME, "nama_lgkp": Field.NAME, "name": Field.NAME,
    "tanggal_lahir": Field.BIRTH_DATE, "tgl_lahir": Field.BIRTH_DATE, "tgl_lhr": Field.BIRTH_DATE,
    "birth_date": Field.BIRTH_DATE,
    "jenis_kelamin": Field.SEX, "jk": Field.SEX, "jenis_klmin": Field.SEX, "sex": Field.SEX,
    "no_kk": Field.KK, "nomor_kk": Field.KK, "kk": Field.KK,
    "alamat": Field.ADDRESS, "address": Field.ADDRESS,
}  # fmt: skip
# The registry knows a person whose death it reports.
MATCHES = {
    Answer.MATCHED: CivilMatch.MATCHED, Answer.UNMATCHED: CivilMatch.UNMATCHED,
    Answer.NOT_FOUND: CivilMatch.NOT_FOUND, Answer.DECEASED: CivilMatch.MATCHED,
}  # fmt: skip
FOLLOWING = ("civil_unmatched", "civil_not_found", "deceased_active", "nik_doubtful")
_SEPARATORS = re.compile(r"[,;/|+&\n]|\bdan\b")
_PERSON = (
    "p.id, h.kelurahan_id, p.nik_index, p.name, p.birth_date, p.deceased, p.deceased_on,"
    " a.id, a.answered_on FROM recipients_person p"
    " JOIN recipients_household h ON h.id = p.household_id"
    " LEFT JOIN verification_civilanswer a ON a.person_id = p.id"
)
LOOKUPS = (
    Lookup(
        "person",
        "SELECT wanted.key, " + _PERSON + " JOIN unnest(%(keys)s::text[]) AS wanted (key)"
        " ON p.id = split_part(wanted.key, '-', 1)::bigint",
        lambda row, _options: row.values["reference"] or None, own_area_only=True,
    ),
    Lookup(
        "person",
        "SELECT p.nik_index, " + _PERSON
        + " WHERE p.nik_index = ANY(%(keys)s) AND p.merged_into_id IS NULL ORDER BY h.status, p.id",
        lambda row, _options: _nik_index(row), own_area_only=True,
    ),
)  # fmt: skip


def _nik_index(row: FileRow) -> bytes | None:
    number = nik.clean(row.values["nik"])
    return identity.blind_index(number) if number and not row.values["reference"] else None


def read_reference(cell: Cell) -> str:
    """Read a reference of ours."""
    value = text(40)(cell)
    if not reference.FORM.fullmatch(value):
        raise BadCellError("bad_reference")
    return value


def read_fields(cell: Cell) -> list[str]:
    """Read the fields that differ, however they are separated."""
    words = [fold(part) for part in _SEPARATORS.split(as_text(cell).lower())]
    try:
        return sorted({FIELDS[word].value for word in words if word})
    except KeyError:
        raise BadCellError("not_a_choice", ", ".join(FIELDS)[:120]) from None


def build(row: FileRow, batch: Batch) -> None:
    """Stage the answer about one person, and what it says about them."""
    found = _find(row)
    if found is None:
        return
    person, area, _index, _name, born, deceased, died, answer_id, before = found
    row.area = area
    answer, differs, death = (row.values[name] for name in ("answer", "differs", "deceased_on"))
    day = row.values["answered_on"] or _answered_on(batch.options)
    if before is not None and before > day:
        row.refuse("older_answer", "answered_on", before.isoformat())
    if death is not None and answer != Answer.DECEASED:
        row.refuse("not_dead", "deceased_on")
    if death is not None and born is not None and death < born:
        row.refuse("dead_before_birth", "deceased_on")
    if differs and answer != Answer.UNMATCHED:
        row.refuse("differs_but_matched", "differs")
    if row.problems:
        return
    dead = deceased or answer == Answer.DECEASED
    values = (MATCHES[answer].value, dead, death or died)
    batch.stage("person", row, person, values, new=False)
    own_id = answer_id or batch.reserve("answer")[0]
    values_of_answer = (person, answer.value, differs, death, day)
    batch.stage("answer", row, own_id, values_of_answer, new=answer_id is None)


def _find(row: FileRow) -> tuple[Any, ...] | None:
    """Return the one person that the row answers about, or refuse the row."""
    matches = row.found.get("person", [])
    field = "reference" if row.values["reference"] else "nik"
    if not row.values["reference"] and not nik.clean(row.values["nik"]):
        row.refuse("no_identity", "nik")
    elif not matches:
        row.refuse("not_found", field)
    elif len(matches) > 1:
        row.refuse("ambiguous", "nik")
    else:
        _compare(row, matches[0])
    return None if row.problems else matches[0]


def _compare(row: FileRow, found: tuple[Any, ...]) -> None:
    """Refuse a row whose reference, number or name is not this person's."""
    person, _area, index, name, born = found[:5]
    number, said = nik.clean(row.values["nik"]), row.values["reference"]
    if said and number and (not index or bytes(index) not in identity.blind_indexes(number)):
        row.refuse("other_number", "nik")
    elif said and not reference.holds(said, person, name, born):
        row.refuse("changed_since", "reference")
    elif not said and row.values["name"] and not share_a_word(row.values["name"], name):
        row.refuse("other_name", "name")


def _answered_on(options: Mapping[str, str]) -> Any:
    return parse_date(options.get("answered_on", "")) or timezone.localdate()


def apply_rules(_applied: Applied) -> None:
    """Let the findings follow in the same transaction, when written and when taken back."""
    find_faults([RULES[key] for key in FOLLOWING])


FORMAT = Format(
    name="civil_answer",
    title=_("Answer of the civil registry"),
    description=_("Whether the registry knows each person under this NIK, and who has died."),
    columns=(
        Column("reference", ("referensi", "id_referensi", "ref", "reference"), read_reference,
               repeats=False, help=_("As in the file that was sent to the registry."),
               example=""),
        columns.NIK,
        columns.optional(columns.NAME),
        Column("answer", ("hasil", "status", "status_padan", "hasil_padan", "keterangan", "answer"),
               choice(ANSWERS), Kind.CHOICE, needed=True, required=True,
               choices=("padan", "tidak padan", "tidak ditemukan", "meninggal"), example="padan"),
        Column("differs", ("field_berbeda", "kolom_berbeda", "tidak_sesuai", "data_berbeda",
                           "differs"),
               read_fields, empty=[], help=_("Which fields differ, separated by commas."),
               example=""),
        Column("deceased_on", ("tanggal_meninggal", "tgl_meninggal", "tgl_mati", "deceased_on"),
               date, Kind.DATE, empty=None, help=_("Only for the deceased.")),
        Column("answered_on", ("tanggal_jawaban", "tgl_padan", "tanggal_padan", "answered_on"),
               date, Kind.DATE, empty=None, help=_("Empty: the day given when sending the file.")),
    ),
    targets=(
        Target("person", "recipients.Person",
               {"civil_match": "", "deceased": "", "deceased_on": ""}, label=_("people")),
        Target("answer", "verification.CivilAnswer",
               {"person_id": "", "answer": "", "differs": "", "deceased_on": "",
                "answered_on": ""},
               unique=("person_id",), unique_field="nik", label=_("answers")),
    ),
    lookups=LOOKUPS,
    options=(
        Option("answered_on", _("date of the answer"), help=_("As 2021-07-31; empty: today."),
               pattern=r"(\d{4}-\d{2}-\d{2})?"),
    ),
    build=build,
    after_apply=apply_rules,
    permission="verification.import_answer",
)  # fmt: skip
