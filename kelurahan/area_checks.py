"""Compares staged area rows with the areas in force; what does not fit becomes a fault."""

import datetime
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kelurahan import area_staging
from kelurahan.area_csv import Fault
from kelurahan.area_files import AreaFiles, AreaRow
from kelurahan.models import Area


def staged_faults(files: AreaFiles, *, on: datetime.date) -> list[Fault]:
    """Return the faults of staged rows that only the table of areas can tell."""
    rows = {row.code: row for row in files.rows}
    orphans = (rows[code] for code in area_staging.codes_without_parent())
    return [
        *(_orphan(row) for row in orphans if row.parent not in files.places),
        *(_below_closed(rows[code]) for code in area_staging.new_codes_below_closed(on=on)),
        *(_renamed_since(rows[code], on) for code in area_staging.codes_renamed_since(on=on)),
    ]


def closing_faults(files: AreaFiles, missing: list[str], *, on: datetime.date) -> Iterator[Fault]:
    """Yield why the missing areas cannot be closed on that day."""
    gone = set(missing)
    for row in files.rows:
        if row.parent in gone:
            message = _("%(parent)s is missing above, so it would be closed: add its row.")
            yield _fault(row, message % {"parent": row.parent})
    for area in Area.objects.filter(code__in=missing, valid_from__gte=on):
        message = _("%(code)s is missing, but opened on %(date)s only: choose a later date.")
        date = date_format(area.valid_from, "DATE_FORMAT")
        yield Fault(files.rows[0].file, 0, message % {"code": area.code, "date": date})


def _orphan(row: AreaRow) -> Fault:
    message = _("Its parent %(parent)s is unknown: load its row too, or correct the code.")
    return _fault(row, message % {"parent": row.parent})


def _below_closed(row: AreaRow) -> Fault:
    message = _("%(parent)s is closed, so nothing new can lie in it: take this row out.")
    return _fault(row, message % {"parent": row.parent})


def _renamed_since(row: AreaRow, on: datetime.date) -> Fault:
    message = _("%(code)s opened or was renamed after %(date)s: choose a later date.")
    return _fault(row, message % {"code": row.code, "date": date_format(on, "DATE_FORMAT")})


def _fault(row: AreaRow, message: str) -> Fault:
    return Fault(row.file, row.line, message)
