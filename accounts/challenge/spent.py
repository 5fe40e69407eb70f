"""Answers are good once: each is kept, hashed, until it would have expired anyway."""

import datetime
from dataclasses import dataclass
from hashlib import sha256

from django.db import connection

# Among the counts of accounts.limits, which are purged a day after their window: here the expiry.
_SPEND = """
INSERT INTO accounts_ratelimitcount (name, client, "window", count)
VALUES ('spent', %s, %s, 1) ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A right answer: what tells it from all others, and when it expires."""

    identity: str
    until: datetime.datetime


def spend(answer: Answer) -> bool:
    """Tell whether the answer is brought for the first time; exact under parallel requests."""
    digest = sha256(b"accounts.challenge" + answer.identity.encode()).digest()[:16]
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [digest, answer.until])
        return bool(cursor.rowcount == 1)
