"""Finds the person, family and programme that a row of a payment list is about."""

from collections.abc import Mapping
from typing import Any

from imports.batch import Batch, FileRow
from imports.formats import Lookup
from recipients import identity, nik
from recipients.formats.writing import share_a_word

_PERSON = (
    "SELECT p.{key}, p.id, h.kelurahan_id, h.id, p.name, h.status FROM recipients_person p"
    " JOIN recipients_household h ON h.id = p.household_id WHERE {more} p.{key} = ANY(%(keys)s)"
    " ORDER BY h.status, p.id"
)


def _nik_index(row: FileRow, _options: object) -> bytes | None:
    number = nik.clean(row.values["nik"])
    return identity.blind_index(number) if number and not row.values["person_id"] else None


PERSON_LOOKUPS = (
    Lookup(
        "person",
        _PERSON.format(
            key="nik_index", more="p.nik_index IS NOT NULL AND p.merged_into_id IS NULL AND"
        ),
        _nik_index,
        own_area_only=True,
    ),
    Lookup(
        "person",
        _PERSON.format(
            key="source_id",
            more="p.source_register = %(register_name)s AND p.source_id <> '' AND",
        ),
        lambda row, _options: row.values["person_id"] or None,
        own_area_only=True,
    ),
)  # fmt: skip
PROGRAMME_LOOKUP = Lookup(
    "programme",
    "SELECT slug, id FROM recipients_programme WHERE slug = ANY(%(keys)s)",
    lambda row, options: programme_slug(row, options) or None,
)


def programme_slug(row: FileRow, options: Mapping[str, str]) -> str:
    """Return the programme that the row names, else the file's."""
    return str(row.values["programme"] or options.get("programme", ""))


def pair_key(row: FileRow, _options: object = None) -> str | None:
    """Return "household:programme" once both are found."""
    person, programme = row.match("person"), row.match("programme")
    return f"{person[2]}:{programme[0]}" if person and programme else None


def find_person(row: FileRow) -> tuple[Any, ...] | None:
    """Return (id, area, household, name, status) of the one person meant, or refuse the row."""
    field = "person_id" if row.values["person_id"] else "nik"
    matches = row.found.get("person", [])
    if not row.values["person_id"] and not nik.clean(row.values["nik"]):
        row.refuse("no_identity", "nik")
        return None
    if not matches:
        row.refuse("not_found", field)
        return None
    if len({match[2] for match in matches}) > 1:
        row.refuse("ambiguous", field)
        return None
    return _checked(row, matches[0], field)


def _checked(row: FileRow, found: tuple[Any, ...], field: str) -> tuple[Any, ...] | None:
    row.area = found[1]
    if row.values["name"] and not share_a_word(row.values["name"], found[3]):
        row.refuse("other_name", "name")
    elif found[4] != "active":
        row.refuse("deactivated", field)
    return None if row.problems else found


def find_programme(row: FileRow, batch: Batch) -> int | None:
    """Return the id of the row's programme, or refuse the row."""
    found = row.match("programme")
    if found is None:
        # What the row says may be a name from the next column: only the option is repeated.
        said = "" if row.values["programme"] else str(batch.options.get("programme", ""))
        row.refuse("unknown_programme", "programme", said)
        return None
    return int(found[0])
