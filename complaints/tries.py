"""How often a code may be tried: by one client, and with one code whoever tries it.

A try is taken before anything is looked up and given back when it was right, so that parallel
requests cannot pass the limit and nobody who knows their digits is locked out by themselves.
Codes that no complaint has are counted like the others.
"""

import datetime

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from accounts import limits
from accounts.limits import Limit
from complaints import receipts

_TAKE = """
INSERT INTO accounts_ratelimitcount AS counted (name, client, "window", count)
VALUES (%s, %s, %s, 1)
ON CONFLICT (name, client, "window") DO UPDATE SET count = counted.count + 1
WHERE counted.count < %s
"""
_GIVE_BACK = """
UPDATE accounts_ratelimitcount SET count = count - 1
WHERE name = %s AND client = %s AND "window" = %s AND count > 0
"""
type Counter = tuple[str, bytes, datetime.datetime, int]


def _counters(request: HttpRequest, code: str) -> list[Counter]:
    now = timezone.now()
    by_client, by_code = limits.configured("track"), limits.configured("track_code")
    hour = by_client.window(now)
    return [
        _counter(by_client, limits.client_key(request, hour.date()), now),
        _counter(by_code, receipts.code_tag(code)[:16], now),
        ("track", limits.EVERYONE, hour, by_client.in_all),
    ]


def _counter(limit: Limit, who: bytes, now: datetime.datetime) -> Counter:
    return limit.name, who, limit.window(now), limit.per_client


def take(request: HttpRequest, code: str) -> bool:
    """Take one try of the client and of the code; False when either has none left."""
    with connection.cursor() as cursor:
        for counter in _counters(request, code):
            cursor.execute(_TAKE, counter)
            if cursor.rowcount != 1:
                return False
    return True


def give_back(request: HttpRequest, code: str) -> None:
    """Return the try, since it was right."""
    with connection.cursor() as cursor:
        for counter in _counters(request, code):
            cursor.execute(_GIVE_BACK, counter[:3])
