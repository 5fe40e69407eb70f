"""Whom a single entry, or a table of entries, may be: the model applied to a few, by their keys.

The register's side is found by blocking keys, each read up to MAX_BLOCK entries, so that the cost
is bounded whatever is typed. Only entries that take part are told: of active households, not
merged into another.
"""

import functools
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db import connection

from kelurahan.prepared import preparing
from recipients.bulk import copy_text
from recipients.matching import values
from recipients.matching.tagging import Tagger
from recipients.matching.traits import FIELDS, MAX_BLOCK, Record, tagger, traits_of
from verification.duplicates import spec, versions
from verification.duplicates.candidates import in_floats
from verification.duplicates.spec import Spec, one_family_sql
from verification.models import DuplicateModel

AT_ONCE = 5_000
_TYPED = ", ".join(f'"{name}" {kind}' for name, kind in FIELDS.items())
_RECORDS = (
    "entry AS MATERIALIZED (SELECT t.number, t.person_id, {columns} FROM"
    f" jsonb_to_recordset(%s::jsonb) AS t(number integer, person_id bigint, {_TYPED}) {{joins}}),"
    " near AS (SELECT DISTINCT k.number, f.person_id FROM unnest(%s::integer[], %s::bigint[])"
    " AS k (number, key) {found})"
)
_TABLE = (
    "entry AS MATERIALIZED (SELECT t.number, t.person_id, {columns} FROM {table} t {joins}),"
    " near AS (SELECT DISTINCT k.number, f.person_id FROM"
    " (SELECT number, unnest(keys) AS key FROM {table}) k {found})"
)
_FOUND = f"""
CROSS JOIN LATERAL (
    SELECT unnest(people) AS person_id FROM (
        SELECT array_agg(person_id) AS people, count(*) AS size FROM (
            SELECT person_id FROM recipients_matchposting WHERE key = k.key LIMIT {MAX_BLOCK + 1}
        ) posted
    ) block WHERE size <= {MAX_BLOCK}
) f
"""
_SCORE = """
WITH {source}, other AS MATERIALIZED (
    SELECT near.number, t.person_id, {columns} FROM near
    JOIN recipients_matchtraits t ON t.person_id = near.person_id {taking_part} {joins}
), scored AS MATERIALIZED (
    SELECT l.number, r.person_id, {weight} AS weight
    FROM entry l JOIN other r ON r.number = l.number AND r.person_id IS DISTINCT FROM l.person_id
    WHERE {prefilter}
)
SELECT s.number, s.person_id, s.weight, {levels} AS levels, {family} AS is_one_family
FROM scored s JOIN entry l ON l.number = s.number
JOIN other r ON r.number = s.number AND r.person_id = s.person_id
WHERE s.weight >= {bits}
"""


@dataclass(frozen=True)
class Likely:
    """An entry of the register that may be the one asked about; `evidence` as a pair's."""

    person_id: int
    probability: float
    weight: float
    evidence: list[list[Any]]


@functools.lru_cache(maxsize=2)
def _loaded(model: int) -> tuple[Spec, str]:
    """Return a stored model, whose content never changes, and the query that applies it."""
    loaded = spec.load(DuplicateModel.objects.get(pk=model).content)
    source = _RECORDS.format(
        columns=values.columns_sql("t"), joins=values.joins_sql("t"), found=_FOUND
    )
    # A SELECT in front: pghistory would put a statement of its own before a WITH, in a request.
    query = score_sql(source, loaded, loaded.threshold_bits)
    return loaded, f"SELECT * FROM ({query}) AS likely"


def _doubled(sql: str) -> str:
    return in_floats(sql).replace("%", "%%")


def score_sql(source: str, model: Spec, bits: float) -> str:
    """Return the query of pairs (number, person, weight, levels, is_one_family) that weigh enough.

    `source` defines `entry` (number, person_id, scored columns) and `near` (number, person_id).
    """
    return _SCORE.format(
        source=source, columns=values.columns_sql("t"), joins=values.joins_sql("t"),
        taking_part=values.TAKING_PART, weight=_doubled(model.weight_sql()),
        levels=_doubled(model.levels_sql()), family=one_family_sql(),
        prefilter=_doubled(model.prefilter_sql()), bits=f"{bits:.6f}",
    )  # fmt: skip


def likely_doubles(records: Sequence[Record], *, limit: int = 5) -> list[list[Likely]]:
    """Return for each record who it probably is already, the most likely first.

    A record that is in the register itself (`person` is its id) is not told of itself. One query.
    """
    (model, query), tags = _loaded(versions.active_pk()), tagger()
    rows: list[dict[str, object]] = []
    numbers: list[int] = []
    keys: list[int] = []
    for number, record in enumerate(records):
        *scalars, own_keys = traits_of(record, tags)
        named = dict(zip(FIELDS, scalars, strict=True))
        rows.append({"number": number, "person_id": record.person, **named})
        numbers += [number] * len(own_keys)
        keys += own_keys
    with preparing(connection) as cursor:
        cursor.execute(query, [json.dumps(rows), numbers, keys])
        return _grouped(cursor.fetchall(), len(records), model, limit)


def _grouped(
    found: list[tuple[Any, ...]], records: int, model: Spec, limit: int
) -> list[list[Likely]]:
    likely: list[list[Likely]] = [[] for _ in range(records)]
    for number, person, weight, levels, is_one_family in sorted(found, key=lambda row: -row[2]):
        if len(likely[number]) < limit:
            evidence = model.evidence(levels, is_one_family=is_one_family)
            likely[number].append(Likely(person, spec.probability(weight), weight, evidence))
    return likely


def match_many(table: str, result: str, *, threshold: float | None = None) -> int:
    """Score a temporary table of entries against the register; return how many pairs were found.

    `table` has a bigint `number`, a bigint `person_id` (NULL, or whom not to tell), the columns of
    `traits.FIELDS` and `keys` (`traits_table` makes it). `result` is made: a temporary table of
    number, person_id, weight, probability for every pair that passes the threshold.
    """
    model, _query = _loaded(versions.active_pk())
    bits = model.threshold_bits if threshold is None else math.log2(threshold / (1 - threshold))
    source = _TABLE.format(
        columns=values.columns_sql("t"), joins=values.joins_sql("t"), found=_FOUND, table=table
    )
    query = score_sql(source, model, bits).replace("%%", "%")
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {result} AS SELECT number, person_id, weight,"
            f" 1 / (1 + power(2::float8, -greatest(weight, -1000))) AS probability"
            f" FROM ({query}) pairs"
        )
        return int(cursor.rowcount)


def traits_table(name: str, records: Iterable[tuple[int, Record]]) -> int:
    """Make a temporary table for `match_many` of numbered records; return how many they are."""
    tags, made = tagger(), 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {name} (number bigint, person_id bigint, {_TYPED},"
            " keys bigint[])"
        )
        for some in batched(records, AT_ONCE):
            rows = [_row(number, record, tags) for number, record in some]
            with cursor.copy(f"COPY {name} FROM STDIN") as copying:
                copying.write(copy_text(rows))
            made += len(rows)
        cursor.execute(f"ANALYZE {name}")
    return made


def _row(number: int, record: Record, tags: Tagger) -> tuple[object, ...]:
    *scalars, keys = traits_of(record, tags)
    return number, record.person or None, *scalars, tuple(map(str, keys))
