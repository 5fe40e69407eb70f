"""Sound families of a city: who lives together, under which numbers, at which address."""

import datetime
from random import Random

from benchmarks.linkage import words
from benchmarks.linkage.drawing import Ranked, Weighted
from benchmarks.linkage.faults import Faults
from benchmarks.linkage.names import Names
from benchmarks.linkage.numbers import Registry
from benchmarks.linkage.people import Family, Person

CHILDREN = Weighted({0: 18, 1: 27, 2: 30, 3: 16, 4: 7, 5: 2})
KINDS = Weighted({"couple": 68, "mother": 14, "alone": 10, "father": 3, "elders": 5})
YEAR = 365.25
LATEST = datetime.date(2021, 6, 30)
REMEMBERED = 2_000


class City:
    """Makes families one after another."""

    def __init__(self, chance: Random, areas: list[str], faults: Faults) -> None:
        self.chance, self.areas, self.faults = chance, areas, faults
        self.names = Names(faults.common_names)
        self.places = Ranked(tuple(dict.fromkeys(words.PLACES)), exponent=1.6)
        self.registry = Registry(sorted({_kecamatan(area) for area in areas}))
        self.remembered: list[Person] = []

    def family(self) -> Family:
        """Return the next family."""
        chance = self.chance
        family = self.home(chance.choice(self.areas))
        born = chance.triangular(1938, 1998, 1975)
        kind = "elders" if born < 1945 else KINDS.draw(chance)
        head = self._head(family, kind, _day(born, chance))
        family.people.append(head)
        mother = head if kind == "mother" else None
        if kind in ("couple", "elders"):
            mother = self._spouse(family, head)
        if kind in ("couple", "mother", "father") and head.born:
            self._children(family, head, mother)
        if chance.random() < 0.09:
            self._parent(family, head)
        self._remember(head)
        return family

    def home(self, area: str) -> Family:
        """Return an empty household at some address of an area."""
        chance = self.chance
        return Family(
            kk=self.registry.kk(chance, _kecamatan(area)), area=area,
            address=self.address(), rt=1 + int(8 * chance.random() ** 1.3),
            rw=1 + int(15 * chance.random() ** 1.2), desil=chance.choice((1, 1, 2, 2, 3, 4)),
        )  # fmt: skip

    def address(self) -> str:
        """Return a street or lane with a house number, in one of many ways to write it."""
        chance = self.chance
        street = chance.choice(words.STREETS).replace("_", " ").title()
        way = chance.choice(("Jl. {}", "Jl {}", "Jalan {}", "Gg. {}", "Gang {}", "Kp. {}", "{}"))
        number = chance.choice((" No. {}", " No {}", " {}", "/{}", " no.{}")).format(
            f"{chance.randint(1, 180)}{chance.choice(('', '', '', 'A', 'B', '/12C'))}"
        )
        lane = f" Gg. {chance.choice(('I', 'II', 'III', 'IV', 'V', 'Mesjid', 'Buntu'))}"
        return way.format(street) + (lane if chance.random() < 0.2 else "") + number

    def person(self, family: Family, sex: str, born: datetime.date, relation: str,
               *, mother: str = "", name: str = "", place: str = "") -> Person:  # fmt: skip
        """Return a new person of a family with a number of their own."""
        chance = self.chance
        if born.year < 1960 and chance.random() < self.faults.filled_at_birth:
            born = born.replace(month=chance.choice((1, 1, 1, 7, 12)), day=1)
            born = born.replace(day=31) if born.month == 12 else born
        region = self.registry.region(chance, _kecamatan(family.area))
        return Person(
            name=name or self.names.full(chance, sex, born.year), sex=sex, born=born,
            place=place or self.places.draw(chance),
            mother=mother or self.names.full(chance, "P", born.year - 26),
            nik=self.registry.nik(chance, region, born, sex), relation=relation,
        )  # fmt: skip

    def _head(self, family: Family, kind: str, born: datetime.date) -> Person:
        chance, faults = self.chance, self.faults
        sex = "P" if kind == "mother" or (kind == "alone" and chance.random() < 0.6) else "L"
        if self.remembered:
            part = chance.random()
            other = chance.choice(self.remembered)
            if part < faults.namesakes and other.sex == sex:
                return self._namesake(family, other, born)
            if part < faults.namesakes + faults.siblings_apart:
                return self._sibling_apart(family, other, sex, born)
        return self.person(family, sex, born, "kepala keluarga")

    def _namesake(self, family: Family, other: Person, born: datetime.date) -> Person:
        if other.born and self.chance.random() < self.faults.namesakes_same_date:
            born = other.born
        found = self.person(family, other.sex, born, "kepala keluarga", name=other.name)
        found.planted = ("namesake", other)
        return found

    def _sibling_apart(
        self, family: Family, other: Person, sex: str, born: datetime.date
    ) -> Person:
        name = self.names.sibling(self.chance, other.name, sex, alike=sex == other.sex)
        found = self.person(
            family, sex, born, "kepala keluarga", mother=other.mother, place=other.place, name=name
        )
        found.planted = ("sibling_apart", other)
        return found

    def _spouse(self, family: Family, head: Person) -> Person | None:
        assert head.born is not None
        years = self.chance.gauss(3, 3.5)
        born = min(head.born + datetime.timedelta(years * YEAR), LATEST.replace(year=2001))
        spouse = self.person(family, "P" if head.sex == "L" else "L", born, "istri")
        family.people.append(spouse)
        return spouse

    def _children(self, family: Family, head: Person, mother: Person | None) -> None:
        chance = self.chance
        older = mother or head
        assert older.born is not None
        born = older.born + datetime.timedelta(chance.uniform(18, 30) * YEAR)
        name = mother.name if mother else self.names.full(chance, "P", older.born.year)
        place = self.places.draw(chance)
        children: list[Person] = []
        for _ in range(CHILDREN.draw(chance)):
            born += datetime.timedelta(chance.uniform(1.2, 6) * YEAR)
            if born > LATEST:
                break
            child = self._child(family, head, children, born, name, place)
            children.append(child)
            if chance.random() < self.faults.twins:
                children.append(self._twin(family, child))
        family.people += children

    def _child(self, family: Family, head: Person, before: list[Person], born: datetime.date,
               mother: str, place: str) -> Person:  # fmt: skip
        chance, faults = self.chance, self.faults
        sex = "P" if chance.random() < 0.49 else "L"
        name, planted = "", None
        if sex == head.sex == "L" and chance.random() < faults.son_named_alike:
            name, planted = head.name, ("son", head)
        elif before and before[-1].sex == sex and chance.random() < faults.siblings_alike:
            name = self.names.sibling(chance, before[-1].name, sex, alike=True)
            planted = ("siblings", before[-1])
        elif chance.random() < 0.25 and " " in head.name:
            name = f"{self.names.first_word(chance, sex)} {head.name.split()[-1]}"
        child = self.person(family, sex, born, "anak", mother=mother, name=name, place=place)
        child.planted = planted
        return child

    def _twin(self, family: Family, child: Person) -> Person:
        chance = self.chance
        assert child.born is not None
        sex = child.sex if chance.random() < 0.7 else ("P" if child.sex == "L" else "L")
        alike = chance.random() < 0.5
        name = self.names.sibling(chance, child.name, sex, alike=alike)
        region = child.nik[:6]
        nik = self.registry.nik(chance, region, child.born, sex)
        return Person(name, sex, child.born, child.place, child.mother, nik, "anak",
                      planted=("twin", child))  # fmt: skip

    def _parent(self, family: Family, head: Person) -> None:
        assert head.born is not None
        sex = "P" if self.chance.random() < 0.75 else "L"
        born = head.born - datetime.timedelta(self.chance.uniform(19, 33) * YEAR)
        name = head.mother if sex == "P" and self.chance.random() < 0.6 else ""
        relation = self.chance.choice(("orang tua", "mertua"))
        family.people.append(self.person(family, sex, born, relation, name=name))

    def _remember(self, person: Person) -> None:
        if len(self.remembered) < REMEMBERED:
            self.remembered.append(person)
        else:
            self.remembered[self.chance.randrange(REMEMBERED)] = person


def _kecamatan(area: str) -> str:
    return area.replace(".", "")[:6]


def _day(year: float, chance: Random) -> datetime.date:
    return datetime.date(int(year), 1, 1) + datetime.timedelta(chance.randrange(365))
