"""What the statistics page of one area shows, read in seven queries beside the Release."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.safestring import SafeString

from kelurahan import charts, sentences
from kelurahan.area_maps import AreaMap, area_map
from kelurahan.area_rows import (
    Answers,
    AreaRow,
    Group,
    ProgrammeRows,
    Told,
    answers,
    full_name,
    further,
    group_of,
    programme_rows,
    register_counts,
)
from kelurahan.figures import Fate, FigureSet, figures_of, headline
from kelurahan.models import Area, AreaOffice, Release
from kelurahan.official import Official, official
from kelurahan.registry import Outcome, Text, registry
from kelurahan.trends import Trend, newest_trend

CITY_LENGTH = 5


@dataclass(frozen=True)
class AreaPage:
    """Everything that templates/kelurahan/area.html shows."""

    area: Area
    name: str
    published: bool
    trail: Sequence[tuple[str, str]]
    groups: Sequence[Group]
    programmes: Sequence[ProgrammeRows]
    channels: Sequence[Fate]
    comparison: Sequence[AreaRow]
    children: Sequence[AreaRow]
    cities: Sequence[AreaRow]
    counts: Sequence[Told]
    official: Official
    map: AreaMap | None
    trend: Trend
    answers: Answers | None
    further: Sequence[tuple[str, Text]]
    office: AreaOffice | None

    @property
    def headline(self) -> Fate:
        """The outcome that the page's first sentence tells."""
        return self.groups[0].fate

    @property
    def is_city(self) -> bool:
        """Whether the page is that of a city."""
        return self.area.level == Area.Level.CITY

    @property
    def protects(self) -> bool:
        """Whether a number on the page is protected."""
        return any(part.count.suppressed for group in self.groups for part in group.fate.reasons)

    @property
    def reasons_finding(self) -> str:
        """Why aid failed most often, as a sentence."""
        return sentences.most_frequent(self.headline.known_reasons)

    @property
    def channels_finding(self) -> str:
        """Which channel is furthest behind, as a sentence."""
        rows = [(str(fate.outcome.label), fate.received.percent) for fate in self.channels]
        return sentences.furthest_behind(rows)

    @property
    def programmes_finding(self) -> str:
        """Which programme is furthest behind, as a sentence."""
        return sentences.furthest_behind([(row.name, row.percent) for row in self.programmes])

    @property
    def comparison_finding(self) -> str:
        """How the area stands against the one above it, as a sentence."""
        if len(self.comparison) < 2:
            return ""
        here, above = self.comparison[:2]
        return sentences.beside(here.fates[0], above.fates[0], above.name)

    @cached_property
    def trend_finding(self) -> str:
        """How the percentage went since the Release before, as a sentence."""
        return sentences.went(self.trend)

    @property
    def trend_chart(self) -> SafeString:
        """The percentage over the Releases."""
        return trend_chart(self.trend, self.trend_finding)


def trend_chart(trend: Trend, title: str) -> SafeString:
    """Return the line of a trend; its table stands beside it."""
    return charts.line(
        chart_id="chart-trend",
        title=title,
        description=sentences.each_release(trend),
        values=trend.percents,
        scale=trend.scale,
    )


def area_page(release: Release, code: str) -> AreaPage | None:
    """Return the page of an area, or None where no area has this code."""
    areas = _areas_around(code)
    if code not in areas:
        return None
    families = registry.families()
    figures = figures_of(release, code, beside=list(areas), keys=headline(families))
    shown, names = figures.areas(), registry.names()
    rows = {c: row_of(figures, a, families, code) for c, a in areas.items() if c in shown}
    above = [areas[c] for c in areas[code].ancestor_codes() if c in areas]
    children = [row for c, row in rows.items() if areas[c].parent_id == code]
    return AreaPage(
        area=areas[code],
        name=full_name(areas[code]),
        published=code in shown,
        trail=[(area.get_absolute_url(), full_name(area)) for area in above],
        groups=[group_of(figures.fate(code, outcome)) for outcome in families],
        programmes=programme_rows(figures, code, names),
        channels=[f for o in registry.channels() if (f := figures.fate(code, o)).due.value],
        comparison=[
            rows[a.code] for a in (areas[code], *reversed(above)) if above and code in shown
        ],
        children=children,
        cities=[row for c, row in rows.items() if len(code) == len(c) == CITY_LENGTH and c != code],
        counts=register_counts(figures, code),
        official=official(figures, areas[code], names),
        map=area_map(children),
        trend=newest_trend(release, code, families),
        answers=answers(figures, code),
        further=further(figures, code),
        office=AreaOffice.objects.filter(pk=code).first(),
    )


def _areas_around(code: str) -> dict[str, Area]:
    """Return an area, those above it from the city on, its children; a city's neighbours."""
    wanted = Q(code__in=[code[:length] for length in (5, 8, 13)]) | Q(parent=code)
    if len(code) == CITY_LENGTH:
        wanted |= Q(level=Area.Level.CITY, parent=code[:2])
    return {area.code: area for area in Area.objects.filter(wanted).order_by("code")}


def row_of(figures: FigureSet, area: Area, families: Sequence[Outcome], this: str = "") -> AreaRow:
    """Return the outcomes of one area; `this` is the code of the page's own."""
    fates = [figures.fate(area.code, outcome) for outcome in families]
    return AreaRow(area, full_name(area), fates, area.code == this)
