"""What the public sees of a household: its place on the list, and every payment with its reason."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from recipients.identity import MASK
from recipients.models import Channel, Disbursement, Enrolment, FailureReason, Household
from recipients.next_steps import ADVICE, NO_PROGRAMME, PAID, PLANNED, Advice

STATUS = Disbursement.Status
FAILED = (STATUS.FAILED, STATUS.RETURNED)


@dataclass(frozen=True, slots=True)
class Payment:
    """One stage's payment. It names nobody, so that many households share its markup."""

    stage: int
    period_start: datetime.date
    period_end: datetime.date
    goods: str
    status: str
    channel: str
    amount: int
    paid_on: datetime.date | None
    failed_because: str

    def get_status_display(self) -> str:
        return str(STATUS(self.status).label)

    def get_channel_display(self) -> str:
        return str(Channel(self.channel).label)

    def get_failed_because_display(self) -> str:
        return str(FailureReason(self.failed_because).label)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a programme, with its payments in the order of their stages."""

    programme: str
    slug: str
    status: str
    payments: tuple[Payment, ...]

    def get_status_display(self) -> str:
        return str(Enrolment.Status(self.status).label)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a household is listed."""

    kelurahan_code: str
    kelurahan: str
    kecamatan: str
    register: str

    def get_register_display(self) -> str:
        return Household.Register(self.register).label


@dataclass(frozen=True, slots=True)
class Summary:
    """What is told at once of a household: where it is, and how its payments stand."""

    home: Home
    standing: str
    paid: int
    all: int
    failed_because: tuple[str, ...]
    mask: str = MASK

    @property
    def failures(self) -> list[str]:
        """Why payments failed or came back, each reason once."""
        return [str(FailureReason(reason).label) for reason in self.failed_because]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a household can be advised about."""

    standing: str
    reasons: tuple[str, ...]

    @property
    def advice(self) -> list[Advice]:
        """What to do next: one piece for each reason why something has not arrived."""
        return [ADVICE[reason] for reason in self.reasons]


@dataclass(frozen=True, slots=True)
class Card:
    """One result: of the name only `shown` may appear, of the household nothing but this."""

    shown: str
    is_exact: bool
    summary: Summary
    places: tuple[Place, ...]
    situation: Situation


@dataclass(frozen=True)
class Named:
    """Whose card to make: the household, and how much of the name may be shown."""

    household_id: int
    shown: str
    is_exact: bool = True


def _standing(statuses: set[str]) -> str:
    """Return the one word for all payments: failed, planned, paid or none."""
    if statuses & set(FAILED):
        return "failed"
    if STATUS.PLANNED in statuses:
        return "planned"
    return "paid" if statuses else "none"


def _reasons(places: tuple[Place, ...], statuses: set[str], failed: tuple[str, ...]) -> list[str]:
    if not places:
        return [*failed, NO_PROGRAMME]
    if not statuses or STATUS.PLANNED in statuses:
        return [*failed, PLANNED]
    return list(failed) or [PAID]


def _card(person: Named, home: Home, places: tuple[Place, ...]) -> Card:
    payments = [payment for place in places for payment in place.payments]
    statuses = {payment.status for payment in payments}
    failed = tuple(dict.fromkeys(p.failed_because for p in payments if p.status in FAILED))
    standing = _standing(statuses)
    paid = sum(payment.status == STATUS.PAID for payment in payments)
    summary = Summary(home, standing, paid, len(payments), failed)
    situation = Situation(standing, tuple(_reasons(places, statuses, failed)))
    return Card(person.shown, person.is_exact, summary, places, situation)


def _homes(households: Collection[int]) -> dict[int, Home]:
    """Return where the households are listed that the public may see."""
    rows = Household.objects.public().filter(pk__in=households).values_list(
        "pk", "kelurahan_id", "kelurahan__name", "kelurahan__parent__name", "register"
    )  # fmt: skip
    return {household: Home(*rest) for household, *rest in rows}


def _rows(households: Collection[int]) -> Iterator[tuple[tuple[int, int, str, str, str], Payment]]:
    """Return every payment after its place, and once a place that has none."""
    payment = "disbursements"
    rows = (
        Enrolment.objects.filter(household__in=households)
        .order_by("household", "programme__name", "pk", f"{payment}__stage__number")
        .values_list(
            "household", "pk", "programme__name", "programme__slug", "status",
            f"{payment}__stage__number", f"{payment}__stage__period_start",
            f"{payment}__stage__period_end", f"{payment}__stage__goods", f"{payment}__status",
            f"{payment}__channel", f"{payment}__amount", f"{payment}__paid_on",
            f"{payment}__failed_because",
        )
    )  # fmt: skip
    return ((row[:5], Payment(*row[5:])) for row in rows)


def _places(households: Collection[int]) -> dict[int, tuple[Place, ...]]:
    found: dict[int, list[Place]] = defaultdict(list)
    grouped = groupby(_rows(households), key=lambda row: row[0])
    for (household, _pk, name, slug, status), rows in grouped:
        # The outer join gives an enrolment without payments one empty row.
        payments = tuple(payment for _, payment in rows if payment.status)
        found[household].append(Place(name, slug, status, payments))
    return {household: tuple(places) for household, places in found.items()}


def cards(people: Iterable[Named]) -> list[Card]:
    """Return a card for each person, in their order; two queries for any number of people."""
    people = list(people)
    ids = {person.household_id for person in people}
    homes = _homes(ids)
    places = _places(ids)
    return [
        _card(person, homes[person.household_id], places.get(person.household_id, ()))
        for person in people
        if person.household_id in homes
    ]
