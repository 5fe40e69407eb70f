"""Where invented people were born, and their mothers' names, as the register has them.

Drawn from each person's own number, apart from the family's generator: a demo city that was made
before these were known keeps all its other numbers. Both entries of a person who is listed twice
tell the same mother, with slips of their own.
"""

from collections.abc import Sequence
from random import Random
from zlib import crc32

from recipients.demo import names, spelling
from recipients.demo.drawing import Odds
from recipients.demo.people import Person
from recipients.models import Relation

MISSING_MOTHER, MISSING_PLACE, RESPELT = 0.08, 0.04, 0.06
BIRTH_PLACES = Odds(
    {
        "Bandung": 64.0, "Cimahi": 4.0, "Garut": 6.0, "Tasikmalaya": 5.0, "Sumedang": 4.0,
        "Cianjur": 3.0, "Majalengka": 1.5, "Ciamis": 2.0, "Subang": 1.5, "Jakarta": 3.0,
        "Bogor": 1.0, "Cirebon": 1.0, "Kuningan": 1.0, "Semarang": 0.8, "Solo": 0.7,
        "Yogyakarta": 0.5, "Surabaya": 0.5, "Medan": 0.5,
    }
)  # fmt: skip


def origins(people: Sequence[Person]) -> list[tuple[str, str]]:
    """Return birth place and mother's name of each member of a family, as they were written."""
    mother = next((one for one in people[:2] if one.female), None)
    return [_origin(person, mother) for person in people]


def _origin(person: Person, mother: Person | None) -> tuple[str, str]:
    rng = Random(crc32(person.true_nik.encode()))
    place = BIRTH_PLACES.draw(rng)
    name = names.full_name(rng, female=True, born=person.born.year - 26)
    if person.relation == Relation.CHILD and mother is not None:
        name = mother.true_name
    return _as_written(person, place, name)


def _as_written(person: Person, place: str, mother: str) -> tuple[str, str]:
    """Return both with the slips of this entry."""
    rng = Random(crc32(f"{person.name}{person.nik}{person.relation}".encode()))
    if rng.random() < RESPELT:
        mother = spelling.respelt(rng, mother)
    mother = "" if rng.random() < MISSING_MOTHER else mother
    place = "" if rng.random() < MISSING_PLACE else place
    return (place.upper(), mother.upper()) if person.name.isupper() else (place, mother)
