"""How an area's figures went over the last Releases, in one query, and what changed last.

A difference is told only of two published values: where either is protected, so is the difference.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kelurahan.charts import Scale
from kelurahan.figures import Count, Fate, FigureSet, headline
from kelurahan.models import Figure, Release
from kelurahan.registry import Outcome, Text

# How many Releases a trend shows: a year of monthly ones. Fewer than three make no line.
LONGEST = 12
SHORTEST = 3


@dataclass(frozen=True)
class Moment:
    """An area's outcomes in one Release."""

    number: int
    day: datetime.datetime
    fates: Sequence[Fate]

    @property
    def headline(self) -> Fate:
        """The outcome of the first group."""
        return self.fates[0]


@dataclass(frozen=True)
class Change:
    """One figure before and now."""

    group: Text
    label: Text
    old: Count
    new: Count

    @property
    def difference(self) -> int | None:
        """How many more there are now; None unless both were published."""
        if self.old.value is None or self.new.value is None:
            return None
        return self.new.value - self.old.value

    @property
    def is_change(self) -> bool:
        """Whether the two Releases tell something else."""
        return self.old != self.new


@dataclass(frozen=True)
class Trend:
    """The moments of an area, oldest first; the last is the Release that is shown."""

    moments: Sequence[Moment]

    @property
    def percents(self) -> list[Decimal | None]:
        """The percentage of the first group that has received aid, oldest first."""
        return [moment.headline.received.percent for moment in self.moments]

    @property
    def scale(self) -> Scale:
        """The scale that holds all percentages."""
        return Scale.of(self.percents)

    @property
    def is_drawn(self) -> bool:
        """Whether there are enough percentages for a line to say more than two numbers do."""
        return sum(percent is not None for percent in self.percents) >= SHORTEST

    def step(self, since: int = -2) -> Decimal | None:
        """By how many percentage points the last Release differs from an earlier one."""
        if len(self.moments) < 2:
            return None
        old, new = self.percents[since], self.percents[-1]
        return None if old is None or new is None else new - old

    def changes(self, *, since: int = -2) -> list[Change]:
        """Return the figures beside those of an earlier moment, reasons where they differ."""
        if len(self.moments) < 2:
            return []
        pairs = zip(self.moments[since].fates, self.moments[-1].fates, strict=True)
        return [change for old, new in pairs for change in _changes(old, new)]

    def differs(self, *, since: int = -2) -> bool:
        """Whether anything told of families differs from an earlier moment."""
        return any(change.is_change for change in self.changes(since=since))


def _changes(old: Fate, new: Fate) -> list[Change]:
    group = new.outcome.label
    kept = [Change(group, new.outcome.due.heading, old.due, new.due)]
    for before, now in zip(old.parts, new.parts, strict=True):
        kept.append(Change(group, now.indicator.heading, before.count, now.count))
    reasons = [
        Change(group, now.indicator.label, before.count, now.count)
        for before, now in zip(old.reasons, new.reasons, strict=True)
    ]
    return kept + [reason for reason in reasons if reason.is_change]


def trend(area: str, outcomes: Sequence[Outcome], *, first: int, last: int) -> Trend:
    """Return an area's outcomes in the Releases from `first` to `last` that tell of it."""
    keys = {*headline(outcomes), *(i.key for outcome in outcomes for i in outcome.reasons)}
    rows = Figure.objects.filter(
        release__in=range(max(first, 1), last + 1), area=area, indicator__in=keys, programme=""
    ).values_list("release_id", "release__published_at", "indicator", "value", "suppressed")
    days: dict[int, datetime.datetime] = {}
    found: dict[int, dict[tuple[str, str, str, int], Count]] = {}
    for number, day, indicator, value, suppressed in rows:
        days[number] = day
        key = (area, indicator, "", 0)
        found.setdefault(number, {})[key] = Count(value, suppressed)
    return Trend(
        [
            Moment(number, days[number], _fates(FigureSet(found[number]), area, outcomes))
            for number in sorted(found)
        ]
    )


def _fates(figures: FigureSet, area: str, outcomes: Sequence[Outcome]) -> list[Fate]:
    return [figures.fate(area, outcome) for outcome in outcomes]


def newest_trend(release: Release, area: str, outcomes: Sequence[Outcome]) -> Trend:
    """Return the trend that ends with this Release."""
    return trend(area, outcomes, first=release.number - LONGEST + 1, last=release.number)
