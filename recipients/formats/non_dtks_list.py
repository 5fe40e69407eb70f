"""Lists of families outside DTKS, as a kelurahan keeps them: without numbers of their own.

People are found again by NIK, without one by name, birth date and address; families by KK number.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from imports.batch import Batch, FileRow
from imports.formats import Format, Lookup, Option
from recipients import identity, nik
from recipients.formats import columns
from recipients.formats.after import index_staged_people
from recipients.formats.searching import COMPANIONS, stage_words
from recipients.formats.writing import (
    HOUSEHOLD,
    PERSON,
    derived_id,
    refuse_foreign,
    stage_household,
    stage_person,
)

_PERSON = (
    "SELECT p.{key}, p.id, h.kelurahan_id, p.source_id, h.id, h.source_id,"
    " p.birth_date, p.sex FROM recipients_person p"
    " JOIN recipients_household h ON h.id = p.household_id WHERE p.source_register ="
    " %(register_name)s AND p.{key} {filled} AND p.{key} = ANY(%(keys)s)"
)


def _nik_index(row: FileRow, _options: object = None) -> bytes | None:
    number = nik.clean(row.values["nik"])
    return identity.blind_index(number) if number else None


def _without_nik(row: FileRow, _options: object) -> str | None:
    return None if nik.clean(row.values["nik"]) else derived_id(row)


def _kk_index(row: FileRow, _options: object = None) -> bytes | None:
    number = nik.clean(row.values["kk"])
    return identity.blind_index(number) if number else None


LOOKUPS = (
    Lookup("person", _PERSON.format(key="nik_index", filled="IS NOT NULL"), _nik_index),
    Lookup("person", _PERSON.format(key="source_id", filled="<> ''"), _without_nik),
    Lookup(
        "household",
        "SELECT kk_index, id, kelurahan_id, source_id FROM recipients_household WHERE"
        " register_name = %(register_name)s AND kk_index IS NOT NULL AND kk_index = ANY(%(keys)s)",
        _kk_index,
    ),
)


def build(row: FileRow, batch: Batch) -> None:
    """Stage the row's household and person."""
    refuse_foreign(row, batch, "household", "kk")
    refuse_foreign(row, batch, "person", "nik")
    if row.problems:
        return
    person, kk_index, nik_index = row.match("person"), _kk_index(row), _nik_index(row)
    own_id = "nik-" + nik_index.hex()[:40] if nik_index else derived_id(row)
    source_id = person[2] if person else own_id
    if "household" not in row.found and person and kk_index is None:
        row.found["household"] = [(person[3], person[1], person[4])]
    household = row.match("household")
    family_id = household[2] if household else _family_id(kk_index, own_id)
    household_id = stage_household(
        row, batch, register="non_dtks", source_id=family_id, key=family_id
    )
    if row.problems:
        return
    staged = stage_person(row, batch, household=household_id, source_id=source_id)
    if not (household or person):
        stage_words(row, batch, staged)


def _family_id(kk_index: bytes | None, own_id: str) -> str:
    return "kk-" + kk_index.hex()[:40] if kk_index else own_id


FORMAT = Format(
    name="non_dtks_list",
    title=_("Non-DTKS list"),
    description=_("Families outside DTKS who need aid, as kelurahan list them."),
    columns=(
        columns.NAME, columns.NIK, columns.optional(columns.KK), columns.optional(
            columns.KELURAHAN
        ),
        columns.ADDRESS, columns.RT, columns.RW, columns.BIRTH_DATE,
        columns.BIRTH_PLACE, columns.MOTHER_NAME, columns.SEX, columns.RELATION,
    ),
    targets=(HOUSEHOLD, replace(PERSON, unique_field="nik")),
    lookups=LOOKUPS,
    options=(
        Option("register_name", _("name of the list"), default="Non-DTKS", pattern=r".{1,40}",
               same_list=True),
        Option("register_version", _("version of the list"), pattern=r".{0,20}"),
    ),
    build=build,
    companions=COMPANIONS,
    after_apply=index_staged_people,
)  # fmt: skip
