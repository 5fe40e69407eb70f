"""What the public sees of a household: its place on the list, and every payment with its reason."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from recipients.identity import MASK
from recipients.models import Disbursement, Enrolment, Household
from recipients.next_steps import ADVICE, NO_PROGRAMME, PAID, PLANNED, Advice

STATUS = Disbursement.Status
FAILED = (STATUS.FAILED, STATUS.RETURNED)


@dataclass(frozen=True)
class Card:
    """One result: of the name only `shown` may appear, of the household nothing but this."""

    shown: str
    is_exact: bool
    household: Household
    enrolments: Collection[Enrolment]
    mask: str = MASK

    @property
    def payments(self) -> list[Disbursement]:
        """All payments of the household."""
        return [payment for one in self.enrolments for payment in one.disbursements.all()]

    @property
    def paid(self) -> int:
        """How many payments have been made."""
        return sum(payment.status == STATUS.PAID for payment in self.payments)

    @property
    def standing(self) -> str:
        """The one word for all payments: failed, planned, paid or none."""
        statuses = {payment.status for payment in self.payments}
        if statuses & set(FAILED):
            return "failed"
        if STATUS.PLANNED in statuses:
            return "planned"
        return "paid" if statuses else "none"

    @property
    def failures(self) -> list[str]:
        """Why payments failed or came back, each reason once."""
        failed = [p for p in self.payments if p.status in FAILED]
        return list(dict.fromkeys(p.get_failed_because_display() for p in failed))

    @property
    def advice(self) -> list[Advice]:
        """What to do next: one piece for each reason why something has not arrived."""
        reasons = [p.failed_because for p in self.payments if p.status in FAILED]
        if not self.enrolments:
            reasons.append(NO_PROGRAMME)
        elif not self.payments or any(p.status == STATUS.PLANNED for p in self.payments):
            reasons.append(PLANNED)
        return [ADVICE[reason] for reason in dict.fromkeys(reasons or [PAID])]


@dataclass(frozen=True)
class Named:
    """Whose card to make: the household, and how much of the name may be shown."""

    household_id: int
    shown: str
    is_exact: bool = True


def _enrolments(households: Collection[int]) -> dict[int, list[Enrolment]]:
    payments = Disbursement.objects.select_related("stage").order_by("stage__number")
    enrolments = (
        Enrolment.objects.filter(household__in=households)
        .select_related("programme")
        .prefetch_related(Prefetch("disbursements", queryset=payments))
        .order_by("programme__name")
    )
    found: dict[int, list[Enrolment]] = defaultdict(list)
    for enrolment in enrolments:
        found[enrolment.household_id].append(enrolment)
    return found


def cards(people: Iterable[Named]) -> list[Card]:
    """Return a card for each person, in their order; three queries for any number of people."""
    people = list(people)
    ids = {person.household_id for person in people}
    households = Household.objects.public().select_related("kelurahan__parent").in_bulk(ids)
    enrolments = _enrolments(ids)
    return [
        Card(
            person.shown,
            person.is_exact,
            households[person.household_id],
            enrolments[person.household_id],
        )
        for person in people
        if person.household_id in households
    ]
