"""Many findings closed in a few statements, with the rows that closing each would write."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from imports.applying import prepare_history
from verification import registry
from verification.actions._common import acting
from verification.actions.findings import CLOSE
from verification.models import ANSWERED, CloseReason, Finding, State
from verification.registry import Event

RESOLVE = """
WITH locked AS (
    SELECT id, state FROM verification_finding
    WHERE id = ANY(%(ids)s) AND state IN ('open', 'in_work') ORDER BY id FOR NO KEY UPDATE
), closed AS (
    UPDATE verification_finding f SET state = 'resolved', closed_because = %(reason)s,
        closed_by_id = %(by)s, closed_at = %(now)s, updated_at = %(now)s, taken_by_id = NULL
    FROM locked WHERE f.id = locked.id RETURNING f.id, locked.state
)
INSERT INTO verification_findingstep (finding_id, what, before, after, by_id, at, note)
SELECT id, 'resolved', state, 'resolved', %(by)s, %(now)s, '' FROM closed
RETURNING finding_id"""


@transaction.atomic
def resolve_all(
    *, findings: Sequence[int], reason: CloseReason, by: User, is_heard: bool = True
) -> int:
    """Close the open ones of these findings because their entries are right now; how many.

    Listeners are called for each of them; not `is_heard` where nobody can be waiting for any.
    """
    if reason not in ANSWERED[State.RESOLVED] or reason == CloseReason.FACTS_GONE:
        raise ValidationError(_("Choose a reason from the list."))
    places = Finding.objects.filter(pk__in=findings).values_list("household__kelurahan_id")
    for (kelurahan,) in sorted(places.distinct().order_by()):
        permissions.require(by, CLOSE, kelurahan)
    prepare_history()
    with acting(by), connection.cursor() as cursor:
        values: dict[str, Any] = {
            "ids": list(findings), "reason": CloseReason(reason).value, "by": by.pk,
            "now": timezone.now(),
        }  # fmt: skip
        cursor.execute(RESOLVE, values)
        closed = [row[0] for row in cursor.fetchall()]
    if is_heard:
        registry.announce(closed, Event.RESOLVED)
    return len(closed)
