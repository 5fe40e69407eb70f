"""The tables of one search, in a schema of their own: unlogged, gone when it has ended.

A crash of the server empties them all together; `is_intact` then says no, and the search begins
again. `done` holds the chunks that are finished: each is entered with what it wrote.
"""

from django.db import connection
from django.db.backends.utils import CursorWrapper

SCHEMA = "duplicates_work"
PARTS = ("base", "entry", "raw", "pair", "found", "done")


def table(run: int, part: str) -> str:
    """Return the name of a search's table."""
    return f"{SCHEMA}.{part}_{run}"


def begin(run: int) -> None:
    """Make the empty tables of a search, and drop whatever others have left."""
    drop_all()
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE UNLOGGED TABLE {table(run, 'done')} (phase text, chunk integer,"
            " PRIMARY KEY (phase, chunk))"
        )
        cursor.execute(f"INSERT INTO {table(run, 'done')} VALUES ('', 0)")


def is_intact(run: int) -> bool:
    """Tell whether the tables of a search are there, with what was written to them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table(run, "done")])
        if cursor.fetchone()[0] is None:
            return False
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table(run, 'done')})")
        return bool(cursor.fetchone()[0])


def done(run: int, phase: str) -> set[int]:
    """Return the finished chunks of a phase."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT chunk FROM {table(run, 'done')} WHERE phase = %s",
            [phase],
        )
        return {row[0] for row in cursor.fetchall()}


def enter(cursor: CursorWrapper, run: int, phase: str, chunk: int) -> None:
    """Note that a chunk is finished, in the transaction that wrote it."""
    cursor.execute(f"INSERT INTO {table(run, 'done')} VALUES (%s, %s)", [phase, chunk])


def drop(run: int) -> None:
    """Remove the tables of a search."""
    with connection.cursor() as cursor:
        for part in PARTS:
            cursor.execute(f"DROP TABLE IF EXISTS {table(run, part)}")


def drop_all() -> None:
    """Remove the tables of all searches."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname = %s",
            [SCHEMA],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TABLE IF EXISTS {name}")


def count(run: int, part: str) -> int:
    """Return how many rows a table has."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table(run, part)}")
        return int(cursor.fetchone()[0])
