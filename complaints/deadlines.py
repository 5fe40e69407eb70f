"""By when a complaint must be checked and answered: working days of Indonesian offices.

Public holidays and collective leave (cuti bersama) come from the `holidays` package; a city adds
or takes away days with COMPLAINT_DAYS_OFF and COMPLAINT_DAYS_ON in the settings. A request about
one's own data has 72 hours, working day or not (UU 27/2022).
"""

import datetime
from dataclasses import dataclass
from functools import cache

import holidays
from django.conf import settings
from django.utils import timezone

from complaints.models import Kind

PRIVACY_HOURS = 72
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When a complaint must be verified and answered."""

    verify_by: datetime.datetime
    answer_by: datetime.datetime


@cache
def _days_off(year: int) -> frozenset[datetime.date]:
    return frozenset(
        holidays.country_holidays("ID", years=year, categories=("public", "government"))
    )


def is_working_day(day: datetime.date) -> bool:
    """Return whether the office works on a day."""
    if day in settings.COMPLAINT_DAYS_ON:
        return True
    off = day.weekday() >= SATURDAY or day in _days_off(day.year)
    return not off and day not in settings.COMPLAINT_DAYS_OFF


def working_days_after(start: datetime.date, count: int) -> datetime.date:
    """Return the day that is `count` working days after `start`, which itself does not count."""
    day = start
    while count:
        day += datetime.timedelta(days=1)
        count -= is_working_day(day)
    return day


def end_of(day: datetime.date) -> datetime.datetime:
    """Return the last moment of a day."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59, 59)))


def of(kind: str, received_at: datetime.datetime) -> Deadlines:
    """Return the deadlines of a complaint of `kind` received at a moment."""
    if kind == Kind.PRIVACY:
        by = received_at + datetime.timedelta(hours=PRIVACY_HOURS)
        return Deadlines(by, by)
    day = timezone.localdate(received_at)
    return Deadlines(
        end_of(working_days_after(day, settings.COMPLAINT_VERIFY_DAYS)),
        end_of(working_days_after(day, settings.COMPLAINT_ANSWER_DAYS)),
    )
