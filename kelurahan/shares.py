"""What offices published of listed and of all families, kelurahan by kelurahan and year by year.

Where the two contradict each other both are shown: nothing is adjusted, nothing left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from kelurahan.area_rows import full_name
from kelurahan.figures import Count, figures_of
from kelurahan.models import Area, OfficialCount, Release
from kelurahan.official import FAMILIES, Published, Share
from kelurahan.registry import Outcome, Text, registry

NOTHING = Decimal(-1)


@dataclass(frozen=True)
class ShareRow:
    """One kelurahan: what the register counts, and the share of every year, None where unknown."""

    area: Area
    register: Count
    shares: Sequence[Share | None]

    @property
    def is_possible(self) -> bool:
        """Whether no year has more listed families than families."""
        return all(share is None or share.is_possible for share in self.shares)

    @property
    def order(self) -> tuple[bool, Decimal, str]:
        """Contradictions first, then the largest shares of the newest year that has one."""
        known = [share.percent for share in self.shares if share and share.percent is not None]
        return self.is_possible, -(known[-1] if known else NOTHING), self.area.code


@dataclass(frozen=True)
class Source:
    """Who published counts of one kind and time, of how many areas, and when they came in."""

    label: Text
    year: int
    period: int
    source: str
    places: int
    recorded_on: date


@dataclass(frozen=True)
class ShareTable:
    """The share of one group of families in all kelurahan of an area."""

    area: Area
    name: str
    trail: Sequence[tuple[str, str]]
    label: Text
    years: Sequence[int]
    rows: Sequence[ShareRow]
    missing: Sequence[Area]
    sources: Sequence[Source]

    @property
    def impossible(self) -> list[ShareRow]:
        """The kelurahan with more listed families than families in some year."""
        return [row for row in self.rows if not row.is_possible]


# By kelurahan and measure, of each year the counts of its periods in order.
type Years = Mapping[int, Sequence[OfficialCount]]
type Counts = Mapping[tuple[str, str], Years]


def share_table(release: Release, code: str) -> ShareTable | None:
    """Return the first group of families of which shares were published, in four queries.

    None where no area has this code, or nothing was published of its kelurahan.
    """
    areas = {area.code: area for area in Area.objects.within(code[:5]).order_by("code")}
    groups = [group for group in registry.families() if group.total and group.total.measure]
    if code not in areas or not groups:
        return None
    counts = _counts(code, [FAMILIES, *(g.total.measure for g in groups if g.total)])
    told = {measure for _, measure in counts}
    group = next((g for g in groups if g.total and g.total.measure in told), None)
    if group is None or FAMILIES not in told:
        return None
    return _table(release, areas, code, group, counts)


def _table(
    release: Release, areas: Mapping[str, Area], code: str, group: Outcome, counts: Counts
) -> ShareTable:
    total = group.total or group.due
    here = [a for c, a in areas.items() if len(c) == len("32.73.05.1006") and c.startswith(code)]
    years = sorted({y for (_, name), found in counts.items() if name == total.measure
                    for y in found})  # fmt: skip
    figures = figures_of(release, code, beside=[a.code for a in here], keys=[total.key])
    rows, missing = [], []
    for area in here:
        part, whole = (counts.get((area.code, name), {}) for name in (total.measure, FAMILIES))
        shares = [_share(group.label, part.get(year, ()), whole, year) for year in years]
        if any(shares):
            rows.append(ShareRow(area, figures.count(area.code, total), shares))
        elif area.valid_until is None:
            missing.append(area)
    return ShareTable(
        area=areas[code], name=full_name(areas[code]),
        trail=[(areas[code[:n]].get_absolute_url(), full_name(areas[code[:n]]))
               for n in (5, 8, 13) if n <= len(code)],
        label=group.label, years=years, rows=sorted(rows, key=lambda row: row.order),
        missing=missing, sources=_sources(counts, {total.measure: total.label}),
    )  # fmt: skip


def _counts(code: str, measures: Sequence[str]) -> Counts:
    rows = OfficialCount.objects.filter(
        area__in=Area.objects.within(code), area__level=Area.Level.KELURAHAN, measure__in=measures
    )
    found: dict[tuple[str, str], dict[int, list[OfficialCount]]] = {}
    for row in rows.order_by("year", "period"):
        found.setdefault((row.area_id, row.measure), {}).setdefault(row.year, []).append(row)
    return found


def _share(label: Text, parts: Sequence[OfficialCount], wholes: Years, year: int) -> Share | None:
    """Return the last share of a year that cannot be, else the last one.

    Of all families the counts of that year are taken, else those of the year next to it.
    """
    if not parts or not wholes:
        return None
    of_year = wholes[min(wholes, key=lambda known: (abs(known - year), known))]
    shares = [Share(label, _published(p), _published(w)) for p in parts for w in of_year]
    return ([share for share in shares if not share.is_possible] or shares)[-1]


def _published(row: OfficialCount) -> Published:
    return Published(row.value, row.year, row.period, row.source, 0)


def _sources(counts: Counts, labels: Mapping[str, Text]) -> list[Source]:
    found: dict[tuple[str, int, int, str], list[date]] = {}
    for (_, measure), years in counts.items():
        for row in (row for rows in years.values() for row in rows):
            day = timezone.localdate(row.recorded_at)
            found.setdefault((measure, row.year, row.period, row.source), []).append(day)
    return [
        Source(labels.get(measure, ""), year, period, source, len(days), max(days))
        for (measure, year, period, source), days in sorted(found.items())
        if measure in (*labels, FAMILIES)
    ]
