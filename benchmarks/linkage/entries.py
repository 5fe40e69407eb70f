"""What goes wrong when a person is written down: faults of any entry, and of a second one."""

import datetime
from collections.abc import Callable
from copy import copy
from dataclasses import fields
from random import Random

from benchmarks.linkage import misspelling as write
from benchmarks.linkage.drawing import Weighted
from benchmarks.linkage.faults import Faults
from benchmarks.linkage.numbers import FAKE, slipped
from benchmarks.linkage.people import Family, Person
from benchmarks.linkage.words import PLACE_SPELLINGS

type Fault = Callable[[Random, Person, Family], None]
NAME_HABITS = Weighted({
    write.spelling: 30, write.typing: 12, write.shortened: 24, write.titled: 24, write.initial: 10,
})  # fmt: skip


def _name(change: Callable[[Random, str], str]) -> Fault:
    def fault(chance: Random, person: Person, _family: Family) -> None:
        person.name = change(chance, person.name)

    return fault


def _parent(chance: Random, person: Person, family: Family) -> None:
    father = next((one.name for one in family.people if one.sex == "L"), "Ahmad")
    person.name = write.parented(chance, person.name, father)


def _nik_slip(chance: Random, person: Person, _family: Family) -> None:
    if len(person.nik) == 16:
        person.nik = slipped(chance, person.nik)


def _nik_missing(chance: Random, person: Person, _family: Family) -> None:
    person.nik = chance.choice(("", "", "", "-", "0"))


def _nik_shared(chance: Random, person: Person, family: Family) -> None:
    others = [one.nik for one in family.people if one.nik and one.nik != person.nik]
    person.nik = chance.choice(others) if others else ""


def _nik_fake(chance: Random, person: Person, _family: Family) -> None:
    person.nik = chance.choice(FAKE)


def _swapped(_chance: Random, person: Person, _family: Family) -> None:
    if person.born and person.born.day <= 12:
        _set(person, month=person.born.day, day=person.born.month)


def _filled(chance: Random, person: Person, _family: Family) -> None:
    _set(person, month=chance.choice((1, 1, 1, 7)), day=1)


def _year(chance: Random, person: Person, _family: Family) -> None:
    if person.born:
        _set(person, year=person.born.year + chance.choice((-1, 1, -1, 1, 10, -10, 2, -2, -5, 3)))


def _day_slip(chance: Random, person: Person, _family: Family) -> None:
    if person.born and chance.random() < 0.6:
        _set(person, day=1 + (person.born.day + chance.choice((-2, 0, 9, -11, 1))) % 28)
    elif person.born:
        _set(person, month=1 + (person.born.month + chance.choice((-2, 0))) % 12)


def _born_missing(_chance: Random, person: Person, _family: Family) -> None:
    person.born = None


def _set(person: Person, *, year: int = 0, month: int = 0, day: int = 0) -> None:
    if person.born is None:
        return
    try:
        new = person.born.replace(
            year=year or person.born.year,
            month=month or person.born.month,
            day=day or person.born.day,
        )
    except ValueError:
        return
    if new <= datetime.date(2021, 6, 30):
        person.born = new


def _mother_spelling(chance: Random, person: Person, _family: Family) -> None:
    if person.mother:
        person.mother = chance.choice(
            (write.spelling, write.spelling, write.typing, write.rebuilt)
        )(chance, person.mother)


def _mother_short(chance: Random, person: Person, _family: Family) -> None:
    if person.mother:
        person.mother = chance.choice((write.shortened, write.nickname, write.titled))(
            chance, person.mother
        )


def _mother_missing(_chance: Random, person: Person, _family: Family) -> None:
    person.mother = ""


def _place(chance: Random, person: Person, _family: Family) -> None:
    if person.place:
        person.place = chance.choice(
            PLACE_SPELLINGS.get(
                person.place, (f"Kab. {person.place}", write.typing(chance, person.place))
            )
        )


def _place_missing(_chance: Random, person: Person, _family: Family) -> None:
    person.place = ""


def _relation(chance: Random, person: Person, _family: Family) -> None:
    person.relation = chance.choice(("kepala keluarga", "anak", "famili lain", "istri", "menantu"))


def _sex(_chance: Random, person: Person, _family: Family) -> None:
    person.sex = "P" if person.sex == "L" else "L"


FAULTS: dict[str, Fault] = {
    "name_spelling": _name(write.spelling), "name_typing": _name(write.typing),
    "name_short": _name(write.shortened), "name_title": _name(write.titled),
    "name_parent": _parent, "name_rebuilt": _name(write.rebuilt),
    "name_nickname": _name(write.nickname), "name_initial": _name(write.initial),
    "nik_slip": _nik_slip, "nik_missing": _nik_missing, "nik_shared": _nik_shared,
    "nik_fake": _nik_fake, "born_swapped": _swapped, "born_filled": _filled, "born_year": _year,
    "born_slip": _day_slip, "born_missing": _born_missing, "mother_spelling": _mother_spelling,
    "mother_missing": _mother_missing, "mother_short": _mother_short, "place_spelling": _place,
    "place_missing": _place_missing, "relation_changed": _relation, "sex_wrong": _sex,
}  # fmt: skip

NUMBER_FAULTS = Weighted({"nik_slip": 50, "nik_missing": 45, "nik_shared": 4.5, "nik_fake": 0.5})


class Clerk:
    """Writes people down with the faults of a register."""

    def __init__(self, chance: Random, faults: Faults) -> None:
        self.chance = chance
        self._how_many = Weighted(dict(enumerate(faults.faults_per_copy)))
        self._which = Weighted(faults.copy_faults)
        self._copy_number = faults.copy_number
        rates = {
            _name_habit: faults.entry_name, _nik_missing: faults.entry_nik_missing,
            _nik_shared: faults.entry_nik_shared, _nik_fake: faults.entry_nik_fake,
            _nik_slip: faults.entry_nik_slip, _nik_other_date: faults.entry_nik_other_date,
            _filled: faults.entry_born_filled, _born_missing: faults.entry_born_missing,
            _mother_missing: faults.entry_mother_missing, _place: 0.05,
            _mother_spelling: faults.entry_mother_spelling,
        }  # fmt: skip
        self._any = sum(rates.values())
        self._entry = Weighted(rates)

    def entry(self, person: Person, family: Family) -> Person:
        """Return what is written of a person in any entry; usually all is right."""
        if self.chance.random() >= self._any:
            return person
        written = copy(person)
        self._entry.draw(self.chance)(self.chance, written, family)
        return written

    def second(self, person: Person, family: Family) -> Person:
        """Return another entry of a person, with no to four faults that are noted in it."""
        chance, number = self.chance, self._how_many.draw(self.chance)
        written = copy(person)
        written.planted = None
        kinds: set[str] = set()
        for _ in range(3 * number):
            if len(kinds) == number:
                break
            kind = self._which.draw(chance)
            if kind.split("_")[0] in {one.split("_")[0] for one in kinds} and chance.random() < 0.7:
                continue
            before = _content(written)
            FAULTS[kind](chance, written, family)
            if _content(written) != before:
                kinds.add(kind)
        if self._copy_number and chance.random() < self._copy_number:
            kind = NUMBER_FAULTS.draw(chance)
            FAULTS[kind](chance, written, family)
            kinds.add(kind)
        written.faults = tuple(sorted(kinds))
        return written


def _name_habit(chance: Random, person: Person, _family: Family) -> None:
    person.name = NAME_HABITS.draw(chance)(chance, person.name)


def _nik_other_date(chance: Random, person: Person, _family: Family) -> None:
    """Change the register's date: a number keeps the one it was given with."""
    chance.choice((_day_slip, _year, _swapped))(chance, person, _family)


def _content(person: Person) -> tuple[object, ...]:
    return tuple(getattr(person, each.name) for each in fields(person))
