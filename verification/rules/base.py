"""What a quality rule is: a key, one sentence, and one query of all that it finds."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.utils.functional import Promise

from verification.models import Action, Kind, Source

type Text = str | Promise


def _nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Rule:
    """A quality rule.

    `sql()` is a SELECT of (household_id, person_id, stage_id, enrolment_id, facts jsonb), each
    subject once; all but the household may be NULL. It may use %(today)s and %(visits)s, and
    doubles every other percent sign. `facts` hold ids, dates and counts, never a name or number:
    a closed finding opens again when they change. `prepare` runs before it, in its transaction.
    """

    key: str
    sentence: Text
    kind: Kind
    action: Action
    sql: Callable[[], str]
    source: Source = Source.RULE
    prepare: Callable[[], None] = _nothing


RULES: dict[str, Rule] = {}


def rule(
    key: str,
    sentence: Text,
    kind: Kind,
    *,
    action: Action = Action.REPAIR,
    source: Source = Source.RULE,
    prepare: Callable[[], None] = _nothing,
) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Register the function below as a rule's query."""

    def register(sql: Callable[[], str]) -> Callable[[], str]:
        if key in RULES or key in Kind.values:
            raise ValueError(f"rule {key!r} is registered twice, or called like a kind")
        RULES[key] = Rule(key, sentence, kind, action, sql, source, prepare)
        return sql

    return register


def execute(statement: str) -> None:
    """Run one statement without parameters."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
