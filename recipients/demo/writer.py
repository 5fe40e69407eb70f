"""Writing invented families into the register by COPY, a few hundred at a time."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from recipients import identity, nik
from recipients.bulk import copy_rows, reserve_ids
from recipients.demo.families import Family
from recipients.demo.people import Person as Member
from recipients.demo.programmes import ProgrammeOf, programmes
from recipients.demo.spread import City, Fate
from recipients.models import Disbursement, Enrolment, Household, Person, Programme, Stage

HOUSEHOLD = (
    "id", "kelurahan", "address", "rt", "rw", "kk_cipher", "kk_index", "register",
    "register_name", "register_version", "source_id", "desil", "status", "deactivated_because",
    "deactivated_on", "created_at", "updated_at",
)  # fmt: skip
PERSON = (
    "id", "household", "name", "nik_cipher", "nik_index", "nik_status", "nik_warnings",
    "civil_match", "birth_date", "sex", "relation", "deceased", "deceased_on",
    "hidden_from_search", "source_id", "source_register", "created_at", "updated_at",
)  # fmt: skip
ENROLMENT = ("id", "household", "programme", "card_holder", "status")
DISBURSEMENT = (
    "enrolment", "stage", "programme", "channel", "status", "amount", "paid_on", "failed_because",
    "updated_at",
)  # fmt: skip
REASONS = tuple(Household.DeactivationReason)

type Row = tuple[object, ...]


@dataclass(frozen=True)
class Offer:
    """The city's programmes as stored: ids by slug, and stage ids by slug and number."""

    programmes: dict[str, int]
    stages: dict[tuple[str, int], int]


def store_programmes(city: City) -> Offer:
    """Make the city's programmes and stages where missing; return their ids."""
    offer = Offer({}, {})
    for programme in programmes(city):
        _store_programme(programme, offer)
    return offer


def _store_programme(programme: ProgrammeOf, offer: Offer) -> None:
    columns = ("name", "funder_level", "funder", "legal_basis", "benefit", "description")
    row, _ = Programme.objects.get_or_create(
        slug=programme.slug, defaults={name: getattr(programme, name) for name in columns}
    )
    offer.programmes[programme.slug] = row.pk
    for stage in programme.stages:
        stored, _ = Stage.objects.get_or_create(
            programme=row,
            number=stage.number,
            defaults={
                "period_start": stage.start,
                "period_end": stage.end,
                "amount": stage.amount,
                "goods": stage.goods,
            },
        )
        offer.stages[programme.slug, stage.number] = stored.pk


@dataclass
class Batch:
    """The rows of some families, their ids reserved."""

    city: City
    offer: Offer
    now: datetime.datetime
    households: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    enrolments: list[Row] = field(default_factory=list)
    disbursements: list[Row] = field(default_factory=list)

    def copy(self) -> None:
        """Send the rows to PostgreSQL."""
        copy_rows(Household, HOUSEHOLD, self.households)
        copy_rows(Person, PERSON, self.people)
        copy_rows(Enrolment, ENROLMENT, self.enrolments)
        copy_rows(Disbursement, DISBURSEMENT, self.disbursements)

    def add(self, families: list[Family]) -> None:
        """Take in the families under newly reserved ids."""
        households = reserve_ids(Household, len(families))
        people = iter(reserve_ids(Person, sum(len(family.people) for family in families)))
        places = sum(len(family.enrolments) for family in families)
        enrolments = iter(reserve_ids(Enrolment, places))
        for family, household in zip(families, households, strict=True):
            members = list(islice(people, len(family.people)))
            self.households.append(self._household(household, family))
            self.people += self._people(household, members, family)
            self._add_enrolments(household, members, family, enrolments)

    def _register(self, family: Family) -> str:
        return "DTKS" if family.dtks else f"Non-DTKS {self.city.name}"

    def _household(self, row_id: int, family: Family) -> Row:
        register = Household.Register.DTKS if family.dtks else Household.Register.NON_DTKS
        return (
            row_id, family.kelurahan, family.address, family.rt, family.rw,
            *_sealed(family.kk, "household.kk", row_id), register.value, self._register(family),
            self.city.version, family.source_id, family.desil, *self._status(family),
            self.now, self.now,
        )  # fmt: skip

    def _status(self, family: Family) -> Row:
        """Return status, and reason and date of the deactivation."""
        if family.fate is not Fate.DEACTIVATED:
            return Household.Status.ACTIVE.value, "", None
        reason = REASONS[family.number % len(REASONS)]
        return Household.Status.DEACTIVATED.value, reason.value, self.city.as_of

    def _people(self, household: int, ids: list[int], family: Family) -> Iterator[Row]:
        register = self._register(family)
        for place, (row_id, member) in enumerate(zip(ids, family.people, strict=True), start=1):
            yield (
                row_id, household, member.name, *_nik(member, row_id), member.civil_match.value,
                member.birth_date, member.sex.value, member.relation.value, member.deceased,
                member.deceased_on, False, f"{family.source_id}-{place}", register,
                self.now, self.now,
            )  # fmt: skip

    def _add_enrolments(
        self, household: int, members: list[int], family: Family, ids: Iterator[int]
    ) -> None:
        for place in family.enrolments:
            row_id, programme = next(ids), self.offer.programmes[place.programme]
            self.enrolments.append(
                (row_id, household, programme, members[place.holder], Enrolment.Status.ACTIVE.value)
            )
            self.disbursements += (
                (
                    row_id, self.offer.stages[place.programme, paid.stage], programme,
                    paid.channel.value, paid.status.value, paid.amount, paid.paid_on,
                    str(paid.failed_because), self.now,
                )
                for paid in place.payments
            )  # fmt: skip


def write(
    families: Iterable[list[Family]], *, city: City, now: datetime.datetime
) -> Iterator[int]:
    """Write chunks of families, yielding how many of them are written after each chunk.

    Memory is bounded by a chunk. The caller holds the transaction.
    """
    offer, written = store_programmes(city), 0
    for chunk in families:
        batch = Batch(city, offer, now)
        batch.add(chunk)
        batch.copy()
        written += len(chunk)
        yield written


def _nik(member: Member, row_id: int) -> Row:
    """Return ciphertext, blind index, status and warnings of a member's NIK."""
    reading = nik.read(member.nik, birth_date=member.birth_date, sex=member.sex)
    warnings = [warning.value for warning in reading.warnings]
    return (*_sealed(reading.number, "person.nik", row_id), reading.status.value, warnings)


def _sealed(number: str, column: str, row_id: int) -> tuple[bytes, bytes] | tuple[None, None]:
    """Return ciphertext and blind index of a number, or two Nones for none."""
    if not number:
        return None, None
    sealed = identity.encrypt(number, column=column, row_id=row_id)
    return sealed, identity.blind_index(number)
