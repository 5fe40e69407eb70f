"""References by which what comes back finds its row again: "1204-9f3c01aa".

The second part is a keyed fingerprint of what was asked about, so that shifted rows, invented
references and answers to what has been corrected since are noticed.
"""

import datetime
import re
from typing import TYPE_CHECKING

from accounts import crypto

if TYPE_CHECKING:
    from verification.models import Task

FORM = re.compile(r"([1-9]\d{0,17})-([0-9a-f]{8})", re.ASCII)
_BYTES = 4


def _asked(person_id: int, name: str, birth_date: datetime.date | None) -> str:
    return f"civil registry:{person_id}:{birth_date or ''}:{name}"


def make(person_id: int, name: str, birth_date: datetime.date | None) -> str:
    """Return the reference of a person as they are now."""
    return _made(person_id, _asked(person_id, name, birth_date))


def holds(reference: str, person_id: int, name: str, birth_date: datetime.date | None) -> bool:
    """Tell whether a reference was made for this person as they are now."""
    return reference in _accepted(person_id, _asked(person_id, name, birth_date))


def _to_visit(task_id: int, name: str, visits: int) -> str:
    return f"visit:{task_id}:{visits}:{name}"


def make_for_visit(task: "Task") -> str:
    """Return the reference of a person to visit, as they and their visits are now."""
    return _made(task.pk, _to_visit(task.pk, task.person.name, task.visits))


def holds_for_visit(reference: str, task_id: int, name: str, visits: int) -> bool:
    """Tell whether a reference was made for this person to visit after so many visits."""
    return reference in _accepted(task_id, _to_visit(task_id, name, visits))


def make_for_line(line_id: int) -> str:
    """Return the reference of a correction in a batch for the ministry."""
    return _made(line_id, f"correction:{line_id}")


def _made(pk: int, asked: str) -> str:
    return f"{pk}-{crypto.tag(asked)[:_BYTES].hex()}"


def _accepted(pk: int, asked: str) -> set[str]:
    return {f"{pk}-{tag[:_BYTES].hex()}" for tag in crypto.tags(asked)}
