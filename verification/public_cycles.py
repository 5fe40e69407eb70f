"""What the public pages of round trips show: figures of Releases, nothing added up.

The figures of a Release are about the newest round trip that had its answers then; a round trip's
page shows the last Release that was about it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q

from kelurahan.figures import Count, percent
from kelurahan.models import Area, Figure, Release, within
from kelurahan.registry import Indicator
from verification.cycle_figures import ANSWERS, REAPPEARED, SENT, SENT_OF, UNCHANGED, UNCHANGED_OF
from verification.models import Cycle, CycleState

NONE = Count(0)
# Name, level, and code and name of what it is part of, by code.
type Areas = dict[str, tuple[str, str, str, str]]


@dataclass(frozen=True)
class PublicLine:
    """Corrections of an area or a kind, and those that came back unchanged."""

    key: str
    label: str
    sent: Count
    unchanged: Count
    percent: Decimal | None


@dataclass(frozen=True)
class PublicPlace:
    """The kelurahan of a kecamatan, and its own line where one is published."""

    name: str
    whole: PublicLine | None
    kelurahan: list[PublicLine]


@dataclass(frozen=True)
class PublicCycle:
    """A round trip as its Release tells it; areas stand in the order of their codes."""

    cycle: Cycle
    release: Release
    whole: PublicLine
    answers: Sequence[tuple[Indicator, Count, Decimal | None]]
    reappeared: Count
    kinds: Sequence[PublicLine]
    kecamatan: Sequence[PublicLine]
    places: Sequence[PublicPlace]


def published(newest: Release) -> list[tuple[Cycle, PublicLine]]:
    """Return the city's round trips that a Release is about, with its city's line; few queries."""
    releases = _releases(newest)
    keys = (SENT.key, UNCHANGED.key)
    rows = Figure.objects.filter(
        release__in=[r for _c, r in releases], area=settings.CITY_CODE, indicator__in=keys
    ).values_list("release", "indicator", "value", "suppressed")
    values: dict[int, dict[str, Count]] = {}
    for release, key, value, hidden in rows:
        values.setdefault(release, {})[key] = Count(value, hidden)
    return [
        (cycle, _line(settings.CITY_CODE, str(cycle), values.get(release.pk, {})))
        for cycle, release in releases
    ]


def _releases(newest: Release) -> list[tuple[Cycle, Release]]:
    """Return each answered round trip with the last Release that is about it, newest first.

    A Release that told answers which were taken back later is about no other round trip.
    """
    answered = Cycle.objects.answered().filter(area=settings.CITY_CODE)
    cycles = list(answered.order_by("-year", "-quarter"))
    found, later = [], _answered_once()
    for cycle in cycles:
        rows = Release.objects.filter(
            published_at__gte=cycle.returned_at, number__lte=newest.number
        )
        quarter = cycle.year, cycle.quarter
        for other, span in later:
            if other > quarter:
                rows = rows.exclude(span)
        if release := rows.order_by("-number").first():
            found.append((cycle, release))
        later.append((quarter, Q(published_at__gte=cycle.returned_at)))
    return found


def _answered_once() -> list[tuple[tuple[int, int], Q]]:
    """Return, by quarter, when Releases told answers that do not stand any more."""
    events: Any = Cycle._meta.get_field("events").related_model
    rows = events.objects.filter(pgh_obj__area=settings.CITY_CODE, state=CycleState.RETURNED)
    spans = rows.values_list("year", "quarter", "returned_at", "pgh_created_at")
    return [
        ((year, quarter), Q(published_at__gte=since, published_at__lt=until))
        for year, quarter, since, until in spans
    ]


def public_cycle(newest: Release, year: int, quarter: int) -> PublicCycle | None:
    """Return the published figures of one round trip; None where there are none."""
    about = {(cycle.year, cycle.quarter): (cycle, r) for cycle, r in _releases(newest)}
    if (year, quarter) not in about:
        return None
    cycle, release = about[year, quarter]
    values, areas = _figures(release)
    city = values.get(settings.CITY_CODE, {})
    whole = _line(settings.CITY_CODE, str(cycle), city)
    lines = {code: _line(code, name, values[code]) for code, (name, *_of) in areas.items()}
    return PublicCycle(
        cycle, release, whole,
        answers=[(each, n := city.get(each.key, NONE), percent(n.value, whole.sent.value))
                 for each in ANSWERS],
        reappeared=city.get(REAPPEARED.key, NONE),
        kinds=[
            _shares(kind, str(kind.label), city.get(SENT_OF[kind].key, NONE),
                    city.get(UNCHANGED_OF[kind].key, NONE))
            for kind in SENT_OF
            if city.get(SENT_OF[kind].key, NONE).value
        ],
        kecamatan=[
            line for code, line in lines.items() if areas[code][1] == Area.Level.KECAMATAN
        ],
        places=_places(areas, lines),
    )  # fmt: skip


def _places(areas: Areas, lines: Mapping[str, PublicLine]) -> list[PublicPlace]:
    """Return the kelurahan's lines by kecamatan, in the order of their codes."""
    found: dict[str, PublicPlace] = {}
    for code, (_name, level, parent, parent_name) in areas.items():
        if level == Area.Level.KELURAHAN:
            place = found.setdefault(parent, PublicPlace(parent_name, lines.get(parent), []))
            place.kelurahan.append(lines[code])
    return list(found.values())


def _figures(release: Release) -> tuple[dict[str, dict[str, Count]], Areas]:
    """Return a Release's counts of corrections by area, and the areas by code; one query."""
    keys = [each.key for each in (SENT, *ANSWERS, REAPPEARED)]
    keys += [each.key for each in (*SENT_OF.values(), *UNCHANGED_OF.values())]
    rows = release.figures.filter(within("area__code", settings.CITY_CODE), indicator__in=keys)
    values: dict[str, dict[str, Count]] = {}
    areas: Areas = {}
    columns = "area_id", "area__name", "area__level", "area__parent_id", "area__parent__name"
    for code, name, level, parent, parent_name, key, value, hidden in rows.order_by(
        "area"
    ).values_list(*columns, "indicator", "value", "suppressed"):
        values.setdefault(code, {})[key] = Count(value, hidden)
        areas[code] = name, level, parent or "", parent_name or ""
    return values, areas


def _line(key: str, label: str, counts: Mapping[str, Count]) -> PublicLine:
    return _shares(key, label, counts.get(SENT.key, NONE), counts.get(UNCHANGED.key, NONE))


def _shares(key: str, label: str, sent: Count, unchanged: Count) -> PublicLine:
    return PublicLine(key, label, sent, unchanged, percent(unchanged.value, sent.value))
