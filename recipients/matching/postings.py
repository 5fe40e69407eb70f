"""Who is under which blocking key, as one sorted table: for runs, and to check single entries.

Small changes are written to it one by one. After a large one it is made anew beside the old one,
which is a quarter of the work, and takes its place.
"""

from django.db import connection, transaction

NEW = "recipients_matchposting_new"
_REBUILD = f"""
DROP TABLE IF EXISTS {NEW};
CREATE UNLOGGED TABLE {NEW} AS
    SELECT unnest(keys) AS key, person_id FROM recipients_matchtraits ORDER BY 1, 2;
ALTER TABLE {NEW} ADD CONSTRAINT {NEW}_pkey PRIMARY KEY (key, person_id);
DROP TABLE recipients_matchposting;
ALTER TABLE {NEW} RENAME TO recipients_matchposting;
ALTER TABLE recipients_matchposting RENAME CONSTRAINT {NEW}_pkey TO recipients_matchposting_pkey;
INSERT INTO recipients_matchstate (id, is_posted, entries) VALUES (1, true, 0)
    ON CONFLICT (id) DO UPDATE SET is_posted = true
"""
# Unlogged: a crash of the server has emptied it.
_COMPLETE = """
SELECT EXISTS (SELECT FROM recipients_matchstate WHERE is_posted)
    AND (EXISTS (SELECT FROM recipients_matchposting)
        OR NOT EXISTS (SELECT FROM recipients_matchtraits))
"""


def are_complete() -> bool:
    """Tell whether all traits have their postings."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPLETE)
        return bool(cursor.fetchone()[0])


def leave_behind() -> None:
    """Note that traits are about to be written without postings."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE recipients_matchstate SET is_posted = false WHERE is_posted")


def rebuild(work_memory: str = "192MB") -> None:
    """Make all postings anew from the traits; the old ones answer until it is done."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        for name in ("work_mem", "maintenance_work_mem"):
            cursor.execute("SELECT set_config(%s, %s, true)", [name, work_memory])
        for statement in _REBUILD.split(";\n"):
            cursor.execute(statement)
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            # Else an index scan looks every row up in the table.
            cursor.execute("VACUUM (ANALYZE) recipients_matchposting")
