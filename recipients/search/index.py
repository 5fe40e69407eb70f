"""Keeping the search in step with the register: for some people at once, or for all of them.

Whoever changes a name, a kelurahan, a household's status or a wish to be left out calls
`index_people` (or `index_households`) in the same transaction. Only people whom the public may
find have postings, so hidden people can neither cost a search any work nor push others out of it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import batched

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from recipients import names
from recipients.bulk import copy_in, copy_text
from recipients.models import Person, SearchPosting
from recipients.models.person import PersonQuerySet
from recipients.search import keys, vocabulary

BATCH = 20_000

type Posting = tuple[int, int]  # key, person

# Two writers take turns for one person. In a rebuild, rows that another transaction holds are left
# to it: it indexes them itself.
_LOCK = """
SELECT person.id FROM recipients_person person
JOIN recipients_household household ON household.id = person.household_id
WHERE person.id = ANY(%s) ORDER BY person.id
FOR NO KEY UPDATE OF person {skip} FOR SHARE OF household {skip}
"""
_STORED = "SELECT key, person_id FROM recipients_searchposting WHERE person_id = ANY(%s)"
_REMOVE = """
DELETE FROM recipients_searchposting posting USING unnest(%s::bigint[], %s::bigint[])
    AS gone (key, person_id)
WHERE posting.key = gone.key AND posting.person_id = gone.person_id
"""
_STORED_BETWEEN = """
SELECT key, person_id FROM recipients_searchposting WHERE person_id BETWEEN %s AND %s
"""


@dataclass
class Changes:
    """What indexing changed: people read, postings added and removed, words new."""

    people: int = 0
    added: int = 0
    removed: int = 0
    words: int = 0

    def add(self, other: "Changes") -> None:
        """Count the changes of another batch too."""
        self.people += other.people
        self.added += other.added
        self.removed += other.removed
        self.words += other.words


type Progress = Callable[[Changes], None]


def _wanted(people: PersonQuerySet, spellings: set[vocabulary.Spelling]) -> set[Posting]:
    """Return the postings that people should have, and collect the spellings of their words."""
    wanted: set[Posting] = set()
    rows = people.public().values_list("pk", "name", "household__kelurahan")
    for person, name, kelurahan in rows:
        words = names.words(name)
        area = keys.area_range(kelurahan)[0]
        wanted.update([(bucket << keys.AREA_BITS | area, person) for bucket in keys.buckets(words)])
        spellings.update([(word.letters, word.folded) for word in words if not word.is_initial])
    return wanted


@transaction.atomic
def _index(ids: list[int], known: set[vocabulary.Spelling], *, wait: bool) -> Changes:
    """Write the differences of some people; `known` spellings need not be stored again."""
    with connection.cursor() as cursor:
        vocabulary.keep_from_purge(cursor)
        cursor.execute(_LOCK.format(skip="" if wait else "SKIP LOCKED"), [ids])
        locked = [row[0] for row in cursor.fetchall()]
        spellings: set[vocabulary.Spelling] = set()
        wanted = _wanted(Person.objects.filter(pk__in=locked), spellings)
        # Who waited for every lock and did not get one has been deleted.
        cursor.execute(_STORED, [ids if wait else locked])
        stored = set(cursor.fetchall())
        if gone := sorted(stored - wanted):
            cursor.execute(_REMOVE, [[key for key, _ in gone], [person for _, person in gone]])
        new_words = _write(cursor, wanted - stored, spellings - known)
        known |= spellings
    return Changes(len(locked), len(wanted - stored), len(gone), new_words)


def _write(
    cursor: CursorWrapper, postings: set[Posting], spellings: set[vocabulary.Spelling]
) -> int:
    """Append postings, in the order of their index, and spellings; return how many are new."""
    copy_in(SearchPosting, ("key", "person"), copy_text(sorted(postings)))
    return vocabulary.add(cursor, spellings)


def index_people(person_ids: Iterable[int]) -> Changes:
    """Bring the search in step with these people's names, kelurahan and visibility."""
    changes = Changes()
    known: set[vocabulary.Spelling] = set()
    for ids in batched(person_ids, BATCH):
        changes.add(_index(list(ids), known, wait=True))
    return changes


def index_households(household_ids: Iterable[int]) -> Changes:
    """Bring the search in step with the members of these households."""
    changes = Changes()
    for ids in batched(household_ids, BATCH):
        people = Person.objects.filter(household__in=ids).order_by("pk")
        changes.add(index_people(people.values_list("pk", flat=True)))
    return changes


def _batches_of_everyone() -> Iterator[tuple[int, int]]:
    """Return ranges of ids, one after the other, that hold a batch of people each."""
    people = Person.objects.order_by("pk").values_list("pk", flat=True)
    last = 0
    while (end := people.filter(pk__gt=last)[BATCH - 1 : BATCH].first()) is not None:
        yield last + 1, end
        last = end
    if (end := people.filter(pk__gt=last).last()) is not None:
        yield last + 1, end


def rebuild(progress: Progress = lambda changes: None) -> Changes:
    """Bring the search in step with the whole register while it stays in use.

    Batch by batch, each in its own transaction, only differences are written: after a rebuild
    another one changes nothing. Bounded memory at any size. `progress` is told after each batch.
    """
    changes = Changes()
    with vocabulary.kept_from_purge():
        known = vocabulary.spellings()
        for first, last in _batches_of_everyone():
            changes.add(_repair(first, last, known))
            progress(changes)
    vocabulary.recount()
    _tidy_up(pack=changes.added > changes.people // 10)
    return changes


def _repair(first: int, last: int, known: set[vocabulary.Spelling]) -> Changes:
    """Index those people of a range of ids whose postings are not as they should be.

    Nobody is locked to be compared: whoever is edited meanwhile looks different at worst, and is
    then looked at again under a lock.
    """
    people = Person.objects.filter(pk__range=(first, last))
    with connection.cursor() as cursor:
        cursor.execute(_STORED_BETWEEN, [first, last])
        stored = set(cursor.fetchall())
    changes = Changes(people=people.count())
    if stored:
        spellings: set[vocabulary.Spelling] = set()
        different = {person for _key, person in _wanted(people, spellings) ^ stored}
        changes.words = vocabulary.learn(spellings - known)
        known |= spellings
    else:
        different = set(people.values_list("pk", flat=True))
    for ids in batched(sorted(different), BATCH):
        one = _index(list(ids), known, wait=False)
        changes.add(replace(one, people=0))
    return changes


def _tidy_up(*, pack: bool) -> None:
    """Let the searches read the index alone; not possible inside a caller's transaction.

    Pages that many additions have split are half empty: to `pack` them halves what searches read.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if pack:
            cursor.execute("REINDEX TABLE CONCURRENTLY recipients_searchposting")
        for table in ("posting", "neighbour", "word"):
            cursor.execute(f"VACUUM (ANALYZE) recipients_search{table}")
