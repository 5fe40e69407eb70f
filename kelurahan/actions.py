"""Every change of the area tree. Areas are renamed, closed and merged, never deleted."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pghistory
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kelurahan import area_checks, area_files, area_staging
from kelurahan.area_files import BrokenFilesError
from kelurahan.area_names import tidy
from kelurahan.models import Area, AreaFormerName
from kelurahan.models.area import FIRST_DAY

type Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class AreaChanges:
    """How many areas a load of files added, renamed, closed and left as they were."""

    new: int = 0
    renamed: int = 0
    closed: int = 0
    unchanged: int = 0
    left_closed: int = 0


def load_areas(
    *, directory: Path = area_files.FIXTURES, on: datetime.date, by: AbstractBaseUser | None = None
) -> AreaChanges:
    """Load the area files of a folder; see `load_area_files`."""
    return load_area_files(paths=area_files.files_of(directory), on=on, by=by)


@transaction.atomic
def load_area_files(
    *,
    paths: Iterable[Path],
    on: datetime.date,
    valid_from: datetime.date = FIRST_DAY,
    close_missing: bool = False,
    by: AbstractBaseUser | None = None,
    report: Report = lambda step: None,
) -> AreaChanges:
    """Add and rename areas as the files say, all or nothing; raise BrokenFilesError otherwise.

    Renames date from `on`; new areas from `valid_from`, by default since ever, as files do not
    say when an area came into being. Areas that the files lack stay, unless `close_missing`
    closes on `on` those whose siblings are in the files. A closed area is never opened again.
    """
    report(_("reading"))
    files = area_files.read(paths)
    area_staging.lock_areas()
    report(_("comparing"))
    area_staging.stage(files.rows, on=on)
    faults = [*files.faults, *area_checks.staged_faults(files, on=on)]
    missing = area_staging.missing_codes(on=on) if close_missing else []
    faults.extend(area_checks.closing_faults(files, missing, on=on))
    if faults:
        raise BrokenFilesError(faults)
    report(_("storing"))
    with pghistory.context(action="load_areas", by=by and by.pk):
        return _apply(len(files.rows), missing, on=on, valid_from=valid_from)


def _apply(
    count: int, missing: list[str], *, on: datetime.date, valid_from: datetime.date
) -> AreaChanges:
    left_closed = area_staging.count_left_closed()
    renamed = area_staging.rename_changed(on=on)
    closed = area_staging.close(missing, on=on)
    new = area_staging.add_new(valid_from=valid_from)
    unchanged = count - new - renamed - left_closed
    return AreaChanges(new, renamed, closed, unchanged, left_closed)


@transaction.atomic
def rename_area(
    *, area: Area, name: str, on: datetime.date, by: AbstractBaseUser | None = None
) -> Area:
    """Give an area another name from the day `on`, at most today; the old one stays findable."""
    area = _locked(area, on)
    name = Area._meta.get_field("name").clean(tidy(name), area)
    if on > timezone.localdate():
        raise ValidationError(_("A new name holds at once: enter a day up to today."), "future")
    if name == area.name:
        raise ValidationError(_("Enter a name that differs from the present one."), "same")
    if area.former_names.filter(until__gt=on).exists():
        raise ValidationError(_("The area was renamed after that day: enter a later one."), "late")
    # A name of less than a day never was one: the first of the day stays.
    AreaFormerName.objects.get_or_create(area=area, until=on, defaults={"name": area.name})
    area.former_names.filter(until=on, name=name).delete()
    area.name = name
    with pghistory.context(action="rename_area", by=by and by.pk):
        area.save(update_fields=["name"])
    return area


@transaction.atomic
def close_area(*, area: Area, on: datetime.date, by: AbstractBaseUser | None = None) -> Area:
    """Let an area end on the day `on`, the first on which it no longer exists."""
    area = _locked(area, on)
    return _close(area, on=on, into=None, action="close_area", by=by)


@transaction.atomic
def merge_area(
    *, area: Area, into: Area, on: datetime.date, by: AbstractBaseUser | None = None
) -> Area:
    """Let an area end on the day `on` and name the area of its level that takes it up."""
    area, into = _locked(area, on), Area.objects.get(pk=into.pk)
    if into.pk == area.pk:
        raise ValidationError(_("An area cannot be merged into itself."), "itself")
    if into.level != area.level:
        raise ValidationError(_("Choose an area of the same level."), "level")
    # One that ends later could be merged back before then: a circle of successors.
    if into.valid_until is not None or into.valid_from > on:
        raise ValidationError(_("Choose an area that exists on that day and stays."), "target")
    return _close(area, on=on, into=into, action="merge_area", by=by)


def _close(
    area: Area,
    *,
    on: datetime.date,
    into: Area | None,
    action: str,
    by: AbstractBaseUser | None,
) -> Area:
    if on <= area.valid_from:
        raise ValidationError(_("An area ends at the earliest a day after it began."), "early")
    if area.children.in_force(on).exists():
        raise ValidationError(
            _("Areas in it still exist on that day: close or merge them first."), "children"
        )
    area.valid_until, area.successor = on, into
    with pghistory.context(action=action, by=by and by.pk):
        area.save(update_fields=["valid_until", "successor"])
    return area


def _locked(area: Area, on: datetime.date) -> Area:
    """Return the area as it is now, with the tree locked; it must exist on the day `on`."""
    area_staging.lock_areas()
    area = Area.objects.get(pk=area.pk)
    if area.valid_until is not None:
        raise ValidationError(_("The area is closed already."), "closed")
    if on < area.valid_from:
        raise ValidationError(_("The area did not exist on that day."), "early")
    return area
