"""The live board of a campaign: one query of kept counts, the rest is arithmetic."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, Sum
from django.utils import timezone

from verification.models import Campaign, CampaignCount

PACE_DAYS = 7


@dataclass(frozen=True)
class Line:
    """One area's progress; `results` counts people by verdict."""

    code: str
    name: str
    target: int
    done: int
    lately: int  # decided within the PACE_DAYS before today
    results: dict[str, int]

    @property
    def share(self) -> float:
        """The done part of the target, 0 to 1."""
        return self.done / self.target if self.target else 0.0


@dataclass(frozen=True)
class Board:
    """A campaign's progress as of `today`; `kelurahan` and `kecamatan` stand best first."""

    campaign: Campaign
    today: datetime.date
    whole: Line
    kecamatan: tuple[Line, ...]
    kelurahan: tuple[Line, ...]

    @property
    def days_left(self) -> int:
        """Days until the deadline, today included; 0 once it is over."""
        return max(0, (self.campaign.deadline - self.today).days + 1)

    @property
    def needed_per_day(self) -> int | None:
        """How many a day finish in time; None once the deadline is over."""
        rest = self.whole.target - self.whole.done
        return -(-rest // self.days_left) if self.days_left else None

    @property
    def pace(self) -> float:
        """How many were decided a day, over the last week at most."""
        return self.whole.lately / self._pace_days if self._pace_days > 0 else 0.0

    @property
    def _pace_days(self) -> int:
        return min(PACE_DAYS, (self.today - self.campaign.opens_on).days)

    @property
    def forecast(self) -> datetime.date | None:
        """The day on which everybody is visited at this pace; None while there is none."""
        rest = self.whole.target - self.whole.done
        if not rest:
            return self.today
        if not self.pace:
            return None
        days = -(-rest * self._pace_days // self.whole.lately)
        return self.today + datetime.timedelta(days=min(days, 10_000))


def board(campaign: Campaign, *, within: str = "", today: datetime.date | None = None) -> Board:
    """Return the board of a campaign, or of the part of it in the area `within`."""
    today = today or timezone.localdate()
    since = today - datetime.timedelta(days=PACE_DAYS)
    counts = CampaignCount.objects.filter(campaign=campaign)
    if within:
        counts = counts.filter(Q(kelurahan=within) | Q(kelurahan__code__startswith=f"{within}."))
    rows = list(
        counts.values(
            "result", code=F("kelurahan_id"), name=F("kelurahan__name"),
            above=F("kelurahan__parent__name"),
        )
        .annotate(n=Sum("people"), lately=Sum("people", filter=Q(day__gte=since, day__lt=today)))
        .order_by()
    )  # fmt: skip
    kelurahan = _lines((row["code"], row["name"], row) for row in rows)
    kecamatan = _lines((row["code"][:8], row["above"], row) for row in rows)
    whole = _lines((campaign.area_id, campaign.area.name, row) for row in rows)
    empty = Line(campaign.area_id, campaign.area.name, 0, 0, 0, {})
    return Board(campaign, today, whole[0] if whole else empty, kecamatan, kelurahan)


def _lines(rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> tuple[Line, ...]:
    """Add rows up by area; the best share first, then by code."""
    names: dict[str, str] = {}
    results: dict[str, Counter[str]] = {}
    lately: Counter[str] = Counter()
    for code, name, row in rows:
        names[code] = name
        results.setdefault(code, Counter())[row["result"]] += row["n"]
        lately[code] += row["lately"] or 0
    lines = [
        Line(
            code, names[code], found.total(), found.total() - found[""], lately[code],
            {result: people for result, people in sorted(found.items()) if result and people},
        )
        for code, found in results.items()
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (-line.share, line.code)))
