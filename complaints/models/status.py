"""The life of a complaint: where it stands, and which moves there are.

The same table makes the buttons, the actions and the database trigger, so that no path around it
is left.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    RECEIVED = "received", _("received")
    VERIFIED = "verified", _("verified")
    ASSIGNED = "assigned", _("assigned")
    IN_PROGRESS = "in_progress", _("in progress")
    ASKED = "asked", _("waiting for your answer")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")
    FORWARDED = "forwarded", _("forwarded to another office")
    REJECTED = "rejected", _("rejected")
    MERGED = "merged", _("joined with another complaint")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REOPENED = "reopened", _("opened again")


_S = Status
# Until it is answered, a complaint may turn out to be for another office, no complaint, the same
# as another, or no longer wanted.
_ENDINGS = (_S.FORWARDED, _S.REJECTED, _S.MERGED, _S.WITHDRAWN)
_MOVES: dict[Status, tuple[Status, ...]] = {
    _S.RECEIVED: (_S.VERIFIED, *_ENDINGS),
    _S.VERIFIED: (_S.ASSIGNED, *_ENDINGS),
    _S.ASSIGNED: (_S.IN_PROGRESS, *_ENDINGS),
    _S.IN_PROGRESS: (_S.ASSIGNED, _S.ASKED, _S.ANSWERED, *_ENDINGS),
    _S.ASKED: (_S.ASSIGNED, _S.IN_PROGRESS, _S.ANSWERED, *_ENDINGS),
    _S.ANSWERED: (_S.CLOSED, _S.REOPENED),
    _S.CLOSED: (_S.REOPENED,),
    _S.REJECTED: (_S.REOPENED,),
    _S.FORWARDED: (_S.REOPENED,),
    _S.REOPENED: (_S.ASSIGNED, *_ENDINGS),
    # When the other is taken back, or was another matter after all.
    _S.MERGED: (_S.REOPENED,),
    _S.WITHDRAWN: (),
}
MOVES: frozenset[tuple[Status, Status]] = frozenset(
    (before, after) for before, following in _MOVES.items() for after in following
)
# Somebody in the office has to do something.
OPEN = (_S.RECEIVED, _S.VERIFIED, _S.ASSIGNED, _S.IN_PROGRESS, _S.ASKED, _S.REOPENED)
# Somebody is at work on it, by name.
OWNED = (_S.ASSIGNED, _S.IN_PROGRESS, _S.ASKED)
# The citizen may say that it is not solved.
REOPENABLE = (_S.ANSWERED, _S.CLOSED, _S.REJECTED, _S.FORWARDED)


def may_move(before: str, after: str) -> bool:
    """Return whether a complaint may go from one status to another."""
    return (Status(before), Status(after)) in MOVES


def moves_in_sql() -> str:
    """Return the moves as a list of SQL pairs, for the trigger that guards them."""
    return ", ".join(f"('{before}', '{after}')" for before, after in sorted(MOVES))
