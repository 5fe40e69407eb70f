"""Tries that are counted up to a bound, and given back when they were right.

A try is one row's count in PostgreSQL, taken before anything is looked up: parallel requests
cannot pass the bound.
"""

import datetime

from django.db import connection

# Which count: its name, whose it is, when its window began, and how far it may go.
type Counter = tuple[str, bytes, datetime.datetime, int]

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


def take(counter: Counter) -> bool:
    """Take one try; False when none is left."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, counter)
        return bool(cursor.rowcount == 1)


def give_back(counter: Counter) -> None:
    """Return a try."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, counter[:3])
