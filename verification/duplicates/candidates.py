"""Who is compared with whom, in SQL: entries with what they are scored by, then pairs of them.

Each function returns the statements of one chunk. The entries of a search are a copy, so that all
of its chunks see the register of one moment.
"""

import re

from recipients.matching import values
from recipients.matching.traits import FIELDS, MAX_BLOCK
from verification.duplicates.spec import Spec, one_family_sql
from verification.duplicates.work import table

# Pairs less likely than this are not even kept for a lower threshold of the command.
LEAST_BITS = -4.0
ROWS_A_PAGE = 185  # of two numbers each
_KEYS = 2**64
_NUMBER = re.compile(r"\b(\d+(?:\.\d+)?)e0\b")


def in_floats(sql: str) -> str:
    """Return a term of the model with its numbers as floats.

    PostgreSQL takes 1.5e0 for an exact number and would add those digit by digit.
    """
    return _NUMBER.sub(r"float8 '\1'", sql)


def base_sql(run: int) -> list[str]:
    """Copy the traits of all entries that take part: of active households, not merged."""
    columns = ", ".join(f't."{name}"' for name in FIELDS)
    base = table(run, "base")
    counted = ", ".join(f'"{name}"' for name in values.COUNTED)
    return [
        f"DROP TABLE IF EXISTS {base}",
        f"CREATE UNLOGGED TABLE {base} AS SELECT t.person_id, t.facts, {columns}"
        f" FROM recipients_matchtraits t {values.TAKING_PART}",
        f"ANALYZE {base} ({counted})",
    ]


def entries_sql(run: int) -> list[str]:
    """Add to each entry how common its values are."""
    entry, base = table(run, "entry"), table(run, "base")
    return [
        f"DROP TABLE IF EXISTS {entry}",
        f"CREATE UNLOGGED TABLE {entry} AS SELECT t.person_id, t.facts, {values.columns_sql('t')}"
        f" FROM {base} t {values.joins_sql('t')}",
        f"ALTER TABLE {entry} ADD PRIMARY KEY (person_id)",
        f"DROP TABLE {base}",
        f"ANALYZE {entry} (person_id)",
        f"DROP TABLE IF EXISTS {table(run, 'raw')}",
        f"CREATE UNLOGGED TABLE {table(run, 'raw')} (first bigint, second bigint)",
    ]


def raw_sql(run: int, chunk: int, chunks: int, *, all_take_part: bool) -> list[str]:
    """Pair the entries that share a key, of one part of the keys.

    Keys are spread evenly. A pair is found once for each key that it shares.
    """
    low, high = (-_KEYS // 2 + _KEYS * place // chunks for place in (chunk, chunk + 1))
    posting = "recipients_matchposting"
    if not all_take_part:
        posting += f" JOIN {table(run, 'entry')} USING (person_id)"
    return [
        f"INSERT INTO {table(run, 'raw')}"
        f" WITH block AS (SELECT array_agg(person_id) AS people FROM {posting}"
        f" WHERE key BETWEEN {low} AND {high - 1}"
        f" GROUP BY key HAVING count(*) BETWEEN 2 AND {MAX_BLOCK})"
        " SELECT a, b FROM block, unnest(people) a, unnest(people) b WHERE a < b"
    ]


def pairs_sql(run: int) -> list[str]:
    """Keep each pair once, in the order of its first entry; later chunks are read side by side."""
    pair, raw, found = (table(run, part) for part in ("pair", "raw", "found"))
    return [
        f"ANALYZE {raw}",
        f"DROP TABLE IF EXISTS {pair}",
        f"CREATE UNLOGGED TABLE {pair} AS SELECT first, second FROM {raw} GROUP BY 1, 2"
        " ORDER BY 1, 2",
        f"DROP TABLE {raw}",
        f"ANALYZE {pair}",
        f"DROP TABLE IF EXISTS {found}",
        f"CREATE UNLOGGED TABLE {found} (first bigint, second bigint, weight double precision,"
        " levels text, is_one_family boolean, first_facts bigint, second_facts bigint)",
    ]


def scoring_sql(run: int, chunk: int, pages: int, spec: Spec) -> list[str]:
    """Score one chunk of the pairs, `pages` pages of their table; keep those that weigh enough."""
    entry, weight = table(run, "entry"), in_floats(spec.weight_sql())
    return [
        f"INSERT INTO {table(run, 'found')}"
        f" SELECT q.first, q.second, {weight}, {in_floats(spec.levels_sql())}, {one_family_sql()},"
        " l.facts, r.facts"
        f" FROM {table(run, 'pair')} q"
        f" JOIN {entry} l ON l.person_id = q.first JOIN {entry} r ON r.person_id = q.second"
        f" WHERE q.ctid >= '({chunk * pages},0)' AND q.ctid < '({(chunk + 1) * pages},0)'"
        f" AND {in_floats(spec.prefilter_sql())} AND {weight} >= {LEAST_BITS}"
    ]
