"""Applies the quality rules: opens what is new, closes what is gone, reopens what has changed."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from imports.applying import prepare_history
from verification import registry
from verification.actions.faults_sql import CLOSE, COMPARE, OPEN, REFRESH, REOPEN
from verification.registry import Event
from verification.rules import RULES, Rule

LOCK = 7_306_211  # one run at a time; any number that no other advisory lock has


@dataclass(frozen=True)
class Faults:
    """What one rule found, and what that did to its findings."""

    rule: str
    found: int
    opened: int
    reopened: int
    closed: int
    seconds: float


def find_faults(
    rules: Iterable[Rule] | None = None, report: Callable[[Faults], object] = lambda _faults: None
) -> list[Faults]:
    """Apply the rules (all of them, unless named), each in a transaction of its own."""
    done = []
    for each in RULES.values() if rules is None else rules:
        done.append(apply_rule(each))
        report(done[-1])
    return done


def _run(cursor: CursorWrapper, statement: str, values: dict[str, Any]) -> list[int]:
    """Run a statement that returns the ids of findings."""
    cursor.execute(statement, values)
    return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def apply_rule(rule: Rule) -> Faults:
    """Compare what a rule finds now with its findings, in a few statements."""
    start = time.perf_counter()
    prepare_history()
    values: dict[str, Any] = {
        "rule": rule.key, "kind": rule.kind.value, "source": rule.source.value,
        "action": rule.action.value, "now": timezone.now(), "today": timezone.localdate(),
        "visits": settings.UNREACHABLE_VISITS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        # Sorting a million rows in memory is worth what it takes; it holds for this transaction.
        cursor.execute("SET LOCAL work_mem = '64MB'")
        rule.prepare()
        for statement in COMPARE.format(found=rule.sql()).split(";\n"):
            cursor.execute(statement, values)
        cursor.execute("SELECT count(household_id) FROM compared")
        found = cursor.fetchone()[0]
        opened, reopened, closed = (_run(cursor, sql, values) for sql in (OPEN, REOPEN, CLOSE))
        cursor.execute(REFRESH, values)
    registry.announce(reopened, Event.REOPENED)
    registry.announce(closed, Event.RESOLVED)
    seconds = time.perf_counter() - start
    return Faults(rule.key, found, len(opened), len(reopened), len(closed), seconds)
