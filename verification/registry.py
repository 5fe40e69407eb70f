"""How a higher app hears what became of a finding: it hands over a function in `ready()`.

Functions are called after the commit, once per finding, and must be safe to repeat. A process that
is killed between commit and call loses the call: FindingStep keeps every event, in order, for
whoever wants to catch up (`FindingStep.objects.filter(pk__gt=last_seen)`).
"""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.db import transaction


class Event(enum.StrEnum):
    """What became of a finding; the last four are the ministry's answers to a correction."""

    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    REOPENED = "reopened"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNCHANGED = "unchanged"
    REAPPEARED = "reappeared"


@dataclass(frozen=True)
class Outcome:
    """One event of one finding."""

    finding_id: int
    event: Event


type Listener = Callable[[Outcome], object]

_listeners: list[Listener] = []


def on_outcome(listener: Listener) -> None:
    """Call `listener` with every outcome from now on; call this in AppConfig.ready()."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(finding_ids: Iterable[int], event: Event) -> None:
    """Tell the listeners once the transaction is committed; one that fails stops no other."""
    outcomes = [Outcome(pk, event) for pk in finding_ids]
    for listener in _listeners:
        for outcome in outcomes:
            transaction.on_commit(partial(listener, outcome), robust=True)
