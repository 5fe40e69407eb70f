"""The exported traits as a table of an engine: typed columns, and the keys that pair entries.

The file is CSV with a header, `\\N` where there is no value, keys apart by blanks
(verification.duplicates.exporting).
"""

from dataclasses import dataclass

from recipients.matching.traits import COUNTS, FIELDS, MAX_BLOCK, RARITIES

TYPES = {**FIELDS, **dict.fromkeys([*COUNTS, *RARITIES], "integer")}
ABSENT = "\\N"


@dataclass(frozen=True)
class Words:
    """How an engine says what SQL has no common word for."""

    split: str
    explode: str
    collect: str
    types: dict[str, str]


def key_sql(words: Words, raw: str) -> str:
    """Return the query of each entry's keys in the table `raw` of texts."""
    key = f"{words.explode}({words.split}(keys, ' '))"
    return f"SELECT CAST(person_id AS bigint) AS person_id, {key} AS key FROM {raw}"


def entries_sql(words: Words, raw: str, keys: str) -> str:
    """Return the query of typed entries with those keys that two to MAX_BLOCK entries share.

    An entry that shares none cannot be in a pair and is left out.
    """
    typed = ", ".join(
        f"CAST(raw.{name} AS {words.types.get(kind, kind)}) AS {name}"
        for name, kind in TYPES.items()
    )
    return f"""
    WITH shared AS (
        SELECT key FROM {keys} GROUP BY key HAVING count(*) BETWEEN 2 AND {MAX_BLOCK}
    ), kept AS (
        SELECT person_id, {words.collect}(CAST(k.key AS bigint)) AS keys
        FROM {keys} k JOIN shared ON shared.key = k.key GROUP BY person_id
    )
    SELECT kept.person_id, {typed}, kept.keys
    FROM {raw} raw JOIN kept ON kept.person_id = CAST(raw.person_id AS bigint)
    """
