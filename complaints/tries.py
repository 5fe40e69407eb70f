"""How often a code may be tried: by one client, and with one code whoever tries it.

A try is taken before anything is looked up and given back when it was right, so that parallel
requests cannot pass the limit and nobody who knows their digits is locked out by themselves.
Codes that no complaint has are counted like the others.
"""

import datetime

from django.http import HttpRequest
from django.utils import timezone

from accounts import limits, tries
from accounts.limits import Limit
from accounts.tries import Counter
from complaints import receipts


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
    return all(tries.take(counter) for counter in _counters(request, code))


def give_back(request: HttpRequest, code: str) -> None:
    """Return the try, since it was right."""
    for counter in _counters(request, code):
        tries.give_back(counter)
