"""The DTSEN family file: one row a family; its people come in the member file."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from imports.batch import Batch, FileRow
from imports.formats import Column, Format, Option
from imports.normalisers import text
from recipients.formats import columns
from recipients.formats.after import index_people
from recipients.formats.writing import (
    HOUSEHOLD,
    HOUSEHOLD_BY_SOURCE,
    household_values,
    refuse_foreign,
    refuse_number_as_id,
)

OPTIONS = (
    Option("register_name", _("name of the register"), default="DTSEN", pattern=r".{1,40}",
           same_list=True),
    Option("register_version", _("version of the register"),
           help=_("For example 2025-TW3."), pattern=r".{0,20}"),
)  # fmt: skip
HEAD = Column(
    "head", ("nama_kepala_keluarga", "kepala_keluarga"), text(150), repeats=False,
    help=_("For reading only: the name comes from the member file."), example="Siti Aminah",
)  # fmt: skip


def build(row: FileRow, batch: Batch) -> None:
    """Stage the row's household."""
    refuse_number_as_id(row)
    refuse_foreign(row, batch, "household", "household_id")
    if row.problems:
        return
    found = row.match("household")
    row_id = found[0] if found else batch.reserve("household")[0]
    source_id = row.values["household_id"]
    values = household_values(row, batch, row_id, register="dtks", source_id=source_id)
    batch.stage("household", row, row_id, values, new=found is None)


FORMAT = Format(
    name="dtsen_families",
    title=_("DTSEN families"),
    description=_("Families of DTSEN with their desil, one row a family."),
    columns=(
        columns.HOUSEHOLD_ID, columns.KELURAHAN, columns.KK, HEAD, columns.ADDRESS, columns.RT,
        columns.RW, replace(columns.DESIL, headers=("desil_nasional", "desil")),
    ),
    # One row a family: here a second row is an error, not another member.
    targets=(replace(HOUSEHOLD, merge=False, unique_field="household_id"),),
    lookups=(HOUSEHOLD_BY_SOURCE,),
    options=OPTIONS,
    build=build,
    after_apply=index_people,
)  # fmt: skip
