"""What the statistics page of one area shows, read in four queries beside the Release."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kelurahan import charts
from kelurahan.figures import Count, Fate, FigureSet, figures_of, headline
from kelurahan.models import Area, Release
from kelurahan.official import Compared, compared
from kelurahan.registry import Outcome, ProgrammeName, Text, registry

CITY_LENGTH = 5
FILLS = ("fill-paid", "fill-failed", "fill-planned")


@dataclass(frozen=True)
class AreaRow:
    """An area beside others: its outcome for each group of families."""

    area: Area
    name: str
    fates: Sequence[Fate]
    is_this: bool = False


@dataclass(frozen=True)
class StageRow:
    """One stage of a programme in this area."""

    label: str
    fate: Fate


@dataclass(frozen=True)
class ProgrammeRows:
    """The stages of one programme in this area."""

    name: str
    address: str
    stages: Sequence[StageRow]


@dataclass(frozen=True)
class Group:
    """A group of families with its chart."""

    fate: Fate
    chart: SafeString


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
    counts: Sequence[tuple[Text, Count]]
    official: Sequence[Compared]

    @property
    def headline(self) -> Fate:
        """The outcome that the page's first sentence tells."""
        return self.groups[0].fate

    @property
    def protects(self) -> bool:
        """Whether a number on the page is protected."""
        return any(part.count.suppressed for group in self.groups for part in group.fate.reasons)


def full_name(area: Area) -> str:
    """Return the name with its level where people say it: "Kecamatan Coblong"."""
    if area.level in (Area.Level.KECAMATAN, Area.Level.KELURAHAN):
        return f"{area.get_level_display().capitalize()} {area.name}"
    return area.name


def area_page(release: Release, code: str) -> AreaPage | None:
    """Return the page of an area, or None where no area has this code."""
    areas = _areas_around(code)
    if code not in areas:
        return None
    families = registry.families()
    figures = figures_of(release, code, beside=list(areas), keys=headline(families))
    shown, names = figures.areas(), registry.names()
    rows = {c: _row(figures, a, families, code) for c, a in areas.items() if c in shown}
    above = [areas[c] for c in areas[code].ancestor_codes() if c in areas]
    return AreaPage(
        area=areas[code],
        name=full_name(areas[code]),
        published=code in shown,
        trail=[(area.get_absolute_url(), full_name(area)) for area in above],
        groups=[_group(figures.fate(code, outcome)) for outcome in families],
        programmes=_programmes(figures, code, names),
        channels=[f for o in registry.channels() if (f := figures.fate(code, o)).due.value],
        comparison=[
            rows[a.code] for a in (areas[code], *reversed(above)) if above and code in shown
        ],
        children=[row for c, row in rows.items() if areas[c].parent_id == code],
        cities=[row for c, row in rows.items() if len(code) == len(c) == CITY_LENGTH and c != code],
        counts=_counts(figures, code),
        official=compared(figures, areas[code], names),
    )


def _areas_around(code: str) -> dict[str, Area]:
    """Return an area, those above it from the city on, its children; a city's neighbours."""
    wanted = Q(code__in=[code[:length] for length in (5, 8, 13)]) | Q(parent=code)
    if len(code) == CITY_LENGTH:
        wanted |= Q(level=Area.Level.CITY, parent=code[:2])
    return {area.code: area for area in Area.objects.filter(wanted).order_by("code")}


def _row(figures: FigureSet, area: Area, families: Sequence[Outcome], this: str) -> AreaRow:
    fates = [figures.fate(area.code, outcome) for outcome in families]
    return AreaRow(area, full_name(area), fates, area.code == this)


def _group(fate: Fate) -> Group:
    description = ", ".join(
        f"{part.indicator.label}: {number_format(part.count.value or 0, force_grouping=True)}"
        for part in fate.parts
    )
    chart = charts.stacked_bar(
        chart_id=f"chart-{fate.outcome.key}",
        title=_("How aid went for families: %(group)s") % {"group": fate.outcome.label},
        description=description,
        segments=[
            charts.Segment(part.indicator.label, part.count.value or 0, fill)
            for part, fill in zip(fate.parts, FILLS, strict=True)
        ],
    )
    return Group(fate, chart)


def _programmes(
    figures: FigureSet, code: str, names: Sequence[ProgrammeName]
) -> list[ProgrammeRows]:
    payments = registry.payments()
    if payments is None:
        return []
    known = {name.slug: name for name in names}
    rows: dict[str, list[StageRow]] = {}
    for slug, stage in figures.stages(code, payments.due):
        label = known[slug].stages.get(stage, str(stage)) if slug in known else str(stage)
        fate = figures.fate(code, payments, slug, stage)
        rows.setdefault(slug, []).append(StageRow(label, fate))
    return [
        ProgrammeRows(
            known[slug].name if slug in known else slug,
            known[slug].address if slug in known else "",
            stages,
        )
        for slug, stages in rows.items()
    ]


def _counts(figures: FigureSet, code: str) -> list[tuple[Text, Count]]:
    """Return the plain counts that the Release holds for this area."""
    told = [s.counts if s.highlights is None else s.highlights for s in registry.sources.values()]
    plain = [indicator for counts in told for indicator in counts if not indicator.by_stage]
    counted = [(i.label, figures.count(code, i)) for i in plain]
    return [
        (label, count) for label, count in counted if count.value is not None or count.suppressed
    ]
