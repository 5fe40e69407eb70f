"""What an office published about an area beside what the register counts of the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count as Number
from django.db.models import IntegerField, OuterRef, Q, StringAgg, Subquery, Sum, Value
from django.utils import timezone

from kelurahan.figures import Count, FigureSet, percent
from kelurahan.models import Area, OfficialCount
from kelurahan.registry import ProgrammeName, Text, registry

LEVELS = [level.value for level in Area.Level]
FAMILIES = "families"  # the measure of all families of an area, listed or not


@dataclass(frozen=True)
class Published:
    """A published count of an area; `places` of its parts were added up, 0 when it is its own."""

    value: int
    year: int
    period: int
    source: str
    places: int


@dataclass(frozen=True)
class Compared:
    """What the register counts, beside what was published of the same."""

    label: str
    register: Count
    published: Published

    @property
    def difference(self) -> int | None:
        """How many more the register has; None where it tells no number."""
        value = self.register.value
        return None if value is None else value - self.published.value


@dataclass(frozen=True)
class Share:
    """How large a part of all families is on a list, by what was published of both."""

    label: Text
    part: Published
    whole: Published

    @property
    def percent(self) -> Decimal | None:
        """The percentage; above 100 where the two counts contradict each other."""
        return percent(self.part.value, self.whole.value)

    @property
    def is_possible(self) -> bool:
        """Whether no more families are on the list than there are."""
        return self.part.value <= self.whole.value


@dataclass(frozen=True)
class Official:
    """Everything that published counts say about an area."""

    rows: Sequence[Compared]
    shares: Sequence[Share]

    def __bool__(self) -> bool:
        return bool(self.rows or self.shares)


def official(figures: FigureSet, area: Area, names: Sequence[ProgrammeName] = ()) -> Official:
    """Return what published counts say about this area, in one query at most."""
    counted = {**dict(_counted(figures, area)), **dict(_programmes(figures, area, names))}
    published = _newest(area, [*counted, FAMILIES] if counted else [])
    rows = [
        Compared(label, count, published[measure])
        for measure, (label, count) in counted.items()
        if measure in published
    ]
    return Official(rows, list(_shares(published)))


def compared(figures: FigureSet, area: Area, names: Sequence[ProgrammeName] = ()) -> list[Compared]:
    """Return every comparison that published counts allow for this area."""
    return list(official(figures, area, names).rows)


def _shares(published: Mapping[str, Published]) -> Iterator[Share]:
    """Yield the share of each group of families among all families, where both are published."""
    whole = published.get(FAMILIES)
    for outcome in registry.families():
        part = published.get(outcome.total.measure) if outcome.total else None
        if part and whole:
            yield Share(outcome.label, part, whole)


def _counted(figures: FigureSet, area: Area) -> Iterator[tuple[str, tuple[str, Count]]]:
    """Yield measure, label and count of all that an office may have counted too."""
    for outcome in registry.families():
        if (total := outcome.total) and total.measure:
            label = f"{outcome.label}: {total.label}"
            yield total.measure, (label, figures.count(area.code, total))
    for source in registry.sources.values():
        for indicator in source.counts:
            if indicator.measure:
                count = figures.count(area.code, indicator)
                yield indicator.measure, (str(indicator.label), count)


def _programmes(
    figures: FigureSet, area: Area, names: Sequence[ProgrammeName]
) -> Iterator[tuple[str, tuple[str, Count]]]:
    """Yield the same of each programme: a family is due one payment in its newest stage."""
    if (payments := registry.payments()) is None:
        return
    newest = dict(figures.stages(area.code, payments.due))
    for name in names:
        if (stage := newest.get(name.slug)) is not None:
            label = f"{name.name}, {name.stages.get(stage, stage)}: {payments.due.label}"
            count = figures.count(area.code, payments.due, name.slug, stage)
            yield f"{name.slug.replace('-', '_')}_families", (label, count)


def _newest(area: Area, measures: Sequence[str]) -> dict[str, Published]:
    """Return the newest count of each measure: the area's own, or a sum of all its parts."""
    found: dict[str, tuple[tuple[int, int, int], Published]] = {}
    for row in _rows(area, measures) if measures else ():
        measure, year, period, level, value, source, places, needed = row
        own = level == area.level
        if not own and places != needed:
            continue
        # Of the same time the area's own number counts most, then the one of larger parts.
        rank = (year, period, -LEVELS.index(level))
        if measure not in found or rank > found[measure][0]:
            published = Published(int(value), year, period, source, 0 if own else places)
            found[measure] = rank, published
    return {measure: published for measure, (_, published) in found.items()}


def _rows(
    area: Area, measures: Sequence[str]
) -> Iterator[tuple[str, int, int, str, int, str, int, int | None]]:
    """Read sums by measure, time and level, with the number of parts that a whole needs."""
    here = Area.objects.in_force(on=timezone.localdate())
    below = here.filter(code__startswith=f"{area.code}.")
    needed = (
        below.filter(level=OuterRef("area__level")).order_by().values("level")
        .annotate(parts=Number("pk")).values("parts")
    )  # fmt: skip
    counts = OfficialCount.objects.filter(
        Q(area=area) | Q(area__in=below), measure__in=measures
    ).values("measure", "year", "period", "area__level")
    return (
        counts.annotate(
            whole=Sum("value"),
            sources=StringAgg("source", Value(", "), distinct=True),
            places=Number("pk"),
            needed=Subquery(needed, output_field=IntegerField()),
        )
        .values_list("measure", "year", "period", "area__level", "whole", "sources", "places",
                     "needed")
        .iterator()
    )  # fmt: skip
