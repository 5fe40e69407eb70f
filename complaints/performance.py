"""What the page of answered complaints shows, from published figures alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from complaints.figures import (
    ANSWERED,
    KINDS,
    MEDIAN_HOURS,
    ON_TIME,
    OVERDUE,
    RATING,
    RECEIVED,
    REOPENED,
)
from kelurahan.figures import Count, FigureSet, Part, figures_of, percent
from kelurahan.models import Area, Release

COLUMNS = (RECEIVED, ANSWERED, ON_TIME, REOPENED, OVERDUE, MEDIAN_HOURS, RATING)
KEYS = tuple(indicator.key for indicator in COLUMNS)
RANKED = 5
HOURS_OF_A_DAY = 24


@dataclass(frozen=True)
class Desk:
    """How an area deals with its complaints. Days and rating stay empty where they are few."""

    area: Area
    received: Count
    answered: Count
    on_time: Count
    on_time_percent: Decimal | None
    reopened: Count
    overdue: Count
    days: Decimal | None
    rating: Decimal | None

    @property
    def has_any(self) -> bool:
        """Whether anybody complained."""
        return bool(self.received.value)


@dataclass(frozen=True)
class Performance:
    """The page of one city or kecamatan."""

    desk: Desk
    children: Sequence[Desk]
    kinds: Sequence[Part]
    fastest: Sequence[Desk]
    slowest: Sequence[Desk]
    above: Sequence[Area]


def _scaled(count: Count, divisor: int, places: str) -> Decimal | None:
    return (
        None if count.value is None else (Decimal(count.value) / divisor).quantize(Decimal(places))
    )


def _desk(figures: FigureSet, area: Area) -> Desk:
    received, answered, on_time, reopened, overdue, hours, rating = (
        figures.count(area.code, indicator) for indicator in COLUMNS
    )
    return Desk(
        area, received, answered, on_time, percent(on_time.value, answered.value), reopened,
        overdue, _scaled(hours, HOURS_OF_A_DAY, "0.1"), _scaled(rating, 100, "0.1"),
    )  # fmt: skip


def _kinds(figures: FigureSet, code: str, received: Count) -> list[Part]:
    """Return the kinds that occur or are protected, most frequent first."""
    parts = [Part(i, c := figures.count(code, i), percent(c.value, received.value)) for i in KINDS]
    shown = [part for part in parts if part.count.value or part.count.suppressed]
    return sorted(shown, key=lambda part: -(part.count.value or 0))


def _ranked(desks: Iterable[Desk]) -> list[Desk]:
    """Return the kelurahan with a median, fastest first; equals by their code."""
    known = [d for d in desks if d.days is not None and d.area.level == Area.Level.KELURAHAN]
    return sorted(known, key=lambda desk: (desk.days, desk.area.code))


def performance(release: Release, code: str) -> Performance | None:
    """Return the page of a city or kecamatan, or None where no such area has figures.

    Two queries: the areas, and their figures.
    """
    areas = {area.code: area for area in Area.objects.within(code).order_by("code")}
    above = [code[:length] for length in (5, 8) if length < len(code)]
    areas |= {area.code: area for area in Area.objects.filter(code__in=above)} if above else {}
    if code not in areas or areas[code].level not in (Area.Level.CITY, Area.Level.KECAMATAN):
        return None
    figures = figures_of(release, code, beside=list(areas), keys=KEYS)
    if code not in figures.areas():
        return None
    desks = {each: _desk(figures, areas[each]) for each in areas if each in figures.areas()}
    ranked = _ranked(desks.values())
    return Performance(
        desk=desks[code],
        children=[desk for desk in desks.values() if desk.area.parent_id == code],
        kinds=_kinds(figures, code, desks[code].received),
        fastest=ranked[:RANKED],
        # Nobody stands in both lists.
        slowest=list(reversed(ranked[RANKED:]))[:RANKED],
        above=[areas[each] for each in above if each in areas],
    )
