"""The gate before a public form: free uses, uses granted for an answer, and a ceiling."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.csp import CSP

from accounts import limits
from accounts.challenge import proof, spent, waiting
from accounts.limits import EVERYONE, Limit
from kelurahan.prepared import preparing

PROOF, TICKET = FIELDS = ("proof", "ticket")
# Nothing inline and nothing from elsewhere: the page's own script, and the worker it starts.
POLICY = {**settings.SECURE_CSP, "script-src": [CSP.SELF], "worker-src": [CSP.SELF]}

# One statement for every use. Who is refused is not counted, so that a later grant helps at once,
# and does not use up what all share. It does not wait for the disk: a server that crashes may
# forget the uses of its last second, which are then granted once more.
_ENTER = """
WITH lazily AS MATERIALIZED (
    SELECT set_config('synchronous_commit', 'off', true) AS is_set WHERE %(is_alone)s
), allowed AS (
    SELECT least(%(free)s + coalesce(sum(count), 0), %(ceiling)s) AS uses
    FROM accounts_ratelimitcount
    WHERE name = %(granted)s AND client = %(client)s AND "window" = %(window)s
), own AS (
    INSERT INTO accounts_ratelimitcount AS counted (name, client, "window", count)
    SELECT %(name)s, %(client)s, %(window)s, 1 FROM allowed WHERE uses > 0
    ON CONFLICT (name, client, "window") DO UPDATE SET count = counted.count + 1
    WHERE counted.count < (SELECT uses FROM allowed)
    RETURNING count
), everyone AS (
    INSERT INTO accounts_ratelimitcount AS counted (name, client, "window", count)
    SELECT %(name)s, %(everyone)s, %(window)s, 1 FROM own
    ON CONFLICT (name, client, "window") DO UPDATE SET count = counted.count + 1
    RETURNING count
)
SELECT own.count IS NOT NULL, allowed.uses < %(ceiling)s, everyone.count <= %(in_all)s,
    lazily.is_set
FROM allowed LEFT JOIN own ON true LEFT JOIN everyone ON true LEFT JOIN lazily ON true
"""
_GRANT = """
INSERT INTO accounts_ratelimitcount AS counted (name, client, "window", count)
VALUES (%(granted)s, %(client)s, %(window)s, least(%(uses)s, %(most)s))
ON CONFLICT (name, client, "window") DO UPDATE
SET count = least(counted.count + %(uses)s, %(most)s)
"""


@dataclass(frozen=True, slots=True)
class Question:
    """What the form's page asks: a proof for browsers with script, a wait for the others.

    It belongs to no client: a phone changes its address on the way. `wait` is in seconds;
    `is_repeated` when an answer came and did not help, so that no script sends one by itself again.
    """

    form: str
    ticket: str
    wait: int
    lifetime: datetime.timedelta
    is_repeated: bool = False

    @property
    def proof(self) -> str:
        """The work to do, as JSON; drawn when it is read, since drawing costs a try of it."""
        return proof.make(self.form, lifetime=self.lifetime)


@dataclass(frozen=True, slots=True)
class Entry:
    """Whether a use is allowed; if not, what would help and when to come back (seconds)."""

    is_allowed: bool
    question: Question | None = None
    retry_after: int = 0


@dataclass(frozen=True, slots=True)
class Gate:
    """`limit.per_client` free uses, more for each answer, at most `ceiling` in the window.

    A proof grants `by_proof` uses; who waits `wait` seconds instead is granted `by_waiting`.
    """

    limit: Limit
    ceiling: int
    by_proof: int
    by_waiting: int
    wait: int
    lifetime: datetime.timedelta = datetime.timedelta(hours=1)

    @property
    def name(self) -> str:
        """The form that it guards; an answer for one form is none for another."""
        return self.limit.name

    def enter(self, request: HttpRequest) -> Entry:
        """Take the answer that the request brings, if any, then count one use of the form."""
        ticket = self._take_answer(request)
        is_counted, may_grow, is_within_all = self._count(request)
        if is_counted and is_within_all:
            return Entry(True)
        if is_counted or not may_grow:
            return Entry(False, retry_after=self.limit.retry_after())
        question = self._question(ticket, is_repeated=bool(request.POST.get(PROOF)))
        return Entry(False, question, max(1, question.wait))

    def ask(self) -> Question:
        """Return a question for a form that asks before anything is sent."""
        return self._question(None, is_repeated=False)

    def _question(self, ticket: waiting.Ticket | None, *, is_repeated: bool) -> Question:
        """Ask anew; a ticket that is still waited for stays the same."""
        ticket = ticket or waiting.make(self.name, wait=self.wait, lifetime=self.lifetime)
        return Question(self.name, ticket.text, ticket.wait, self.lifetime, is_repeated)

    def _take_answer(self, request: HttpRequest) -> waiting.Ticket | None:
        """Grant uses for a posted answer; return a ticket that is not good yet."""
        if answer := proof.verified(self.name, request.POST.get(PROOF, "")):
            self._redeem(request, answer, self.by_proof)
            return None
        ticket = waiting.read(self.name, request.POST.get(TICKET, ""))
        if ticket is None or ticket.answer is None:
            return ticket
        self._redeem(request, ticket.answer, self.by_waiting)
        return None

    @transaction.atomic
    def _redeem(self, request: HttpRequest, answer: spent.Answer, uses: int) -> None:
        """Grant the uses, once for each answer."""
        if not spent.spend(answer):
            return
        most = max(0, self.ceiling - self.limit.per_client)
        with connection.cursor() as cursor:
            cursor.execute(_GRANT, {**self._row(request), "uses": uses, "most": most})

    def _count(self, request: HttpRequest) -> tuple[bool, bool, bool]:
        """Return whether the use is counted, may be granted later, is within what all share."""
        values = {
            **self._row(request),
            "everyone": EVERYONE,
            "free": self.limit.per_client,
            "ceiling": self.ceiling,
            "in_all": self.limit.in_all,
            "is_alone": not connection.in_atomic_block,
        }
        with preparing(connection) as cursor:
            cursor.execute(_ENTER, values)
            is_counted, may_grow, is_within_all, _is_lazy = cursor.fetchone()
        return bool(is_counted), bool(may_grow), bool(is_within_all)

    def _row(self, request: HttpRequest) -> dict[str, Any]:
        window = self.limit.window(timezone.now())
        client = limits.client_key(request, window.date())
        return {
            "name": self.name, "granted": f"{self.name}+", "client": client, "window": window
        }  # fmt: skip


def gate(name: str, *, by_proof: int = 20, by_waiting: int = 5, wait: int = 30) -> Gate:
    """Return the gate that LIMITS and CEILINGS in the settings hold under `name`."""
    limit = limits.configured(name)
    ceiling = max(limit.per_client, settings.CEILINGS[name])
    return Gate(limit, ceiling, by_proof, by_waiting, wait)
