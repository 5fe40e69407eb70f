"""A register with known faults, written by COPY; it shares nothing with the demo's generator.

Families of two to four live in the areas given. One in eight families gets one fault, planted so
that it is known which rules must find whom; everything else is sound.
"""

import datetime
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from recipients import identity
from recipients.bulk import copy_in, copy_text
from recipients.models import Disbursement, Enrolment, Household, Person

CONSONANTS, VOWELS = "bdgklmnprst", "aiu"
DEATH = datetime.date(2020, 2, 1)
PAID = datetime.date(2020, 5, 1)
ONE_IN = 8
WORDS = 50_000
FAMILIES_AT_ONCE = 20_000


@dataclass
class Member:
    """A person as the register will hold it."""

    id: int
    name: str
    born: datetime.date
    sex: str
    relation: str
    nik: str
    nik_status: str = "well_formed"
    warnings: tuple[str, ...] = ()
    civil: str = "unchecked"
    died: datetime.date | None = None


@dataclass
class Family:
    """A household, its members and its places: (programme, card holder)."""

    id: int
    area: str
    kk: str
    members: list[Member]
    places: list[tuple[int, int | None]] = field(default_factory=list)


type Truth = dict[str, set[int]]


class FaultyRegister:
    """Makes families; `truth` maps a rule to the ids of people or households it must find."""

    def __init__(
        self, *, areas: list[str], closed: str, programmes: tuple[int, int], seed: int
    ) -> None:
        self.chance = random.Random(seed)
        self.areas, self.closed, self.programmes = areas, closed, programmes
        self.truth: Truth = defaultdict(set)
        self.people = self.families = self.numbers = 0
        self.last: Family | None = None
        self.words = _vocabulary(self.chance)
        self.names: set[tuple[str, datetime.date]] = set()

    def make(self, people: int) -> Iterator[Family]:
        """Yield families until there are so many people."""
        while self.people < people:
            family = self._sound()
            if self.last is not None and self.chance.randrange(ONE_IN) == 0:
                self.chance.choice(FAULTS)(self, family, self.last)
                self.last = None
            else:
                self.last = family
            yield family

    def _sound(self) -> Family:
        self.families += 1
        born = datetime.date(1950 + self.chance.randrange(35), 1, 1)
        born += datetime.timedelta(self.chance.randrange(365))
        members = [self._member("head", born)]
        members.append(self._member("spouse", born + datetime.timedelta(400)))
        for place in range(self.chance.randrange(3)):
            members.append(self._member("child", born + datetime.timedelta(9000 + 500 * place)))
        kk = f"327301{self.families // 10_000 % 1_000_000:06}{self.families % 10_000:04}"
        return Family(
            self.families, self.chance.choice(self.areas), kk, members, [(self.programmes[0], None)]
        )

    def _member(self, relation: str, born: datetime.date) -> Member:
        self.people += 1
        self.numbers += 1
        name = self._name(born)
        nik = f"32{self.numbers:014}"
        sex = "female" if relation == "spouse" else "male"
        return Member(self.people, name, born, sex, relation, nik)

    def _name(self, born: datetime.date) -> str:
        while True:
            first, second = (self.words[int(WORDS * self.chance.random() ** 2)] for _ in range(2))
            name = f"{first} {second}"
            if (name, born) not in self.names:
                self.names.add((name, born))
                return name


def _vocabulary(chance: random.Random) -> list[str]:
    """Return name words as varied as a register's; as there, some are much more frequent."""
    syllables = [consonant + vowel for consonant in CONSONANTS for vowel in VOWELS]
    words: set[str] = set()
    while len(words) < WORDS:
        words.add("".join(chance.choices(syllables, k=chance.choice((3, 4)))).capitalize())
    return sorted(words, key=lambda _word: chance.random())


def _malformed(city: FaultyRegister, family: Family, _last: Family) -> None:
    family.members[1].nik, family.members[1].nik_status = f"12{family.id}", "malformed"
    city.truth["nik_malformed"].add(family.members[1].id)


def _doubtful(city: FaultyRegister, family: Family, _last: Family) -> None:
    family.members[0].nik_status, family.members[0].warnings = "warning", ("birth_date",)
    city.truth["nik_doubtful"].add(family.members[0].id)


def _absent(city: FaultyRegister, family: Family, _last: Family) -> None:
    family.members[1].nik, family.members[1].nik_status = "", "absent"
    city.truth["nik_absent"].add(family.members[1].id)


def _borrowed(city: FaultyRegister, family: Family, last: Family) -> None:
    family.members[1].nik = last.members[1].nik
    for rule in ("nik_twice", "nik_several_kk"):
        city.truth[rule] |= {family.members[1].id, last.members[1].id}


def _copied(city: FaultyRegister, family: Family, _last: Family) -> None:
    family.members[1].nik = family.members[0].nik
    city.truth["nik_twice"] |= {family.members[0].id, family.members[1].id}


def _twice(city: FaultyRegister, family: Family, last: Family) -> None:
    other, same = last.members[1], family.members[1]
    same.born, same.name = (
        other.born,
        city.chance.choice(("Hj. {}", "{}", "{}, S.Pd")).format(
            city.chance.choice((str.upper, str.lower, str))(other.name)
        ),
    )
    city.truth["person_twice"] |= {same.id, other.id}


def _dead_payee(city: FaultyRegister, family: Family, _last: Family) -> None:
    family.members[0].died = DEATH
    for rule in ("deceased_active", "paid_after_death"):
        city.truth[rule].add(family.members[0].id)


def _dead_spouse(city: FaultyRegister, family: Family, _last: Family) -> None:
    family.members[1].died = DEATH
    city.truth["deceased_active"].add(family.members[1].id)


def _headless(city: FaultyRegister, family: Family, _last: Family) -> None:
    family.members[0].relation = "other"
    city.truth["head_missing"].add(family.id)


def _two_heads(city: FaultyRegister, family: Family, _last: Family) -> None:
    family.members[1].relation = "head"
    city.truth["heads_several"].add(family.id)


def _ageless(city: FaultyRegister, family: Family, _last: Family) -> None:
    year = city.chance.choice((1850, 2200))
    family.members[1].born = family.members[1].born.replace(year=year, day=1)
    city.truth["age_impossible"].add(family.members[1].id)


def _old_child(city: FaultyRegister, family: Family, _last: Family) -> None:
    family.members[1].relation = "child"
    family.members[1].born = family.members[0].born - datetime.timedelta(300)
    city.truth["age_order"].add(family.members[1].id)


def _split(city: FaultyRegister, family: Family, last: Family) -> None:
    family.kk = last.kk
    city.truth["enrolled_twice"] |= {family.id, last.id}


def _both(city: FaultyRegister, family: Family, _last: Family) -> None:
    family.places.append((city.programmes[1], None))
    city.truth["programmes_exclude"].add(family.id)


def _strange_card(city: FaultyRegister, family: Family, last: Family) -> None:
    family.places = [(city.programmes[0], last.members[1].id)]
    city.truth["card_holder_elsewhere"].add(family.id)


def _closed_area(city: FaultyRegister, family: Family, _last: Family) -> None:
    family.area = city.closed
    city.truth["area_closed"].add(family.id)


def _civil(city: FaultyRegister, family: Family, _last: Family) -> None:
    answer = city.chance.choice(("unmatched", "not_found"))
    family.members[0].civil = answer
    city.truth[f"civil_{answer}"].add(family.members[0].id)


FAULTS: tuple[Callable[[FaultyRegister, Family, Family], None], ...] = (
    _malformed, _doubtful, _absent, _borrowed, _copied, _twice, _dead_payee, _dead_spouse,
    _headless, _two_heads, _ageless, _old_child, _split, _both, _strange_card, _closed_area, _civil,
)  # fmt: skip


def write(families: Iterator[Family], stages: dict[int, int]) -> None:
    """Write families by COPY, some thousand at a time; `stages` maps programmes to a stage."""
    chunk: list[Family] = []
    for family in families:
        chunk.append(family)
        if len(chunk) == FAMILIES_AT_ONCE:
            _write(chunk, stages)
            chunk = []
    _write(chunk, stages)


HOUSEHOLD = (
    "id", "kelurahan", "address", "rt", "rw", "kk_cipher", "kk_index", "register",
    "register_name", "register_version", "source_id", "status", "deactivated_because",
    "created_at", "updated_at",
)  # fmt: skip
PERSON = (
    "id", "household", "name", "nik_cipher", "nik_index", "nik_status", "nik_warnings",
    "civil_match", "birth_date", "sex", "relation", "deceased", "deceased_on",
    "hidden_from_search", "source_id", "source_register", "created_at", "updated_at",
)  # fmt: skip
PLACE = ("id", "household", "programme", "card_holder", "status")
PAYMENT = (
    "enrolment", "stage", "programme", "channel", "status", "amount", "paid_on",
    "failed_because", "updated_at",
)  # fmt: skip


def _sealed(number: str, column: str, row_id: int) -> tuple[bytes | None, bytes | None]:
    if not number:
        return None, None
    return identity.encrypt(number, column=column, row_id=row_id), identity.blind_index(number)


def _write(families: list[Family], stages: dict[int, int]) -> None:
    now = timezone.now()
    rows: dict[str, list[tuple[Any, ...]]] = {"household": [], "person": [], "place": [], "pay": []}
    for family in families:
        rows["household"].append(
            (family.id, family.area, "Jl. Uji", "001", "002",
             *_sealed(family.kk, "household.kk", family.id), "dtks", "DTKS", "", f"B{family.id}",
             "active", "", now, now)
        )  # fmt: skip
        rows["person"] += [_person_row(each, family.id, now) for each in family.members]
        for place, (programme, holder) in enumerate(family.places):
            place_id = 2 * family.id + place
            rows["place"].append((place_id, family.id, programme, holder, "active"))
            rows["pay"].append(
                (place_id, stages[programme], programme, "bjb", "paid", 600_000, PAID, "", now)
            )
    copy_in(Household, HOUSEHOLD, copy_text(rows["household"]))
    copy_in(Person, PERSON, copy_text(rows["person"]))
    copy_in(Enrolment, PLACE, copy_text(rows["place"]))
    copy_in(Disbursement, PAYMENT, copy_text(rows["pay"]))


def _person_row(person: Member, household: int, now: datetime.datetime) -> tuple[Any, ...]:
    return (
        person.id, household, person.name, *_sealed(person.nik, "person.nik", person.id),
        person.nik_status, person.warnings, person.civil, person.born, person.sex,
        person.relation, person.died is not None, person.died, False, "", "", now, now,
    )  # fmt: skip
