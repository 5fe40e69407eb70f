"""What the list of families shows of each household; a few queries for a whole page."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from recipients.identity import MASK
from recipients.models import (
    CivilMatch,
    Disbursement,
    Enrolment,
    FailureReason,
    Household,
    NikStatus,
    Person,
    Relation,
)
from verification.models import Finding

STATUS = Disbursement.Status
FAILED = (STATUS.FAILED, STATUS.RETURNED)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a programme and how its payments stand, the worst first."""

    programme: str
    standing: str  # failed, planned, paid or none
    paid: int
    all: int
    reasons: tuple[str, ...]

    @property
    def because(self) -> list[str]:
        """Why payments failed or came back, in words."""
        return [str(FailureReason(reason).label) for reason in self.reasons]


@dataclass(frozen=True, slots=True)
class Row:
    """One household of a list; `head` is the head's name, or the first member's."""

    household: Household
    head: str
    nik: str  # a mask, "" where there is none
    nik_status: NikStatus
    members: int
    deceased: int
    unmatched: int
    places: tuple[Place, ...]
    findings: int

    @property
    def is_doubtful(self) -> bool:
        """Whether the number of the head is malformed or doubted."""
        return self.nik_status in (NikStatus.MALFORMED, NikStatus.WARNING)


def rows_of(households: Sequence[Household]) -> list[Row]:
    """Return what the list shows of these households; four queries for any number."""
    ids = [household.pk for household in households]
    people, places = people_of(ids), places_of(ids)
    counted = Finding.objects.open().filter(household__in=ids).values("household").order_by()
    findings = dict(counted.annotate(n=Count("pk")).values_list("household", "n"))
    return [
        _row(household, people[household.pk], places[household.pk], findings.get(household.pk, 0))
        for household in households
    ]


def people_of(households: Iterable[int]) -> dict[int, list[Person]]:
    """Return the members of each household, its head first, the merged last; one query."""
    found: dict[int, list[Person]] = defaultdict(list)
    for person in Person.objects.filter(household__in=households).order_by("pk"):
        found[person.household_id].append(person)
    for people in found.values():
        people.sort(key=_standing)
    return found


def _standing(person: Person) -> tuple[bool, bool]:
    return person.merged_into_id is not None, person.relation != Relation.HEAD


def places_of(households: Iterable[int]) -> dict[int, tuple[Place, ...]]:
    """Return the places in programmes of each household, by programme; two queries."""
    enrolments = (
        Enrolment.objects.filter(household__in=households)
        .select_related("programme")
        .prefetch_related("disbursements")
        .order_by("programme__name", "pk")
    )
    found: dict[int, tuple[Place, ...]] = defaultdict(tuple)
    for enrolment in enrolments:
        found[enrolment.household_id] += (_place(enrolment),)
    return found


def _place(enrolment: Enrolment) -> Place:
    payments = list(enrolment.disbursements.all())
    statuses = Counter(payment.status for payment in payments)
    failed = sum(statuses[status] for status in FAILED)
    standing = next(
        (
            name
            for name, number in (
                ("failed", failed),
                ("planned", statuses[STATUS.PLANNED]),
                ("paid", statuses[STATUS.PAID]),
            )
            if number
        ),
        "none",
    )
    reasons = dict.fromkeys(p.failed_because for p in payments if p.failed_because)
    return Place(
        enrolment.programme.name, standing, statuses[STATUS.PAID], len(payments), tuple(reasons)
    )


def _row(
    household: Household, people: Sequence[Person], places: tuple[Place, ...], findings: int
) -> Row:
    head = people[0] if people else None
    listed = [person for person in people if person.merged_into_id is None]
    unmatched = (CivilMatch.UNMATCHED, CivilMatch.NOT_FOUND)
    return Row(
        household=household,
        head=head.name if head else "–",
        nik=MASK if head and head.nik_cipher else "",
        nik_status=NikStatus(head.nik_status) if head else NikStatus.ABSENT,
        members=len(listed),
        deceased=sum(person.deceased for person in listed),
        unmatched=sum(person.civil_match in unmatched for person in listed),
        places=places,
        findings=findings,
    )
