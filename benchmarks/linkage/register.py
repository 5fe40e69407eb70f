"""The stream of families as they stand in the register, doubled people among them."""

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from random import Random

from benchmarks.linkage import misspelling, numbers
from benchmarks.linkage.drawing import Weighted
from benchmarks.linkage.entries import Clerk
from benchmarks.linkage.families import City
from benchmarks.linkage.faults import Faults
from benchmarks.linkage.people import Double, Family, Person

# Copies that wait for a family to join: enough that they land far away, and no more.
WAITING = 60


class Register:
    """Yields families with ids; the same for the same seed."""

    def __init__(self, *, people: int, seed: int, faults: Faults, areas: list[str]) -> None:
        self.people, self.faults = people, faults
        self.chance = Random(f"{seed} linkage")
        self.city = City(self.chance, areas, faults)
        self.clerk = Clerk(self.chance, faults)
        self.waiting: list[Person] = []
        self._placements = Weighted(faults.placements)
        self._families = self._entries = 0

    def __iter__(self) -> Iterator[Family]:
        while self._entries + len(self.waiting) < self.people:
            family = self.city.family()
            later = self._doubled(family)
            yield self._written(family)
            for other in later:
                yield self._written(other)
        while self.waiting:
            family = self.city.home(self.chance.choice(self.city.areas))
            family.people.append(self.waiting.pop())
            yield self._written(family)

    def _doubled(self, family: Family) -> list[Family]:
        """Enter some people of a family again; return the further families this makes."""
        chance, share = self.chance, self.faults.doubled
        again = share * self.faults.families_again
        later: list[Family] = []
        if chance.random() < again:
            later.append(self._family_again(family))
        else:
            for person in list(family.people):
                if chance.random() < share - again:
                    self._again(person, family, later)
                    if chance.random() < self.faults.third_copy:
                        self._again(person, family, later)
        if len(self.waiting) > WAITING and len(family.people) < 6:
            guest = self.waiting.pop(chance.randrange(len(self.waiting)))
            family.people.append(guest)
        return later

    def _family_again(self, family: Family) -> Family:
        """Enter the whole family a second time, often under an older card."""
        other = self._beside(family) if self.chance.random() < 0.6 else self._elsewhere(family)
        if self.chance.random() < 0.35:
            other.kk, other.area = family.kk, family.area
        for person in family.people:
            other.people.append(self._copy(person, family, "family_again"))
        return other

    def _again(self, person: Person, family: Family, later: list[Family]) -> None:
        kind = self._placements.draw(self.chance)
        found = self._copy(person, family, kind)
        if kind == "same_family":
            family.people.append(found)
        elif kind == "joined":
            found.relation = self.chance.choice(("istri", "famili lain", "menantu", "anak"))
            self.waiting.append(found)
        else:
            later.append(self._home(kind, family))
            later[-1].people.append(found)

    def _home(self, kind: str, family: Family) -> Family:
        if kind == "moved":
            return self._elsewhere(family)
        other = self._beside(family)
        if kind == "same_kk":
            other.kk = family.kk
        elif kind == "kk_mistyped":
            other.kk = numbers.slipped(self.chance, family.kk)
        return other

    def _beside(self, family: Family) -> Family:
        """Return an empty family with a card of its own, at about the same address."""
        home = self.city.home(family.area)
        home.rt, home.rw = family.rt, family.rw
        if self.chance.random() < 0.75:
            home.address = family.address
        if self.chance.random() < 0.4:
            home.address = misspelling.typing(self.chance, home.address)
        return home

    def _elsewhere(self, family: Family) -> Family:
        home = self.city.home(self.chance.choice(self.city.areas))
        if self.chance.random() < 0.25:
            home.address = family.address
        return home

    def _copy(self, person: Person, family: Family, placement: str) -> Person:
        if person.double is None:
            person.double = Double()
        found = self.clerk.second(person, family)
        found.placement = placement
        return found

    def _written(self, family: Family) -> Family:
        """Return the family as it is written, with ids that tell nothing of one another."""
        self._families += 1
        written = replace(family, id=f"KEL-{_scattered(self._families)}", people=[])
        if self.chance.random() < self.faults.entry_kk_missing:
            written.kk = ""
        for person in family.people:
            self._entries += 1
            person.id = f"IND-{_scattered(self._entries)}"
            entry = self.clerk.entry(person, family)
            written.people.append(entry if entry is not person else copy(person))
        return written


def _scattered(number: int) -> str:
    # 2**31 - 1 is prime and 48271 a primitive root of it: no number comes twice.
    return f"{number * 48_271 % (2**31 - 1):010}"
