"""The report on an area for a year or a quarter, made of the Releases published within it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import TruncQuarter
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kelurahan import sentences
from kelurahan.area_page import AreaPage, area_page, trend_chart
from kelurahan.models import Release
from kelurahan.registry import registry
from kelurahan.trends import Change, Trend, trend

# How many Releases a report draws: more would be a line without points.
MOST_RELEASES = 60


@dataclass(frozen=True, order=True)
class Period:
    """A year, or a quarter of it where `quarter` is 1 to 4."""

    year: int
    quarter: int = 0

    @property
    def first(self) -> datetime.datetime:
        """The moment it begins, in the portal's time."""
        return _start(self.year, 3 * max(self.quarter - 1, 0) + 1)

    @property
    def end(self) -> datetime.datetime:
        """The moment it is over."""
        if self.quarter in (0, 4):
            return _start(self.year + 1, 1)
        return _start(self.year, 3 * self.quarter + 1)

    def __str__(self) -> str:
        if not self.quarter:
            return _("Year %(year)s") % {"year": self.year}
        return _("Quarter %(quarter)s of %(year)s") % {"quarter": self.quarter, "year": self.year}


def _start(year: int, month: int) -> datetime.datetime:
    return datetime.datetime(year, month, 1, tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True)
class Report:
    """What templates/kelurahan/report.html shows."""

    page: AreaPage
    release: Release
    period: Period
    periods: Sequence[Period]
    trend: Trend
    before: Release | None

    @property
    def changes(self) -> list[Change]:
        """What the last Release of the period tells differently from the one before the period."""
        return self.trend.changes(since=0)

    @property
    def differs(self) -> bool:
        """Whether anything told of families changed within the period."""
        return self.trend.differs(since=0)

    @property
    def trend_finding(self) -> str:
        """How the percentage went within the period, as a sentence."""
        return sentences.went(self.trend, since=0)

    @property
    def trend_chart(self) -> SafeString:
        """The percentage over the period's Releases."""
        return trend_chart(self.trend, self.trend_finding)


def report_page(newest: Release, code: str, period: Period | None) -> Report | None:
    """Return the report for a period, else for the newest Release's year.

    None where no area has this code, or no Release was published within the period.
    """
    periods = _periods(newest)
    period = period or periods[0]
    within = Release.objects.filter(number__lte=newest.number, published_at__lt=period.end)
    release = within.filter(published_at__gte=period.first).newest()
    page = area_page(release, code) if release else None
    if release is None or page is None or not page.published:
        return None
    before = within.filter(published_at__lt=period.first).newest()
    first = before.number if before else 1
    first = max(first, release.number - MOST_RELEASES + 1)
    history = trend(code, registry.families(), first=first, last=release.number)
    return Report(page, release, period, periods, history, before)


def _periods(newest: Release) -> list[Period]:
    """Return the periods that have a Release, the newest year first, each before its quarters."""
    quarters = (
        Release.objects.filter(number__lte=newest.number)
        .order_by().values_list(TruncQuarter("published_at"), flat=True).distinct()
    )  # fmt: skip
    found = {Period(day.year, (day.month + 2) // 3) for day in map(timezone.localtime, quarters)}
    years = {Period(period.year) for period in found}
    return sorted(found | years, key=lambda period: (-period.year, period.quarter))
