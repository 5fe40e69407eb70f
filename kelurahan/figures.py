"""Reading published figures. Pages show these and never add anything up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q, QuerySet

from kelurahan.models import Figure, Release
from kelurahan.registry import Indicator, Outcome


@dataclass(frozen=True)
class Count:
    """A published number; `value` is None where it is protected, or was never published."""

    value: int | None
    suppressed: bool = False


@dataclass(frozen=True)
class Part:
    """One part of a whole: what it is, how much, and its percentage."""

    indicator: Indicator
    count: Count
    percent: Decimal | None


@dataclass(frozen=True)
class Fate:
    """How aid went for one group of one area, or one stage in it."""

    outcome: Outcome
    total: Count
    due: Count
    parts: Sequence[Part]
    reasons: Sequence[Part]

    @property
    def received(self) -> Part:
        """What has reached its recipients, with its percentage of what is due."""
        return self.parts[0]

    @property
    def known_reasons(self) -> list[Part]:
        """Reasons that occur or are protected, most frequent first."""
        shown = [part for part in self.reasons if part.count.value or part.count.suppressed]
        return sorted(shown, key=lambda part: -(part.count.value or 0))


class FigureSet:
    """Figures of one Release for a few areas, read in one query."""

    def __init__(self, values: Mapping[tuple[str, str, str, int], Count]) -> None:
        self._values = values

    def areas(self) -> set[str]:
        """Return the codes of areas with figures."""
        return {area for area, *_ in self._values}

    def stages(self, area: str, indicator: Indicator) -> list[tuple[str, int]]:
        """Return the (programme, stage) pairs for which an area has this figure above zero."""
        return sorted(
            (programme, stage)
            for (code, key, programme, stage), count in self._values.items()
            if (code, key) == (area, indicator.key) and programme and count.value
        )

    def count(self, area: str, indicator: Indicator, programme: str = "", stage: int = 0) -> Count:
        """Return one figure; without a value where the Release lacks it."""
        return self._values.get((area, indicator.key, programme, stage), Count(None))

    def fate(self, area: str, outcome: Outcome, programme: str = "", stage: int = 0) -> Fate:
        """Return an outcome's figures with their percentages."""

        def part(indicator: Indicator, whole: Count) -> Part:
            count = self.count(area, indicator, programme, stage)
            return Part(indicator, count, percent(count.value, whole.value))

        due = self.count(area, outcome.due, programme, stage)
        parts = [part(indicator, due) for indicator in outcome.parts]
        wholes = {part.indicator.key: part.count for part in parts}
        return Fate(
            outcome,
            self.count(area, outcome.total or outcome.due, programme, stage),
            due,
            parts,
            [part(reason, wholes.get(reason.part_of, due)) for reason in outcome.reasons],
        )


def percent(part: int | None, whole: int | None) -> Decimal | None:
    """Return the percentage with two decimals, halves rounded up; None without a whole."""
    if part is None or not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def headline(outcomes: Collection[Outcome]) -> list[str]:
    """Return the keys of what is compared between areas."""
    return [i.key for outcome in outcomes for i in (outcome.due, *outcome.parts)]


def figures_of(
    release: Release, area: str, *, beside: Collection[str] = (), keys: Collection[str] = ()
) -> FigureSet:
    """Return all figures of `area`, and of the areas `beside` those of `keys`, in one query."""
    wanted = Q(area=area) | Q(area__in=beside, indicator__in=keys)
    return _read(release.figures.filter(wanted))


def figures_of_programme(release: Release, area: str, programme: str) -> FigureSet:
    """Return the figures of one programme in one area."""
    return _read(release.figures.filter(area=area, programme=programme))


def _read(figures: QuerySet[Figure]) -> FigureSet:
    rows = figures.values_list("area_id", "indicator", "programme", "stage", "value", "suppressed")
    return FigureSet(
        {
            (area, indicator, programme, stage): Count(value, suppressed)
            for area, indicator, programme, stage, value, suppressed in rows
        }
    )
