"""People of an invented family: who they are, and how the register has them."""

import datetime
from dataclasses import dataclass
from random import Random

from recipients.demo import names, numbers, spelling
from recipients.demo.drawing import Odds, between, pick
from recipients.demo.numbers import Flaw
from recipients.models import CivilMatch, Relation, Sex

MATCH = {
    Flaw.NONE: Odds(
        {CivilMatch.MATCHED: 94.5, CivilMatch.UNMATCHED: 4.0, CivilMatch.NOT_FOUND: 1.5}
    ),
    Flaw.BIRTH_DATE: Odds({CivilMatch.MATCHED: 40.0, CivilMatch.UNMATCHED: 60.0}),
    Flaw.SEX: Odds({CivilMatch.MATCHED: 40.0, CivilMatch.UNMATCHED: 60.0}),
    Flaw.REGION: Odds({CivilMatch.MATCHED: 70.0, CivilMatch.NOT_FOUND: 30.0}),
    Flaw.ABSENT: Odds({CivilMatch.NOT_FOUND: 45.0, CivilMatch.UNCHECKED: 55.0}),
}
WRONG_NUMBER = Odds({CivilMatch.UNMATCHED: 70.0, CivilMatch.NOT_FOUND: 30.0})


@dataclass(slots=True)
class Person:
    """A person as they are (`true_…`, `born`), and as the register has them."""

    true_name: str
    true_nik: str
    born: datetime.date
    female: bool
    relation: Relation
    name: str = ""
    nik: str = ""
    birth_date: datetime.date | None = None
    civil_match: CivilMatch = CivilMatch.UNCHECKED
    deceased: bool = False
    deceased_on: datetime.date | None = None

    @property
    def sex(self) -> Sex:
        """The sex as the register has it, which here is always right."""
        return Sex.FEMALE if self.female else Sex.MALE


@dataclass(frozen=True, slots=True)
class Home:
    """Where and when a family is registered."""

    kelurahan: str
    as_of: datetime.date


def new_person(
    rng: Random, home: Home, *, relation: Relation, female: bool, ages: tuple[int, int]
) -> Person:
    """Make a person whose age on the day of the register lies between `ages`."""
    oldest, youngest = (home.as_of.toordinal() - round(age * 365.25) for age in reversed(ages))
    born = datetime.date.fromordinal(between(rng, oldest, max(oldest, youngest)))
    name = names.full_name(rng, female=female, born=born.year)
    nik = numbers.new_nik(rng, kelurahan=home.kelurahan, born=born, female=female)
    return Person(name, nik, born, female, relation)


def new_head(rng: Random, home: Home) -> Person:
    """Make a head of household; about one in five is a woman."""
    female = rng.random() < 0.21
    ages = (30, 84) if female else (22, 80)
    return new_person(rng, home, relation=Relation.HEAD, female=female, ages=ages)


def age_of(person: Person, home: Home) -> int:
    """Return a person's age in years, within one year."""
    return home.as_of.year - person.born.year


def new_family(rng: Random, home: Home, head: Person, size: int) -> list[Person]:
    """Make the family of `head`: a spouse, parents, children, other relatives."""
    people = [head]
    if size > 1 and rng.random() < (0.06 if head.female else 0.9):
        people.append(_spouse(rng, home, head))
    if size > len(people) and rng.random() < 0.09:
        people.append(_parent(rng, home, head))
    while len(people) < size:
        people.append(_child_or_other(rng, home, people))
    return people


def _spouse(rng: Random, home: Home, head: Person) -> Person:
    age = age_of(head, home)
    ages = (max(18, age - 9), max(20, age + 2))
    return new_person(rng, home, relation=Relation.SPOUSE, female=not head.female, ages=ages)


def _parent(rng: Random, home: Home, head: Person) -> Person:
    age = age_of(head, home)
    ages = (min(age + 18, 92), min(age + 34, 94))
    return new_person(
        rng, home, relation=Relation.PARENT, female=rng.random() < 0.75, ages=ages
    )  # fmt: skip


def _child_or_other(rng: Random, home: Home, people: list[Person]) -> Person:
    """Make a child of the youngest possible mother, or a grandchild or lodger."""
    mother = next((p for p in people[:2] if p.female), people[0])
    age = age_of(mother, home)
    female = rng.random() < 0.49
    if age < 20 or rng.random() < 0.07:
        return new_person(rng, home, relation=Relation.OTHER, female=female, ages=(1, 60))
    ages = (max(0, age - 41), min(age - 18, 38))
    return new_person(
        rng, home, relation=Relation.CHILD, female=female, ages=(min(ages), max(ages))
    )  # fmt: skip


def enter(rng: Random, person: Person, home: Home, *, flaws: Odds[Flaw] | None = None) -> None:
    """Write the person into the register, with the slips that registers have."""
    age = age_of(person, home)
    flaw = (flaws or (numbers.ADULT_FLAWS if age >= 17 else numbers.CHILD_FLAWS)).draw(rng)
    person.name = _as_written(rng, person, age)
    person.nik = numbers.flawed(rng, person.true_nik, flaw)
    person.birth_date = _birth_date_as_written(rng, person)
    person.civil_match = MATCH.get(flaw, WRONG_NUMBER).draw(rng)


def _as_written(rng: Random, person: Person, age: int) -> str:
    name, chance = person.true_name, rng.random()
    if age > 62 and chance < 0.15:
        name = spelling.old_fashioned(rng, name)
    elif chance < 0.07:
        name = spelling.respelt(rng, name)
    elif chance > 0.995:
        name = spelling.slipped(rng, name)
    if age > 40 and rng.random() < 0.035:
        name = names.titled(rng, name, female=person.female)
    return name


def _birth_date_as_written(rng: Random, person: Person) -> datetime.date | None:
    """Return the birth date; some are not known, some elders' are the first of January."""
    chance = rng.random()
    if chance < 0.006:
        return None
    if person.born.year < 1960 and chance < 0.03:
        return person.born.replace(month=1, day=1)
    return person.born


def entered_again(rng: Random, person: Person, relation: Relation) -> Person:
    """Return the same person as another list has them: a duplicate with slips of its own."""
    name = person.true_name
    for _ in range(pick(rng, (0, 1, 1, 2))):
        name = spelling.respelt(rng, name)
    if rng.random() < 0.1:
        name = spelling.slipped(rng, name)
    chance = rng.random()
    nik = person.true_nik
    if chance > 0.8:
        nik = ""
    elif chance > 0.6:
        nik = numbers.slipped(rng, nik)
    return Person(
        person.true_name, person.true_nik, person.born, person.female, relation,
        name=name, nik=nik, birth_date=_birth_date_again(rng, person.born),
        civil_match=CivilMatch.MATCHED if nik == person.true_nik else CivilMatch.UNMATCHED,
    )  # fmt: skip


def _birth_date_again(rng: Random, born: datetime.date) -> datetime.date | None:
    """Return the birth date, or one with day and month swapped, filled in, or a year off."""
    chance = rng.random()
    if chance < 0.08 and born.day <= 12:
        return born.replace(month=born.day, day=born.month)
    if chance < 0.13:
        return born.replace(month=1, day=1)
    if chance < 0.18:
        return born.replace(year=born.year + pick(rng, (-1, 1)), day=min(born.day, 28))
    return None if chance < 0.21 else born
