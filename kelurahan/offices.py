"""Where the offices of areas are: entered one by one, or loaded from a file the city keeps."""

import csv
import logging
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kelurahan.models import Area, AreaOffice
from kelurahan.publishing import HasKey

logger = logging.getLogger(__name__)

COLUMNS = ("code", "address", "telephone", "hours", "map_link")
MOST_BYTES = 5_000_000


class BrokenOfficesError(ValueError):
    """The file cannot be used; `args` are lines that say where, why and what to do."""


@dataclass(frozen=True)
class Loaded:
    """How many offices are new or changed, and how many are as before."""

    changed: int
    unchanged: int


@transaction.atomic
def load_offices(*, path: Path) -> Loaded:
    """Keep the offices of a file: all of them or none. Areas that it lacks keep theirs."""
    known = {office.area_id: office for office in AreaOffice.objects.all()}
    codes = set(Area.objects.values_list("code", flat=True))
    offices: dict[str, AreaOffice] = {}
    faults: list[str] = []
    for line, row in enumerate(_rows(path), 2):
        office = AreaOffice(area_id=row["code"], **{name: row[name] for name in COLUMNS[1:]})
        if fault := _fault(office, codes, offices):
            faults.append(_("Line %(line)s: %(fault)s") % {"line": line, "fault": fault})
        offices[office.area_id] = office
    if faults:
        raise BrokenOfficesError(*faults)
    changed = [o for c, o in offices.items() if c not in known or _state(o) != _state(known[c])]
    AreaOffice.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["area"], update_fields=list(COLUMNS[1:])
    )
    return Loaded(len(changed), len(offices) - len(changed))


@transaction.atomic
def set_office(*, area: Area, by: HasKey, **fields: str) -> AreaOffice:
    """Keep where the office of an area is; `fields` are those of COLUMNS without the code.

    Raises ValidationError, naming fields, where the office cannot be kept so.
    """
    office = AreaOffice(area=area, **fields)
    office.full_clean(validate_unique=False, exclude=["area"])
    AreaOffice.objects.bulk_create(
        [office], update_conflicts=True, unique_fields=["area"], update_fields=list(COLUMNS[1:])
    )
    logger.info("office of %s set by user %s", area.pk, by.pk)
    return office


def remove_office(*, area: Area, by: HasKey) -> None:
    """Forget where the office of an area is, as it no longer is there."""
    AreaOffice.objects.filter(area=area).delete()
    logger.info("office of %s removed by user %s", area.pk, by.pk)


def _state(office: AreaOffice) -> list[str]:
    return [getattr(office, name) for name in COLUMNS[1:]]


def _rows(path: Path) -> list[dict[str, str]]:
    if path.stat().st_size > MOST_BYTES:
        raise BrokenOfficesError(_("The file is larger than 5 MB: it is no list of offices."))
    try:
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
        rows = list(csv.DictReader(lines, restval="", strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BrokenOfficesError(_("This is no CSV in UTF-8: save the file again.")) from error
    missing = [name for name in COLUMNS if not rows or name not in rows[0]]
    if missing:
        raise BrokenOfficesError(
            _("The first line must name the columns %(columns)s.") % {"columns": ", ".join(COLUMNS)}
        )
    return [{name: str(row[name]).strip() for name in COLUMNS} for row in rows]


def _fault(office: AreaOffice, codes: set[str], earlier: dict[str, AreaOffice]) -> str:
    if office.area_id not in codes:
        return _("no area has the code “%(code)s”.") % {"code": office.area_id}
    if office.area_id in earlier:
        return _("the area stands in the file twice.")
    try:
        office.clean_fields(exclude=["area"])
    except ValidationError as error:
        return " ".join(f"{field}: {' '.join(e)}" for field, e in error.message_dict.items())
    return ""
