"""The queue of people whose traits are stale; triggers of the database fill it."""

from collections.abc import Iterator, Sequence

from django.db import connection

from recipients.matching import making
from recipients.matching.traits import tagger

type Queued = tuple[int, int]  # number in the queue, person

_OUTDATED = """
INSERT INTO recipients_stalematch (person_id)
SELECT p.id FROM recipients_person p LEFT JOIN recipients_matchtraits t ON t.person_id = p.id
WHERE t.made_by IS DISTINCT FROM %s
"""
_ORPHANS = """
DELETE FROM recipients_matchtraits t
WHERE NOT EXISTS (SELECT FROM recipients_person p WHERE p.id = t.person_id)
"""


def waiting(at_most: int) -> int:
    """Return how many rows wait, counting no further than `at_most`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM recipients_stalematch LIMIT %s) few", [at_most]
        )
        return int(cursor.fetchone()[0])


def note_outdated() -> int:
    """Queue everyone whose traits another key or other rules made, or who has none."""
    with connection.cursor() as cursor:
        cursor.execute(_ORPHANS)
        cursor.execute(_OUTDATED, [making.maker(tagger())])
        return int(cursor.rowcount)


def are_outdated() -> bool:
    """Tell whether traits of another key or of other rules are left."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM recipients_matchtraits WHERE made_by <> %s)",
            [making.maker(tagger())],
        )
        return bool(cursor.fetchone()[0])


def chunks(size: int) -> Iterator[list[Queued]]:
    """Yield what waits, oldest first, `size` at a time; what comes meanwhile is not missed."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, person_id FROM recipients_stalematch WHERE id > %s"
                " ORDER BY id LIMIT %s",
                [last, size],
            )
            queued = cursor.fetchall()
        if not queued:
            return
        last = queued[-1][0]
        yield queued


def take(queued: Sequence[Queued]) -> list[int]:
    """Remove rows from the queue; return the people of those that were still in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM recipients_stalematch WHERE id = ANY(%s) RETURNING person_id",
            [[number for number, _person in queued]],
        )
        return [row[0] for row in cursor.fetchall()]
