"""The traits' table: its columns, and bringing some people's rows up to date.

A writer of one person and the worker may meet: the later one waits for the earlier, and the queue
row that a change leaves is removed only by whoever read the register after it.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from recipients.matching import entries, making
from recipients.matching.making import COLUMNS, Row
from recipients.matching.traits import FIELDS, tagger

TABLE = "recipients_matchtraits"
OWN = ("person_id", "made_by", "facts", "keys")
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_THERE = """
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = 'recipients_matchtraits'::regclass AND attnum > 0 AND NOT attisdropped
ORDER BY attnum
"""
_CHANGE = " ON CONFLICT (person_id) DO UPDATE SET " + ", ".join(
    f'"{name}" = EXCLUDED."{name}"' for name in COLUMNS[1:]
)
_UPSERT = f"INSERT INTO {TABLE} ({_NAMES}) SELECT {_NAMES} FROM pg_temp.fresh_traits{_CHANGE}"
_UPSERT_ONE = f"INSERT INTO {TABLE} ({_NAMES}) VALUES ({', '.join(['%s'] * len(COLUMNS))}){_CHANGE}"
FEW = 50  # one by one, they are written sooner than a temporary table is made
_UNPOST = """
DELETE FROM recipients_matchposting p USING (
    SELECT person_id, unnest(keys) AS key FROM recipients_matchtraits WHERE person_id = ANY(%s)
) old WHERE p.key = old.key AND p.person_id = old.person_id
"""
_POST = """
INSERT INTO recipients_matchposting (key, person_id)
SELECT unnest(keys), person_id FROM recipients_matchtraits WHERE person_id = ANY(%s)
ORDER BY 1, 2 ON CONFLICT DO NOTHING
"""


def fits() -> bool:
    """Tell whether the table has today's columns."""
    with connection.cursor() as cursor:
        cursor.execute(_THERE)
        there = {name: kind for name, kind in cursor.fetchall() if name not in OWN}
    return there == FIELDS


@transaction.atomic
def fit() -> bool:
    """Give the table today's columns; all traits are then made anew. Return whether it changed."""
    if fits():
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {TABLE}")
        cursor.execute(_THERE)
        for name, _kind in cursor.fetchall():
            if name not in OWN:
                cursor.execute(f'ALTER TABLE {TABLE} DROP COLUMN "{name}"')
        cursor.execute(f"TRUNCATE {TABLE}, recipients_matchposting, recipients_stalematch")
        added = ", ".join(f'ADD COLUMN "{name}" {kind}' for name, kind in FIELDS.items())
        cursor.execute(f"ALTER TABLE {TABLE} {added}")
        cursor.execute("UPDATE recipients_matchstate SET is_posted = false")
        cursor.execute(
            "INSERT INTO recipients_stalematch (person_id) SELECT id FROM recipients_person"
        )
    return True


def fresh_rows(person_ids: Sequence[int]) -> list[Row]:
    """Return the rows that these people should have; those who are gone have none."""
    return list(making.rows(entries.records(person_ids), tagger()))


def copy(cursor: CursorWrapper, table: str, rows: Iterable[Row]) -> None:
    """Append rows in the order of COLUMNS to the traits' table or one like it."""
    with (
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({_NAMES}) FROM STDIN") as copying,
    ):
        copying.write(making.copy_lines(rows))


@transaction.atomic
def write(person_ids: Sequence[int], *, post: bool) -> int:
    """Bring these people's traits up to date; return how many they are now.

    Without `post` the postings are left to `postings.rebuild`.
    """
    ids = sorted(set(person_ids))
    with connection.cursor() as cursor:
        if post:
            cursor.execute(_UNPOST, [ids])
        rows = fresh_rows(ids)
        gone = sorted(set(ids) - {int(str(row[0])) for row in rows}) if post else ids
        cursor.execute(f"DELETE FROM {TABLE} WHERE person_id = ANY(%s)", [gone])
        if post:
            _replace(cursor, rows)
            cursor.execute(_POST, [ids])
        else:
            copy(cursor, TABLE, rows)
    return len(rows)


def _replace(cursor: CursorWrapper, rows: list[Row]) -> None:
    rows = sorted(rows, key=lambda row: int(str(row[0])))
    if len(rows) <= FEW:
        for row in rows:
            cursor.execute(_UPSERT_ONE, list(row))
        return
    cursor.execute(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS fresh_traits (LIKE {TABLE}) ON COMMIT DELETE ROWS"
    )
    cursor.execute("TRUNCATE pg_temp.fresh_traits")
    copy(cursor, "pg_temp.fresh_traits", rows)
    cursor.execute(_UPSERT)


def refresh(person_ids: Sequence[int]) -> None:
    """Bring a few people's traits up to date within the caller's transaction.

    After an update that changes the table's columns it waits for the worker, as the queue does.
    """
    if person_ids and fits():
        write(person_ids, post=True)
