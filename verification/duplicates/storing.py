"""From what a search found to the pairs that officers see, in one transaction.

New pairs are added and undecided ones brought up to date; what is no longer found is "gone". What
was decided stays, until the facts about one of the two have changed: then it waits again, and its
history tells what was said before.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from imports.applying import prepare_history
from recipients.bulk import copy_text
from recipients.matching.making import COLUMNS
from recipients.matching.store import fresh_rows
from recipients.matching.traits import tagger
from verification.duplicates import spec
from verification.duplicates.spec import Spec
from verification.duplicates.work import table
from verification.models import DuplicateRun

AT_ONCE = 5_000
FACTS_AT = COLUMNS.index("facts")
DECIDED = "('same', 'different', 'unsure')"
# Two digits of the key's number, then fifteen of each entry's fingerprint.
FACTS = """%(key)s || right(lpad(to_hex({first}), 16, '0'), 15)
    || right(lpad(to_hex({second}), 16, '0'), 15)"""

# In the order in which decisions lock them: else the two would wait for each other.
_LOCK = "SELECT FROM verification_duplicatepair ORDER BY id FOR NO KEY UPDATE"
_RESULT = """
CREATE TEMPORARY TABLE likely (
    first bigint, second bigint, weight double precision, probability double precision,
    evidence jsonb, is_one_family boolean, facts text, cluster bigint
) ON COMMIT DROP
"""
# Under another key every fingerprint is another: nothing can be said about a change.
_RESTAMP = """
UPDATE verification_duplicatepair p SET facts = l.facts FROM likely l
WHERE p.first_id = l.first AND p.second_id = l.second AND p.state IN {decided}
    AND left(p.facts, 2) <> left(l.facts, 2)
"""
_REOPEN = """
UPDATE verification_duplicatepair p SET state = 'waiting', decided_by_id = NULL, decided_at = NULL,
    note = '' FROM likely l
WHERE p.first_id = l.first AND p.second_id = l.second AND p.state IN {decided}
    AND p.facts <> l.facts AND p.decided_at < %(asked)s AND NOT EXISTS (
        SELECT FROM recipients_person WHERE id IN (p.first_id, p.second_id)
            AND merged_into_id IS NOT NULL)
"""
_REFRESH = """
UPDATE verification_duplicatepair p SET state = 'waiting', model_id = %(model)s,
    probability = l.probability, weight = l.weight, evidence = l.evidence,
    is_one_family = l.is_one_family, facts = l.facts, updated_at = %(now)s
FROM likely l
WHERE p.first_id = l.first AND p.second_id = l.second AND p.state IN ('waiting', 'gone')
    AND (p.state, p.model_id, p.weight, p.evidence, p.is_one_family, p.facts)
        IS DISTINCT FROM ('waiting', %(model)s, l.weight, l.evidence, l.is_one_family, l.facts)
"""
_ADD = """
INSERT INTO verification_duplicatepair (first_id, second_id, model_id, probability, weight,
    evidence, is_one_family, facts, cluster, state, note, found_at, updated_at)
SELECT first, second, %(model)s, probability, weight, evidence, is_one_family, facts, first,
    'waiting', '', %(now)s, %(now)s FROM likely
ON CONFLICT (first_id, second_id) DO NOTHING
"""
_GONE = """
UPDATE verification_duplicatepair p SET state = 'gone', updated_at = %(now)s
WHERE p.state = 'waiting' AND NOT EXISTS (
    SELECT FROM likely l WHERE l.first = p.first_id AND l.second = p.second_id)
"""
_CLUSTER = """
UPDATE verification_duplicatepair p SET cluster = c.cluster
FROM unnest(%s::bigint[], %s::bigint[]) AS c (person, cluster)
WHERE p.first_id = c.person AND p.state IN ('waiting', 'same') AND p.cluster <> c.cluster
"""


@transaction.atomic
def store(run: DuplicateRun, model: Spec) -> int:
    """Write the pairs of a search that pass the model's threshold; return how many they are."""
    prepare_history()
    values: dict[str, Any] = {
        "model": run.model_id, "now": timezone.now(), "asked": run.asked_at
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("DROP TABLE IF EXISTS pg_temp.likely")
        cursor.execute(_RESULT)
        likely = _copy(cursor, run.pk, model)
        cursor.execute("ANALYZE likely")
        cursor.execute(_LOCK)
        for statement in (_RESTAMP, _REOPEN):
            cursor.execute(statement.format(decided=DECIDED), values)
        for statement in (_REFRESH, _ADD, _GONE):
            cursor.execute(statement, values)
        _tie(cursor)
    return likely


def facts_now(people: Collection[int]) -> dict[int, int]:
    """Return each entry's fingerprint as the register stands; whoever is gone has none."""
    return {int(str(row[0])): int(str(row[FACTS_AT])) for row in fresh_rows(sorted(set(people)))}


def facts_of_pair(first: int, second: int) -> str:
    """Return what FACTS makes of two fingerprints."""
    one, other = (f"{facts % 2**64:016x}"[1:] for facts in (first, second))
    return f"{tagger().number:02x}{one}{other}"


def _copy(cursor: CursorWrapper, run: int, model: Spec) -> int:
    """Copy what was found, with its evidence in words of the model; bounded memory."""
    columns = "first, second, weight, levels, is_one_family"
    facts = FACTS.format(first="first_facts", second="second_facts")
    copied = 0
    with connection.chunked_cursor() as found:
        found.execute(
            f"SELECT {columns}, {facts} FROM {table(run, 'found')} WHERE weight >= %(bits)s"
            " ORDER BY first, second",
            {"key": f"{tagger().number:02x}", "bits": model.threshold_bits},
        )
        while rows := found.fetchmany(AT_ONCE):
            with cursor.copy("COPY likely FROM STDIN") as copying:
                copying.write(copy_text(_told(rows, model)))
            copied += len(rows)
    return copied


def _told(rows: Iterable[tuple[object, ...]], model: Spec) -> Iterator[tuple[object, ...]]:
    for first, second, weight, levels, is_one_family, facts in rows:
        bits = float(str(weight))
        evidence = model.evidence(str(levels), is_one_family=bool(is_one_family))
        yield (
            first, second, repr(bits), repr(spec.probability(bits)), json.dumps(evidence),
            is_one_family, facts, None,
        )  # fmt: skip


def _tie(cursor: CursorWrapper) -> None:
    """Give all pairs that hang together, undecided or the same, one cluster."""
    cursor.execute(
        "SELECT first_id, second_id FROM verification_duplicatepair"
        " WHERE state IN ('waiting', 'same')"
    )
    smallest = components(cursor.fetchall())
    people = sorted(smallest)
    cursor.execute(_CLUSTER, [people, [smallest[person] for person in people]])


def components(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return for everyone in pairs the smallest id of those they are tied to."""
    above: dict[int, int] = {}

    def top(person: int) -> int:
        above.setdefault(person, person)
        while above[person] != person:
            above[person] = person = above[above[person]]
        return person

    for first, second in pairs:
        one, other = sorted((top(first), top(second)))
        above[other] = one
    return {person: top(person) for person in list(above)}
