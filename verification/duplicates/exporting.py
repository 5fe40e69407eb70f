"""The register's traits for another engine: tags and folded words, never a number.

The file is CSV with a header: `person_id`, the columns of traits.FIELDS, COUNTS and RARITIES, and
`keys` apart by blanks; `\\N` where there is no value.
"""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction

from recipients.matching import draining, stale, values
from recipients.matching.traits import COUNTS, FIELDS, RARITIES
from verification.duplicates.files import private_file

COLUMNS = ("person_id", *FIELDS, *COUNTS, *RARITIES, "keys")


def export(path: Path) -> int:
    """Write the traits of all entries that take part, brought up to date; return how many.

    The file is readable by its owner alone, and whole or not there. Bounded memory.
    """
    draining.drain(wait=True)
    if stale.note_outdated():
        draining.drain(wait=True)
    with private_file(path) as file:
        file.writelines(_lines())
    return _exported()


def _exported() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM recipients_matchtraits t {values.TAKING_PART}")
        return int(cursor.fetchone()[0])


def _lines() -> Iterator[bytes]:
    """Yield the file piece by piece, as PostgreSQL writes it."""
    columns = ", ".join(f't."{name}"' for name in FIELDS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.exported")
        cursor.execute(
            f"CREATE TEMPORARY TABLE exported ON COMMIT DROP AS SELECT t.person_id, {columns},"
            f" t.keys FROM recipients_matchtraits t {values.TAKING_PART}"
        )
        values.recount("exported")
        query = (
            f"SELECT t.person_id, {values.columns_sql('t')}, array_to_string(t.keys, ' ') AS keys"
            f" FROM exported t {values.joins_sql('t')} ORDER BY t.person_id"
        )
        with cursor.copy(
            f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER true, NULL '\\N')"
        ) as copying:
            yield from map(bytes, copying)
