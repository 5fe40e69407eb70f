"""Rows of the register made of invented families, numbers sealed, ready for COPY."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from recipients import identity, names, nik
from recipients.bulk import copy_text
from recipients.demo.families import Family, make_family
from recipients.demo.origins import origins
from recipients.demo.people import Person
from recipients.demo.spread import City, Fate, Plan
from recipients.models import Enrolment, Household
from recipients.search import keys
from recipients.search.vocabulary import Spelling

HOUSEHOLD = (
    "id", "kelurahan", "address", "rt", "rw", "kk_cipher", "kk_index", "register",
    "register_name", "register_version", "source_id", "desil", "status", "deactivated_because",
    "deactivated_on", "created_at", "updated_at",
)  # fmt: skip
PERSON = (
    "id", "household", "name", "nik_cipher", "nik_index", "nik_status", "nik_warnings",
    "civil_match", "birth_date", "birth_place", "mother_name", "sex", "relation", "deceased",
    "deceased_on", "hidden_from_search", "source_id", "source_register", "created_at", "updated_at",
)  # fmt: skip
ENROLMENT = ("id", "household", "programme", "card_holder", "status")
POSTING = ("key", "person")
DISBURSEMENT = (
    "enrolment", "stage", "programme", "channel", "status", "amount", "paid_on", "failed_because",
    "updated_at",
)  # fmt: skip
REASONS = tuple(Household.DeactivationReason)
# No family is enrolled in more programmes.
MOST_ENROLMENTS = 2

type Row = tuple[object, ...]


@dataclass(frozen=True)
class Offer:
    """The city's programmes as stored: ids by slug, and stage ids by slug and number."""

    programmes: dict[str, int]
    stages: dict[tuple[str, int], int]


@dataclass(frozen=True)
class Job:
    """Some families, as kelurahan of the plan and number, with ids reserved for their rows."""

    families: list[tuple[int, int]]
    households: list[int]
    people: list[int]
    enrolments: list[int]


@dataclass(frozen=True)
class Texts:
    """What COPY reads into the tables, for so many families, and the words of their names."""

    families: int
    households: bytes
    people: bytes
    enrolments: bytes
    disbursements: bytes
    postings: bytes
    spellings: set[Spelling]


@dataclass(frozen=True)
class Maker:
    """Makes families and their rows; it needs no database."""

    plan: Plan
    offer: Offer
    now: datetime.datetime

    def __call__(self, job: Job) -> Texts:
        """Return the rows of a job's families."""
        parts = self.plan.kelurahan
        people, enrolments = iter(job.people), iter(job.enrolments)
        placed = [
            self._place(make_family(self.plan, parts[part], number), household, people, enrolments)
            for (part, number), household in zip(job.families, job.households, strict=True)
        ]
        spellings: set[Spelling] = set()
        return Texts(
            len(placed),
            copy_text(self._household(family) for family in placed),
            copy_text(row for family in placed for row in self._people(family)),
            copy_text(row for family in placed for row in self._enrolments(family)),
            copy_text(row for family in placed for row in self._disbursements(family)),
            copy_text(sorted(p for family in placed for p in _postings(family, spellings))),
            spellings,
        )

    @staticmethod
    def _place(
        family: Family, household: int, people: Iterator[int], enrolments: Iterator[int]
    ) -> "Placed":
        return Placed(
            family,
            household,
            [next(people) for _ in family.people],
            [next(enrolments) for _ in family.enrolments],
        )

    def _household(self, placed: "Placed") -> Row:
        family, row_id = placed.family, placed.household
        register = Household.Register.DTKS if family.dtks else Household.Register.NON_DTKS
        return (
            row_id, family.kelurahan, family.address, family.rt, family.rw,
            *_sealed(family.kk, "household.kk", row_id), register.value,
            _register_name(self.plan.city, family), self.plan.city.version, family.source_id,
            family.desil, *self._status(family), self.now, self.now,
        )  # fmt: skip

    def _status(self, family: Family) -> Row:
        """Return status, and reason and date of the deactivation."""
        if family.fate is not Fate.DEACTIVATED:
            return Household.Status.ACTIVE.value, "", None
        reason = REASONS[family.number % len(REASONS)]
        return Household.Status.DEACTIVATED.value, reason.value, self.plan.city.as_of

    def _people(self, placed: "Placed") -> Iterator[Row]:
        register = _register_name(self.plan.city, placed.family)
        source = placed.family.source_id
        people = placed.family.people
        members = zip(placed.people, people, origins(people), strict=True)
        for place, (row_id, person, origin) in enumerate(members, start=1):
            yield (
                row_id, placed.household, person.name, *_nik(person, row_id),
                person.civil_match.value, person.birth_date, *origin, person.sex.value,
                person.relation.value, person.deceased, person.deceased_on, False,
                f"{source}-{place}", register, self.now, self.now,
            )  # fmt: skip

    def _enrolments(self, placed: "Placed") -> Iterator[Row]:
        status = Enrolment.Status.ACTIVE.value
        for row_id, enrolled in zip(placed.enrolments, placed.family.enrolments, strict=True):
            programme, holder = self.offer.programmes[enrolled.programme], enrolled.holder
            yield row_id, placed.household, programme, placed.people[holder], status

    def _disbursements(self, placed: "Placed") -> Iterator[Row]:
        for row_id, enrolled in zip(placed.enrolments, placed.family.enrolments, strict=True):
            programme = self.offer.programmes[enrolled.programme]
            for payment in enrolled.payments:
                yield (
                    row_id, self.offer.stages[enrolled.programme, payment.stage], programme,
                    payment.channel.value, payment.status.value, payment.amount, payment.paid_on,
                    str(payment.failed_because), self.now,
                )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """A family with the ids of its household, people and enrolments."""

    family: Family
    household: int
    people: list[int]
    enrolments: list[int]


def _postings(placed: Placed, spellings: set[Spelling]) -> Iterator[tuple[int, int]]:
    """Yield what the name search knows of a family, as recipients.search.index would write it."""
    family = placed.family
    if family.fate is Fate.DEACTIVATED:
        return
    area = keys.area_range(family.kelurahan)[0]
    for row_id, person in zip(placed.people, family.people, strict=True):
        words = names.words(person.name)
        spellings.update((word.letters, word.folded) for word in words if not word.is_initial)
        for bucket in keys.buckets(words):
            yield bucket << keys.AREA_BITS | area, row_id


def _register_name(city: City, family: Family) -> str:
    return "DTKS" if family.dtks else f"Non-DTKS {city.name}"


def _nik(person: Person, row_id: int) -> Row:
    """Return ciphertext, blind index, status and warnings of a person's NIK."""
    reading = nik.read(person.nik, birth_date=person.birth_date, sex=person.sex)
    warnings = tuple(warning.value for warning in reading.warnings)
    return (*_sealed(reading.number, "person.nik", row_id), reading.status.value, warnings)


def _sealed(number: str, column: str, row_id: int) -> tuple[bytes, bytes] | tuple[None, None]:
    """Return ciphertext and blind index of a number, or two Nones for none."""
    if not number:
        return None, None
    sealed = identity.encrypt(number, column=column, row_id=row_id)
    return sealed, identity.blind_index(number)
