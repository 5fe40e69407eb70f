"""The DTKS roster: one row a person, with the family's columns repeated in each."""

from django.utils.translation import gettext_lazy as _

from imports.batch import Batch, FileRow
from imports.formats import Format, Option
from recipients.formats import columns
from recipients.formats.after import index_staged_people
from recipients.formats.searching import COMPANIONS, stage_words
from recipients.formats.writing import (
    HOUSEHOLD,
    HOUSEHOLD_BY_SOURCE,
    PERSON,
    PERSON_BY_SOURCE,
    refuse_foreign,
    refuse_number_as_id,
    stage_household,
    stage_person,
)


def build(row: FileRow, batch: Batch) -> None:
    """Stage the row's household and person."""
    refuse_number_as_id(row)
    refuse_foreign(row, batch, "household", "household_id")
    refuse_foreign(row, batch, "person", "person_id")
    if row.problems:
        return
    source_id = row.values["household_id"]
    household = stage_household(row, batch, register="dtks", source_id=source_id, key=source_id)
    if row.problems:
        return
    person = stage_person(row, batch, household=household, source_id=row.values["person_id"])
    if not (row.found.get("household") or row.found.get("person")):
        stage_words(row, batch, person)


FORMAT = Format(
    name="dtks_roster",
    title=_("DTKS roster"),
    description=_("People and families of the ministry's register, one row a person."),
    columns=(
        columns.HOUSEHOLD_ID, columns.PERSON_ID, columns.KELURAHAN, columns.NAME, columns.NIK,
        columns.KK, columns.BIRTH_DATE, columns.BIRTH_PLACE, columns.MOTHER_NAME, columns.SEX,
        columns.RELATION, columns.ADDRESS, columns.RT, columns.RW, columns.DESIL, columns.DECEASED,
    ),
    targets=(HOUSEHOLD, PERSON),
    lookups=(HOUSEHOLD_BY_SOURCE, PERSON_BY_SOURCE),
    options=(
        Option("register_name", _("name of the register"), default="DTKS", pattern=r".{1,40}",
               same_list=True),
        Option("register_version", _("version of the register"),
               help=_("For example 2021-04."), pattern=r".{0,20}"),
    ),
    build=build,
    companions=COMPANIONS,
    after_apply=index_staged_people,
)  # fmt: skip
