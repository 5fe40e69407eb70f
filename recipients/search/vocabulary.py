"""The distinct words of all names, and writing them.

Every spelling is stored under the hashes of what remains of its beginning when letters are left
out; a typed word asks for the hashes of its own remainders (recipients.search.near). The
vocabulary hardly grows with the register.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from recipients import edits
from recipients.bulk import copy_in, copy_text
from recipients.models import SearchNeighbour, SearchWord
from recipients.search import keys

type Spelling = tuple[str, str]  # bare letters, folded form

# Advisory locks: writers share it, the purge of unused words takes it alone.
_LOCK = 7_235_001
_ADD = """
INSERT INTO recipients_searchword (spelling, folded, bucket, people)
SELECT *, 1 FROM unnest(%s::text[], %s::text[], %s::int[]) ON CONFLICT DO NOTHING
RETURNING id, spelling, folded
"""
_RECOUNT = f"""
WITH counted AS (
    SELECT bucket, count(*) AS people
    FROM (SELECT DISTINCT bucket FROM recipients_searchword) words
    JOIN recipients_searchposting ON key >> {keys.AREA_BITS} = bucket GROUP BY bucket
)
UPDATE recipients_searchword word SET people = coalesce(counted.people, 0)
FROM recipients_searchword same LEFT JOIN counted USING (bucket)
WHERE same.id = word.id AND word.people <> coalesce(counted.people, 0)
"""  # noqa: S608
_PURGE = "DELETE FROM recipients_searchword WHERE people = 0"
_PURGE_NEIGHBOURS = """
DELETE FROM recipients_searchneighbour neighbour
WHERE NOT EXISTS (SELECT FROM recipients_searchword word WHERE word.id = neighbour.word_id)
"""


def _slips(spelling: str, folded: str) -> int:
    """Return how many slips to find a spelling by; two only for the form that spellings share."""
    return edits.allowed(spelling) if spelling == folded else min(1, edits.allowed(spelling))


def keep_from_purge(cursor: CursorWrapper) -> None:
    """Until the end of the transaction, let no word be purged as unused."""
    cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])


def add(cursor: CursorWrapper, spellings: Iterable[Spelling]) -> int:
    """Store spellings that are new, with their neighbours; return how many were new."""
    # The folded form counts as a spelling too. Sorted, so that two writers cannot deadlock.
    pairs = sorted({*spellings, *((folded, folded) for _, folded in spellings)})
    if not pairs:
        return 0
    letters, folded = zip(*pairs, strict=True)
    buckets = [keys.word_bucket(form) for form in folded]
    cursor.execute(_ADD, [list(letters), list(folded), buckets])
    added = cursor.fetchall()
    # Sorted and distinct. Only these ids are new, so that COPY meets no row of another writer.
    neighbours = sorted(
        {
            (keys.remainder_key(remainder), word)
            for word, spelling, form in added
            for remainder in edits.remainders(spelling, _slips(spelling, form))
        }
    )
    copy_in(SearchNeighbour, ("key", "word"), copy_text(neighbours))
    return len(added)


@transaction.atomic
def learn(spellings: Iterable[Spelling]) -> int:
    """Store spellings that are new in a transaction of their own; return how many were new."""
    with connection.cursor() as cursor:
        keep_from_purge(cursor)
        return add(cursor, spellings)


def spellings() -> set[Spelling]:
    """Return all that is stored."""
    return set(SearchWord.objects.values_list("spelling", "folded"))


@contextmanager
def kept_from_purge() -> Iterator[None]:
    """Let no word be purged as unused while many transactions rely on it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [_LOCK])


@transaction.atomic
def _purge() -> None:
    """Remove words that nobody carries; skipped while somebody writes, the next recount does it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if cursor.fetchone() == (True,):
            cursor.execute(_RECOUNT)
            cursor.execute(_PURGE)
            cursor.execute(_PURGE_NEIGHBOURS)


def recount() -> None:
    """Count anew how many people carry each word, and forget the words of nobody."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Of tables just filled the planner knows no size, and may join row by row for hours.
        cursor.execute("ANALYZE recipients_searchword, recipients_searchposting")
        cursor.execute(_RECOUNT)
    _purge()
