"""What the public sees of a household: its place on the list, and every payment with its reason.

The parts are tuples: they are the keys of kept markup (recipients.templatetags.kept), and a tuple
hashes itself in a tenth of the time.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from recipients.identity import MASK
from recipients.models import Channel, Disbursement, Enrolment, FailureReason, Household
from recipients.next_steps import ADVICE, NO_PROGRAMME, PAID, PLANNED, Advice
from recipients.prepared import ByIds

STATUS = Disbursement.Status
FAILED = (STATUS.FAILED, STATUS.RETURNED)


class Payment(NamedTuple):
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

    @property
    def is_paid(self) -> bool:
        return self.status == STATUS.PAID

    def get_status_display(self) -> str:
        return str(STATUS(self.status).label)

    def get_channel_display(self) -> str:
        return str(Channel(self.channel).label)

    def get_failed_because_display(self) -> str:
        return str(FailureReason(self.failed_because).label)


class Place(NamedTuple):
    """A place in a programme, with its payments in the order of their stages."""

    programme: str
    slug: str
    status: str
    payments: tuple[Payment, ...]

    def get_status_display(self) -> str:
        return str(Enrolment.Status(self.status).label)


class Home(NamedTuple):
    """Where a household is listed."""

    kelurahan_code: str
    kelurahan: str
    kecamatan: str
    register: str

    def get_register_display(self) -> str:
        return Household.Register(self.register).label


class Summary(NamedTuple):
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


class Situation(NamedTuple):
    """What a household can be advised about."""

    standing: str
    reasons: tuple[str, ...]

    @property
    def advice(self) -> list[Advice]:
        """What to do next: one piece for each reason why something has not arrived."""
        return [ADVICE[reason] for reason in self.reasons]


class Doubt(NamedTuple):
    """What a complaint from a card is likely about; the complainant may choose something else."""

    area: str
    programme: str = ""
    stage: int | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One result: of the name only `shown` may appear, of the household nothing but this."""

    shown: str
    is_exact: bool
    summary: Summary
    places: tuple[Place, ...]
    situation: Situation
    doubt: Doubt


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


def _reasons(places: list[Place], statuses: set[str], failed: tuple[str, ...]) -> list[str]:
    if not places:
        return [*failed, NO_PROGRAMME]
    if not statuses or STATUS.PLANNED in statuses:
        return [*failed, PLANNED]
    return list(failed) or [PAID]


def _doubt(home: Home, places: list[Place]) -> Doubt:
    """Return the newest stage that has not arrived, else the newest of all."""
    stages = [(place.slug, payment) for place in places for payment in place.payments]
    if not stages:
        return Doubt(home.kelurahan_code, places[0].slug if len(places) == 1 else "")
    programme, payment = max(
        stages, key=lambda stage: (not stage[1].is_paid, stage[1].period_start, stage[1].stage)
    )
    return Doubt(home.kelurahan_code, programme, payment.stage)


def _card(person: Named, home: Home, places: list[Place]) -> Card:
    payments = [payment for place in places for payment in place.payments]
    statuses = {payment.status for payment in payments}
    failed = tuple(dict.fromkeys(p.failed_because for p in payments if p.status in FAILED))
    standing = _standing(statuses)
    paid = sum(payment.is_paid for payment in payments)
    summary = Summary(home, standing, paid, len(payments), failed)
    situation = Situation(standing, tuple(_reasons(places, statuses, failed)))
    doubt = _doubt(home, places)
    return Card(person.shown, person.is_exact, summary, tuple(places), situation, doubt)


_ENROLMENT = "enrolments"
_PAYMENT = "enrolments__disbursements"
_FIELDS = (
    "pk", "kelurahan_id", "kelurahan__name", "kelurahan__parent__name", "register",
    f"{_ENROLMENT}__pk", f"{_ENROLMENT}__programme__name", f"{_ENROLMENT}__programme__slug",
    f"{_ENROLMENT}__status",
    f"{_PAYMENT}__stage__number", f"{_PAYMENT}__stage__period_start",
    f"{_PAYMENT}__stage__period_end", f"{_PAYMENT}__stage__goods", f"{_PAYMENT}__status",
    f"{_PAYMENT}__channel", f"{_PAYMENT}__amount", f"{_PAYMENT}__paid_on",
    f"{_PAYMENT}__failed_because",
)  # fmt: skip
_OF_ENROLMENT = 9  # the fields that all payments of an enrolment share


_LISTED = ByIds(
    lambda: Household.objects.public().order_by(
        "pk", f"{_ENROLMENT}__programme__name", f"{_ENROLMENT}__pk", f"{_PAYMENT}__stage__number"
    ),
    "pk",
    *_FIELDS,
)


def _listed(households: Collection[int]) -> dict[int, tuple[Home, list[Place]]]:
    """Return where the households are listed that the public may see, and in what; one query."""
    found: dict[int, tuple[Home, list[Place]]] = {}
    for shared, payments in groupby(_LISTED.rows(households), key=itemgetter(slice(_OF_ENROLMENT))):
        household, *home, enrolment, name, slug, status = shared
        _home, places = found.setdefault(household, (Home(*home), []))
        # The outer joins give empty fields where there is no enrolment or no payment.
        if enrolment:
            paid = (Payment(*row[_OF_ENROLMENT:]) for row in payments)
            places.append(Place(name, slug, status, tuple(p for p in paid if p.status)))
    return found


def cards(people: Iterable[Named]) -> list[Card]:
    """Return a card for each person, in their order; one query for any number of people."""
    people = list(people)
    listed = _listed({person.household_id for person in people})
    return [
        _card(person, *listed[person.household_id])
        for person in people
        if person.household_id in listed
    ]
