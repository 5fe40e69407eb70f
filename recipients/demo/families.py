"""Invented families. Each is a function of seed, kelurahan and number alone.

So any family can be made again by itself: a duplicate asks for the head of the family it repeats,
and a register of any size streams by in bounded memory.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from recipients.demo import numbers
from recipients.demo.drawing import Odds, between, lines, pick, ranked
from recipients.demo.payments import Enrolled, enrolments
from recipients.demo.people import Home, Person, enter, entered_again, new_family, new_head
from recipients.demo.programmes import programmes
from recipients.demo.spread import Fate, KelurahanPlan, Plan
from recipients.models import CivilMatch, Relation

# Of the families that received: this part has a member who is listed elsewhere, too.
LISTED_TWICE = 0.035
STILL_LISTED = 0.012
NOT_MATCHED = Odds({CivilMatch.UNMATCHED: 0.78, CivilMatch.NOT_FOUND: 0.22})
PLACES = ("Jl. {} No. {n}", "Jl. {} No. {n}, Gg. {lane}", "Gg. {} No. {n}", "Kp. {} No. {n}",
          "Jl. {} Gg. {lane} No. {n}", "Jln. {} {n}", "Gg. {} {r} No. {n}")  # fmt: skip


@dataclass(slots=True)
class Family:
    """An invented household with its members and what was paid to it."""

    kelurahan: str
    number: int
    fate: Fate
    dtks: bool
    address: str
    rt: str
    rw: str
    kk: str
    desil: int | None
    people: list[Person]
    enrolments: list[Enrolled]

    @property
    def source_id(self) -> str:
        """The family's number in the invented source, once per register."""
        return f"DEMO-{self.kelurahan.replace('.', '')}-{self.number:05}"


def families(plan: Plan) -> Iterator[Family]:
    """Yield all families of a plan, kelurahan by kelurahan."""
    for part in plan.kelurahan:
        for number in range(len(part.fates)):
            yield make_family(plan, part, number)


def make_family(plan: Plan, part: KelurahanPlan, number: int) -> Family:
    """Return the family with this number of a kelurahan."""
    rng, home = _rng(plan, part, number), Home(part.code, plan.city.as_of)
    fate, dtks = Fate(part.fates[number]), bool(part.dtks[number])
    head = new_head(rng, home)
    if fate is Fate.DUPLICATE:
        head = entered_again(rng, _head_elsewhere(rng, plan), Relation.HEAD)
    people = new_family(rng, home, head, part.sizes[number])
    holder = _card_holder(rng, people, fate)
    _enter_all(rng, people, home, fate, holder)
    if fate is Fate.RECEIVED and len(people) > 2 and rng.random() < LISTED_TWICE:
        people[-1] = entered_again(rng, _head_elsewhere(rng, plan), Relation.OTHER)
    if rng.random() < 0.3:
        for person in people:
            person.name = person.name.upper()
    return Family(
        part.code, number, fate, dtks, *_address(rng), _kk(rng, home), _desil(rng, dtks), people,
        enrolments(rng, fate=fate, dtks=dtks, holder=holder, offered=programmes(plan.city),
                   as_of=home.as_of),
    )  # fmt: skip


def _rng(plan: Plan, part: KelurahanPlan, number: int) -> Random:
    return Random(f"{plan.seed}/{part.code}/{number}")


def _head_elsewhere(rng: Random, plan: Plan) -> Person:
    """Return the head of some family of the city that received its aid."""
    while True:
        part = pick(rng, plan.kelurahan)
        if part.fates and not part.fates[number := int(rng.random() * len(part.fates))]:
            return new_head(_rng(plan, part, number), Home(part.code, plan.city.as_of))


def _card_holder(rng: Random, people: list[Person], fate: Fate) -> int:
    """Return who holds the card: mostly the head, often the spouse."""
    if fate is Fate.DUPLICATE or len(people) == 1 or people[1].relation != Relation.SPOUSE:
        return 0
    return int(rng.random() < 0.3)


def _enter_all(rng: Random, people: list[Person], home: Home, fate: Fate, holder: int) -> None:
    """Enter the family into the register, as its fate asks for."""
    for place, person in enumerate(people):
        if person.name:
            continue
        mismatch = fate is Fate.DATA_MISMATCH and place == holder
        enter(rng, person, home, flaws=numbers.MISMATCH_FLAWS if mismatch else None)
        if mismatch or (fate is Fate.DATA_MISMATCH and rng.random() < 0.35):
            person.civil_match = NOT_MATCHED.draw(rng)
        died = fate is Fate.DECEASED and place == holder
        if died or (person.born.year < 1962 and rng.random() < STILL_LISTED):
            _bury(rng, person, home.as_of)


def _bury(rng: Random, person: Person, as_of: datetime.date) -> None:
    """Mark a person dead within the last two years; the day is not always known."""
    person.deceased = True
    if rng.random() < 0.8:
        person.deceased_on = as_of - datetime.timedelta(days=between(rng, 10, 730))


@cache
def _streets() -> Odds[str]:
    return ranked(lines("streets.txt"), exponent=0.4)


def _address(rng: Random) -> tuple[str, str, str]:
    """Return address, RT and RW."""
    address = pick(rng, PLACES).format(
        _streets().draw(rng), n=between(rng, 1, 180), lane=_streets().draw(rng),
        r=pick(rng, ("I", "II", "III", "IV", "Dalam")),
    )  # fmt: skip
    return address, f"{between(rng, 1, 9):03}", f"{between(rng, 1, 16):03}"


def _kk(rng: Random, home: Home) -> str:
    """Return the KK number; some families have none on file."""
    number = numbers.new_kk(rng, kelurahan=home.kelurahan, as_of=home.as_of)
    return "" if rng.random() < 0.02 else number


def _desil(rng: Random, dtks: bool) -> int | None:
    if rng.random() < 0.02:
        return None
    return between(rng, 1, 4) if dtks else between(rng, 3, 7)
