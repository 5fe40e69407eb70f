"""How a higher app hears what became of a finding: it hands over a function in `ready()`.

Functions are called after the commit, once per finding, and must be safe to repeat. A process that
is killed between commit and call loses the call: FindingStep keeps every event, in order, for
whoever wants to catch up (`FindingStep.objects.filter(pk__gt=last_seen)`).
"""

import enum
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import batched

from django.db import transaction

log = logging.getLogger(__name__)
AT_ONCE = 1_000


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
# Returns those findings of some that its listener wants to hear of.
type Waiting = Callable[[Sequence[int]], Iterable[int]]

_listeners: list[Listener] = []
_waiting: dict[Listener, Waiting] = {}


def on_outcome(listener: Listener, *, waiting: Waiting | None = None) -> None:
    """Call `listener` with every outcome from now on; call this in AppConfig.ready().

    With `waiting` it hears of the findings only that this function picks out of some thousand.
    """
    if listener not in _listeners:
        _listeners.append(listener)
    if waiting is not None:
        _waiting[listener] = waiting


def announce(finding_ids: Iterable[int], event: Event) -> None:
    """Tell the listeners once the transaction is committed; one that fails stops no other."""
    for some in batched(finding_ids, AT_ONCE):
        for listener in _listeners:
            transaction.on_commit(partial(_tell, listener, some, event), robust=True)


def _tell(listener: Listener, finding_ids: Sequence[int], event: Event) -> None:
    waiting = _waiting.get(listener)
    for pk in finding_ids if waiting is None else waiting(finding_ids):
        try:
            listener(Outcome(pk, event))
        except Exception:  # whatever it is: the others are told too, and this one is caught up
            log.exception("outcome of finding %s was not heard", pk)
