"""Likely doubles of a demo city, some of them decided; the worker's first search finds the rest.

Searching the whole city takes as long as loading it. So a few people who share a NIK are compared
here, by the model in use, and officers have decided about some of them; nobody is merged, so that
the figures of the demo stay.
"""

from collections.abc import Iterator
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from recipients.demo.spread import City
from recipients.matching import store
from recipients.matching.entries import records
from recipients.matching.tagging import tagger
from recipients.models import Person
from verification.actions import decide
from verification.duplicates import versions
from verification.duplicates.checking import Likely, likely_doubles
from verification.duplicates.storing import FACTS
from verification.models import DuplicatePair

SHOWN = 40
DECIDED = {"same": 14, "different": 2, "unsure": 3}
OFFICER = "dinsos"
NOTES = {
    "same": "RT memastikan: satu orang, terdaftar di dua kartu keluarga.",
    "different": "Nama mirip, orangnya berbeda.",
    "unsure": "Menunggu jawaban Dukcapil.",
}
# Two listed entries with one NIK: the index of NIK answers it.
SQL = """
SELECT min(p.id), max(p.id) FROM recipients_person p
JOIN recipients_household h ON h.id = p.household_id AND h.status = 'active'
WHERE p.nik_index IS NOT NULL AND p.nik_status <> 'malformed' AND p.merged_into_id IS NULL
    AND h.kelurahan_id LIKE %s
GROUP BY p.nik_index HAVING count(*) = 2 ORDER BY 1 LIMIT %s"""


@transaction.atomic
def add_doubles(city: City, seed: int) -> None:
    """Add them to a city that has none."""
    if DuplicatePair.objects.exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(SQL, [f"{city.code}.%", SHOWN])
        twice = cursor.fetchall()
    store.refresh([pk for pair in twice for pk in pair])
    _decide(list(_stored(twice)), Random(seed))


def _stored(twice: list[tuple[int, int]]) -> Iterator[DuplicatePair]:
    entries = list(records([first for first, _second in twice]))
    found = dict(zip((one.person for one in entries), likely_doubles(entries), strict=True))
    homes = dict(
        Person.objects.filter(pk__in=[pk for pair in twice for pk in pair]).values_list(
            "pk", "household"
        )
    )
    for first, second in twice:
        for likely in found.get(first, []):
            if likely.person_id == second:
                yield _store(first, second, likely, is_one_family=homes[first] == homes[second])


def _store(first: int, second: int, likely: Likely, *, is_one_family: bool) -> DuplicatePair:
    facts = FACTS.format(first="l.facts", second="r.facts")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {facts} FROM recipients_matchtraits l, recipients_matchtraits r"  # noqa: S608
            " WHERE l.person_id = %(first)s AND r.person_id = %(second)s",
            {"first": first, "second": second, "key": f"{tagger().number:02x}"},
        )
        (fingerprint,) = cursor.fetchone()
    return DuplicatePair.objects.create(
        first_id=first, second_id=second, model=versions.active_model(),
        probability=likely.probability, weight=likely.weight, evidence=likely.evidence,
        is_one_family=is_one_family, facts=fingerprint, cluster=first, found_at=timezone.now(),
    )  # fmt: skip


def _decide(pairs: list[DuplicatePair], rng: Random) -> None:
    officer = User.objects.filter(username=OFFICER).first()
    if officer is None:
        return
    rng.shuffle(pairs)
    for verdict, number in DECIDED.items():
        for _each in range(min(number, len(pairs) // 2)):
            decide(pair=pairs.pop(), verdict=verdict, by=officer, note=NOTES[verdict])
