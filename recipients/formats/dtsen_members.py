"""The DTSEN member file: one row a person of a family that is in the register already."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from imports.batch import Batch, FileRow
from imports.formats import Format
from recipients.formats import columns
from recipients.formats.after import index_people
from recipients.formats.dtsen_families import OPTIONS
from recipients.formats.writing import (
    HOUSEHOLD_BY_SOURCE,
    PERSON,
    PERSON_BY_SOURCE,
    refuse_foreign,
    refuse_number_as_id,
    stage_person,
)


def build(row: FileRow, batch: Batch) -> None:
    """Stage the row's person."""
    family = row.match("household")
    if family is None:
        row.refuse("unknown_family", "household_id")
        return
    row.area = family[1]
    refuse_number_as_id(row)
    refuse_foreign(row, batch, "person", "person_id")
    if not row.problems:
        stage_person(row, batch, household=family[0], source_id=row.values["person_id"])


FORMAT = Format(
    name="dtsen_members",
    title=_("DTSEN members"),
    description=_("Members of the families of DTSEN, one row a person."),
    columns=(
        columns.HOUSEHOLD_ID, columns.PERSON_ID, columns.NIK, columns.NAME,
        replace(
            columns.RELATION,
            headers=tuple(dict.fromkeys(("hub_kepala_keluarga", *columns.RELATION.headers))),
        ),
        columns.BIRTH_DATE, columns.BIRTH_PLACE, columns.MOTHER_NAME, columns.SEX, columns.DECEASED,
    ),
    targets=(replace(PERSON, links={}),),
    lookups=(replace(HOUSEHOLD_BY_SOURCE, own_area_only=True), PERSON_BY_SOURCE),
    options=OPTIONS,
    build=build,
    after_apply=index_people,
)  # fmt: skip
