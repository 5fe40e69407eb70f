"""Which level each comparison of each candidate pair says, computed by DuckDB as the engines do."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from recipients.matching.traits import COUNTS, FIELDS, MAX_BLOCK, RARITIES
from verification.duplicates.comparisons import HALVES, NO_MOTHER, PREFILTER, Comparison
from verification.duplicates.spec import one_family_sql


@dataclass(frozen=True)
class Half:
    """Pairs of one half: `levels` and `rarities` (in bits, NaN for none) have a column each."""

    levels: Any
    rarities: Any
    same: Any


@dataclass(frozen=True)
class Judged:
    """Scored candidate pairs by half of a model, and how many true pairs there are in all."""

    halves: dict[str, Half]
    true: int


def _added() -> Iterator[tuple[str, str]]:
    """Yield a column and a join for each trait that is counted over the register."""
    for name, source in COUNTS.items():
        yield f"{name}_.n AS {name}", _counted(name, source, "count(*)")
    for name, source in RARITIES.items():
        bits = f"round(10 * log2((SELECT count({source}) FROM raw) / count(*)))"
        yield f"{name}_.n AS {name}", _counted(name, source, bits)


def _counted(name: str, source: str, value: str) -> str:
    return (
        f"LEFT JOIN (SELECT {source} AS v, {value}::integer AS n FROM raw"
        f" WHERE {source} IS NOT NULL GROUP BY 1) {name}_ ON {name}_.v = raw.{source}"
    )


def _load(engine: Any, private: Path) -> None:
    types = {"person": "integer", **FIELDS}
    engine.execute(
        f"CREATE TABLE raw AS SELECT * FROM read_csv('{private}/traits.csv', header=true,"
        f" nullstr='', columns={types})"
    )
    for table in ("keys", "truth"):
        engine.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{private}/{table}.csv')")
    columns, joins = zip(*_added(), strict=True)
    engine.execute(
        f"CREATE TABLE entry AS SELECT raw.*, {', '.join(columns)} FROM raw {' '.join(joins)}"
    )
    engine.execute(
        "CREATE TABLE pair AS SELECT DISTINCT a.person AS first, b.person AS second"
        " FROM keys a JOIN keys b ON a.key = b.key AND a.person < b.person"
        " WHERE a.key IN (SELECT key FROM keys GROUP BY key"
        f" HAVING count(*) BETWEEN 2 AND {MAX_BLOCK})"
    )


def _terms(comparison: Comparison) -> tuple[str, str]:
    places = [str(place) for place in range(len(comparison.levels))]
    rarities = [
        f"coalesce(l.{level.rarity}, r.{level.rarity})" if level.rarity else "NULL"
        for level in comparison.levels
    ]
    return (
        f"CAST({comparison.sql(places)} AS integer) AS level_{comparison.key}",
        f"CAST({comparison.sql(rarities)} AS double) AS rarity_{comparison.key}",
    )


def _half(engine: Any, comparisons: tuple[Comparison, ...], where: str) -> Half:
    terms = ", ".join(term for comparison in comparisons for term in _terms(comparison))
    found = engine.execute(
        f"SELECT truth.first IS NOT NULL AS same, {terms} FROM pair"
        " JOIN entry l ON l.person = pair.first JOIN entry r ON r.person = pair.second"
        " LEFT JOIN truth ON truth.first = pair.first AND truth.second = pair.second"
        f" WHERE {where} AND {PREFILTER}"
    ).fetchnumpy()
    keys = [comparison.key for comparison in comparisons]
    rarities = [np.ma.filled(np.ma.asarray(found[f"rarity_{key}"]), np.nan) / 10 for key in keys]
    levels = np.stack([np.asarray(found[f"level_{key}"]) for key in keys], axis=1)
    return Half(levels, np.stack(rarities, axis=1), np.asarray(found["same"]).astype(float))


def judged(private: Path) -> Judged:
    """Return the levels of all candidate pairs of the traits in a folder that would be scored."""
    with duckdb.connect() as engine:
        _load(engine, private)
        halves = {
            f"{name}{ending}": _half(engine, HALVES[name], f"{family} AND {mother}")
            for name, family in (
                ("within", one_family_sql()),
                ("across", f"NOT {one_family_sql()}"),
            )
            for ending, mother in (("", f"NOT {NO_MOTHER}"), ("_no_mother", NO_MOTHER))
        }
        (true,) = engine.execute("SELECT count(*) FROM truth").fetchone()
        return Judged(halves, true)
