"""The alarm against harvesting: what share of the register the name search showed in an hour.

Distinct people are estimated by a HyperLogLog sketch of 2,048 registers (within about 2 %, nearly
exact below a thousand), kept as rows that are only ever added: parallel searches never wait for
each other or for the disk, and a search costs one statement at most. No name, query or person is
kept.
"""

import datetime
import hmac
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

import structlog
from django.conf import settings
from django.core.mail import mail_admins
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from kelurahan.prepared import preparing
from recipients.models import Person, ShownHour, ShownMark
from recipients.prepared import array

HOUR = datetime.timedelta(hours=1)
KEPT = datetime.timedelta(days=90)
REGISTER_BITS = 11
REGISTERS = 1 << REGISTER_BITS
# Fewer people than this are no harvest, however small the register.
FEWEST = 500
_BIAS = 0.7213 / (1 + 1.079 / REGISTERS)
_MARK = """
WITH lazily AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) WHERE %s)
INSERT INTO recipients_shownmark (hour, register, rank)
SELECT %s, mark.* FROM unnest(%s::smallint[], %s::smallint[]) mark LEFT JOIN lazily ON true
ON CONFLICT DO NOTHING
"""
_ESTIMATED = "SELECT reltuples::bigint FROM pg_class WHERE oid = 'recipients_person'::regclass"
log = structlog.get_logger(__name__)


def _hour(now: datetime.datetime) -> datetime.datetime:
    return now.replace(minute=0, second=0, microsecond=0)


@cache
def _key(secret: str) -> bytes:
    return sha256(b"recipients.shown" + secret.encode()).digest()


def _mark(person: int) -> tuple[int, int]:
    digest = hmac.digest(_key(settings.SECRET_KEY), str(person).encode(), "sha256")
    number = int.from_bytes(digest[:8])
    rest = number >> REGISTER_BITS
    return number % REGISTERS, 64 - REGISTER_BITS - rest.bit_length() + 1


@dataclass(slots=True)
class _Noted:
    """The highest rank of each register that this process has written in an hour."""

    hour: datetime.datetime
    highest: dict[int, int] = field(default_factory=dict)

    def lacks(self, mark: tuple[int, int]) -> bool:
        """Return whether a mark would tell anything new."""
        register, rank = mark
        return rank > self.highest.get(register, 0)


_noted = _Noted(datetime.datetime.min.replace(tzinfo=datetime.UTC))


def _noted_in(hour: datetime.datetime) -> _Noted:
    global _noted
    if _noted.hour != hour:
        _noted = _Noted(hour)
    return _noted


def forget() -> None:
    """Write every mark anew, as after another database was put in this one's place."""
    _noted.highest.clear()


def count(people: Iterable[int]) -> None:
    """Note that these people have been shown now; one statement, none if it tells nothing new."""
    hour = _hour(timezone.now())
    noted = _noted_in(hour)
    marks = sorted({mark for mark in map(_mark, people) if noted.lacks(mark)})
    if not marks:
        return
    registers, ranks = (array(part) for part in zip(*marks, strict=True))
    is_alone = not connection.in_atomic_block
    with preparing(connection) as cursor:
        cursor.execute(_MARK, [is_alone, hour, registers, ranks])
    # What is part of a transaction may still be taken back.
    if is_alone:
        noted.highest.update(marks)


def distinct(hour: datetime.datetime) -> int:
    """Return about how many distinct people were shown in the hour."""
    marks = ShownMark.objects.filter(hour=hour).values("register").annotate(highest=Max("rank"))
    ranks = [int(mark["highest"]) for mark in marks]
    empty = REGISTERS - len(ranks)
    estimate = _BIAS * REGISTERS**2 / (empty + sum(2.0**-rank for rank in ranks))
    if empty and estimate <= 2.5 * REGISTERS:
        estimate = REGISTERS * math.log(REGISTERS / empty)
    return int(estimate + 0.5)


def _register_size() -> int:
    """Return how many people the register holds; of a large one PostgreSQL's own estimate."""
    with connection.cursor() as cursor:
        cursor.execute(_ESTIMATED)
        estimated = int(cursor.fetchone()[0])
    return estimated if estimated > 100_000 else Person.objects.count()


def _store(hour: datetime.datetime) -> None:
    found = ShownHour(hour=hour, people=distinct(hour), of=_register_size())
    bound = max(FEWEST, found.of * settings.SEARCH_ALARM_PERCENT // 100)
    found.is_alarming = found.people > bound
    known = ShownHour.objects.filter(hour=hour).first()
    ShownHour.objects.bulk_create(
        [found], update_conflicts=True, unique_fields=["hour"],
        update_fields=["people", "of", "is_alarming"],
    )  # fmt: skip
    if found.is_alarming and not (known and known.is_alarming):
        _warn(found)


def _warn(found: ShownHour) -> None:
    """Tell once an hour, in the log and, where ALARM_EMAILS names somebody, by e-mail."""
    log.warning(
        "name search shows much of the register",
        hour=found.hour.isoformat(), people=found.people, percent=round(found.percent, 2),
    )  # fmt: skip
    text = (
        f"Since {found.hour:%Y-%m-%d %H:%M} UTC the name search has shown about {found.people} "
        f"different people, {found.percent:.1f} % of the register. See docs/operation.md."
    )
    try:
        mail_admins("Name search shows much of the register", text)
    except OSError:
        log.exception("alarm could not be sent by e-mail")


def look() -> None:
    """Note how many people the search showed in this hour and in those not yet over; warn."""
    current = _hour(timezone.now())
    hours = ShownMark.objects.order_by("hour").values_list("hour", flat=True).distinct()
    for hour in list(hours):
        _store(hour)
    ShownMark.objects.filter(hour__lt=current - HOUR).delete()
    ShownHour.objects.filter(hour__lt=current - KEPT).delete()
