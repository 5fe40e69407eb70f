"""Who is in a programme: one row a family, found by NIK or the source's own number."""

from django.utils.translation import gettext_lazy as _

from imports.batch import Batch, FileRow
from imports.formats import Column, Format, Kind, Lookup, Option, Target
from imports.normalisers import choice
from recipients.formats import columns
from recipients.formats.finding import (
    PERSON_LOOKUPS,
    PROGRAMME_LOOKUP,
    find_person,
    find_programme,
    pair_key,
)
from recipients.models import Enrolment

STATUSES = {
    **dict.fromkeys(("aktif", "active", "layak", "ya"), Enrolment.Status.ACTIVE),
    **dict.fromkeys(("ditangguhkan", "tunda", "suspended"), Enrolment.Status.SUSPENDED),
    **dict.fromkeys(("berakhir", "keluar", "graduasi", "ended", "nonaktif", "tidak"),
                    Enrolment.Status.ENDED),
}  # fmt: skip
ENROLMENT = Lookup(
    "enrolment",
    "SELECT wanted.key, e.id FROM recipients_enrolment e JOIN unnest(%(keys)s::text[])"
    " AS wanted (key) ON e.household_id = split_part(wanted.key, ':', 1)::bigint"
    " AND e.programme_id = split_part(wanted.key, ':', 2)::bigint",
    pair_key,
)
OPTIONS = (
    Option("programme", _("programme"), help=_("Its short name, where the rows do not say it."),
           pattern=r"[a-z0-9-]{0,60}", same_list=True),
    Option("register_name", _("register of the source's own numbers"), default="DTKS",
           pattern=r".{1,40}"),
)  # fmt: skip


def build(row: FileRow, batch: Batch) -> None:
    """Stage the family's place in the programme, with the person as card holder."""
    person, programme = find_person(row), find_programme(row, batch)
    if person is None or programme is None:
        return
    found = row.match("enrolment")
    row_id = found[0] if found else batch.reserve("enrolment")[0]
    values = (person[2], programme, person[0], row.values["status"])
    batch.stage("enrolment", row, row_id, values, new=found is None)


def check_file(fields: frozenset[str], options: dict[str, str]) -> str:
    """Refuse a file that says nowhere which programme it is about."""
    return "" if "programme" in fields or options.get("programme") else "no_programme"


FORMAT = Format(
    name="programme_recipients",
    title=_("Recipients of a programme"),
    description=_("Families in a programme, with the person who holds the card."),
    columns=(
        columns.NIK, columns.optional(columns.PERSON_ID), columns.optional(columns.NAME),
        columns.PROGRAMME,
        Column("status", ("status", "status_kepesertaan"), choice(STATUSES), Kind.CHOICE,
               empty=Enrolment.Status.ACTIVE, choices=("aktif", "ditangguhkan", "berakhir"),
               help=_("Empty means active."), example="aktif"),
    ),
    targets=(
        Target(
            "enrolment", "recipients.Enrolment",
            {"household_id": "", "programme_id": "", "card_holder_id": "", "status": "status"},
            unique=("household_id", "programme_id"), unique_field="nik", label=_("enrolments"),
        ),
    ),
    lookups=(*PERSON_LOOKUPS, PROGRAMME_LOOKUP, ENROLMENT),
    options=OPTIONS,
    build=build,
    check_file=check_file,
    permission="recipients.add_enrolment",
)  # fmt: skip
