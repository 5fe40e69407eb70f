"""The question for browsers without script: a signed ticket that is good only after a wait."""

import datetime
import math
import secrets
from dataclasses import dataclass

from django.core import signing
from django.utils import timezone

from accounts.challenge.spent import Answer

_SALT = "accounts.challenge.waiting"
LONGEST = 300  # characters of a ticket


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket of ours that has not expired; `wait` seconds are left until it is good."""

    text: str
    wait: int
    until: datetime.datetime

    @property
    def answer(self) -> Answer | None:
        """The answer that it is once the wait is over."""
        return None if self.wait else Answer(self.text, self.until)


def make(form: str, *, wait: int, lifetime: datetime.timedelta) -> Ticket:
    """Return a ticket for this form, good after `wait` seconds and then for `lifetime`."""
    ready = int(timezone.now().timestamp()) + wait
    until = ready + int(lifetime.total_seconds())
    text = signing.dumps([form, ready, until, secrets.token_urlsafe(12)], salt=_SALT)
    return Ticket(text, wait, datetime.datetime.fromtimestamp(until, datetime.UTC))


def read(form: str, posted: str) -> Ticket | None:
    """Return the ticket that was posted, or None if it is not one for this form, or too old."""
    if len(posted) > LONGEST:
        return None
    try:
        issued_for, ready, until, _ = signing.loads(posted, salt=_SALT)
    except signing.BadSignature:
        return None
    now = timezone.now().timestamp()
    if issued_for != form or now >= until:
        return None
    wait = max(0, math.ceil(ready - now))
    return Ticket(posted, wait, datetime.datetime.fromtimestamp(until, datetime.UTC))
