"""How rows of files become rows of households and people, sealed before they are staged."""

import hashlib
import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from imports.batch import Batch, FileRow
from imports.formats import Lookup, Target
from recipients import identity, names, nik
from recipients.models import CivilMatch, NikStatus
from recipients.models.person import COMPARED_BY_CIVIL_REGISTRY

HOUSEHOLD_COLUMNS = {
    "kelurahan_id": "kelurahan", "address": "address", "rt": "rt", "rw": "rw",
    "kk_cipher": "kk", "kk_index": "kk", "register": "", "register_name": "",
    "register_version": "", "source_id": "", "desil": "desil",
}  # fmt: skip
PERSON_COLUMNS = {
    "household_id": "", "name": "name", "nik_cipher": "nik", "nik_index": "nik",
    "nik_status": "nik", "nik_warnings": "nik", "birth_date": "birth_date",
    "birth_place": "birth_place", "mother_name": "mother_name", "sex": "sex",
    "relation": "relation", "deceased": "deceased", "source_register": "", "source_id": "",
}  # fmt: skip
# What the rows of one family must agree on.
FAMILY = tuple(field for field in dict.fromkeys(HOUSEHOLD_COLUMNS.values()) if field)
NOT_SPELLING = re.compile(r"[\W_]+")
HOUSEHOLD = Target(
    "household", "recipients.Household", HOUSEHOLD_COLUMNS,
    unique=("source_id",), merge=True, not_compared=("kk_cipher",), label=_("families"),
)  # fmt: skip
PERSON = Target(
    "person", "recipients.Person", PERSON_COLUMNS,
    unique=("source_id",), unique_field="person_id", links={"household_id": "household"},
    not_compared=("nik_cipher",), label=_("people"),
    resets={
        "civil_match": (COMPARED_BY_CIVIL_REGISTRY, CivilMatch.UNCHECKED.value),
        "deceased_on": (("deceased",), None),
    },
)  # fmt: skip

# The partial unique indexes only serve queries that repeat their condition.
HOUSEHOLD_BY_SOURCE = Lookup(
    "household",
    "SELECT source_id, id, kelurahan_id FROM recipients_household WHERE register_name ="
    " %(register_name)s AND source_id <> '' AND source_id = ANY(%(keys)s)",
    lambda row, _options: row.values["household_id"] or None,
    any="SELECT FROM recipients_household WHERE register_name = %(register_name)s"
    " AND source_id <> ''",
)
PERSON_BY_SOURCE = Lookup(
    "person",
    "SELECT p.source_id, p.id, h.kelurahan_id, p.source_id, p.birth_date, p.sex"
    " FROM recipients_person p"
    " JOIN recipients_household h ON h.id = p.household_id WHERE p.source_register ="
    " %(register_name)s AND p.source_id <> '' AND p.source_id = ANY(%(keys)s)",
    lambda row, _options: row.values["person_id"] or None,
    any="SELECT FROM recipients_person WHERE source_register = %(register_name)s"
    " AND source_id <> ''",
)


def refuse_foreign(row: FileRow, batch: Batch, lookup: str, field: str) -> None:
    """Refuse a row that would add what is registered outside the importer's area already.

    An unknown one would be added, so this cannot look the same; but the answer does not tell why.
    Formats that only find what is there hide such entries instead (`Lookup.own_area_only`).
    """
    found = row.match(lookup)
    if found is not None and not batch.in_scope(found[1]):
        row.refuse("not_usable", field)


def refuse_number_as_id(row: FileRow) -> None:
    """Refuse a NIK or KK number that is repeated as the source's own, which is stored in plain."""
    numbers = {nik.clean(row.values.get(field) or "") for field in ("nik", "kk")} - {""}
    for field in ("household_id", "person_id"):
        if nik.clean(row.values.get(field) or "") in numbers:
            row.refuse("number_as_id", field)


def stage_household(row: FileRow, batch: Batch, *, register: str, source_id: str, key: Any) -> int:
    """Stage the row's household once for all rows with the same `key`; return its id.

    A row that says otherwise about it than the first is refused; what the first left empty is
    filled in.
    """
    found = row.match("household")
    row_id = found[0] if found is not None else batch.reserve("household", key=key)[0]
    first = batch.first_about("household", row_id, row)
    if first is not row and not _completes(row, first):
        return int(row_id)
    values = household_values(first, batch, row_id, register=register, source_id=source_id)
    if first is row:
        batch.stage("household", row, row_id, values, new=found is None)
    else:
        batch.stage_again("household", row_id, values)
    return int(row_id)


def _completes(row: FileRow, first: FileRow) -> bool:
    """Fill what the first row about a family left empty; refuse what contradicts it."""
    missing = {}
    for field in FAMILY:
        now, before = row.values.get(field), first.values.get(field)
        if now == before or not (said := _plain(field, now)):
            continue
        if not (known := _plain(field, before)):
            missing[field] = now
        elif said != known:
            row.refuse("family_disagrees", field, str(first.number))
    if row.problems:
        return False
    first.values.update(missing)
    return bool(missing)


def _plain(field: str, value: Any) -> str:
    """Return what a cell says without its spelling."""
    text = nik.clean(value) if field == "kk" else str(value or "")
    return NOT_SPELLING.sub("", text).lower()


def household_values(
    row: FileRow, batch: Batch, row_id: int, *, register: str, source_id: str
) -> tuple[Any, ...]:
    """Return a household's values in the order of HOUSEHOLD_COLUMNS, the KK number sealed."""
    values = row.values
    number = nik.clean(values["kk"])
    options = batch.options
    return (
        values["kelurahan"], values["address"], values["rt"], values["rw"],
        identity.encrypt(number, column="household.kk", row_id=row_id) if number else None,
        identity.blind_index(number) if number else None,
        register, options["register_name"], options.get("register_version", ""), source_id,
        values.get("desil"),
    )  # fmt: skip


def stage_person(row: FileRow, batch: Batch, *, household: int, source_id: str) -> int:
    """Stage the row's person, the NIK sealed; return the id."""
    values = row.values
    found = row.match("person")
    row_id = found[0] if found is not None else batch.reserve("person")[0]
    birth_date, sex = _born_as(row, batch)
    reading = nik.read(values["nik"], birth_date=birth_date, sex=sex)
    present = reading.status != NikStatus.ABSENT
    batch.stage(
        "person", row, row_id,
        (
            household, values["name"],
            identity.encrypt(reading.number, column="person.nik", row_id=row_id)
            if present else None,
            identity.blind_index(reading.number) if present else None,
            reading.status.value, [warning.value for warning in reading.warnings],
            values["birth_date"], values.get("birth_place", ""), values.get("mother_name", ""),
            values["sex"], values["relation"],
            values.get("deceased", False), batch.options["register_name"], source_id,
        ),
        new=found is None,
    )  # fmt: skip
    return int(row_id)


def _born_as(row: FileRow, batch: Batch) -> tuple[Any, Any]:
    """Return the birth date and sex that the person will have: a file may carry neither.

    Lookups of people end with these two columns.
    """
    found = row.match("person") or (None, "")
    return (
        row.values["birth_date"] if "birth_date" in batch.fields else found[-2],
        row.values["sex"] if "sex" in batch.fields else found[-1],
    )


def derived_id(row: FileRow) -> str:
    """Return a number for a person whose source gives none and who has no NIK.

    It is the same whenever the same row comes again. It covers what is stored in plain beside it.
    """
    values = row.values
    parts = (
        values["kelurahan"], " ".join(word.folded for word in names.words(values["name"])),
        str(values["birth_date"] or ""), values["address"].lower(), values["rt"], values["rw"],
    )  # fmt: skip
    return "~" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def share_a_word(one: str, other: str) -> bool:
    """Tell whether two names have a word in common as the search compares them."""
    words = {word.folded for word in names.words(one)}
    return bool(words & {word.folded for word in names.words(other)})
