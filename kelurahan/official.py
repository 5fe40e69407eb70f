"""What an office published about an area beside what the register counts of the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count as Number
from django.db.models import IntegerField, OuterRef, Q, StringAgg, Subquery, Sum, Value
from django.utils import timezone

from kelurahan.figures import Count, FigureSet
from kelurahan.models import Area, OfficialCount
from kelurahan.registry import Indicator, registry

LEVELS = [level.value for level in Area.Level]


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


def compared(figures: FigureSet, area: Area) -> list[Compared]:
    """Return every comparison that published counts allow for this area, in one query at most."""
    indicators = dict(_indicators())
    published = _newest(area, list(indicators))
    return [
        Compared(label, figures.count(area.code, indicator), published[measure])
        for measure, (label, indicator) in indicators.items()
        if measure in published
    ]


def _indicators() -> Iterator[tuple[str, tuple[str, Indicator]]]:
    """Yield measure, label and indicator of all that an office may have counted too."""
    for outcome in registry.families():
        if outcome.total and outcome.total.measure:
            yield outcome.total.measure, (f"{outcome.label}: {outcome.total.label}", outcome.total)
    for source in registry.sources.values():
        for indicator in source.counts:
            if indicator.measure:
                yield indicator.measure, (str(indicator.label), indicator)


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
