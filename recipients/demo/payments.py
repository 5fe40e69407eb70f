"""What was paid to an invented family, through which channel, and why not."""

import datetime
from dataclasses import dataclass
from random import Random

from recipients.demo.drawing import Odds, between
from recipients.demo.programmes import ProgrammeOf, StageOf
from recipients.demo.spread import Fate
from recipients.models import Channel, Disbursement, FailureReason

Status = Disbursement.Status
# BST, Sembako, banprov, bankot, by their places in `programmes`.
RECEIVED_FROM = Odds({0: 0.29, 1: 0.25, 2: 0.11, 3: 0.35})
FAILED_FROM = Odds({0: 0.42, 1: 0.25, 2: 0.25, 3: 0.08})
HIT_BY_PANDEMIC = Odds({0: 0.1, 2: 0.4, 3: 0.5})
OFTEN_RETURNED = {Fate.DUPLICATE, Fate.DECEASED, Fate.MOVED, Fate.NOT_FOUND}


@dataclass(frozen=True, slots=True)
class Payment:
    """One stage's payment."""

    stage: int
    channel: Channel
    status: Disbursement.Status
    amount: int
    paid_on: datetime.date | None = None
    failed_because: FailureReason | str = ""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A family's place in one programme; `holder` is the card holder's place in the family."""

    programme: str
    holder: int
    payments: tuple[Payment, ...]


def enrolments(
    rng: Random, *, fate: Fate, dtks: bool, holder: int, offered: tuple[ProgrammeOf, ...],
    as_of: datetime.date,
) -> list[Enrolled]:  # fmt: skip
    """Return the programmes of a family of this fate, with every stage's payment."""
    if fate in (Fate.NOT_ENROLLED, Fate.DEACTIVATED):
        return []
    odds = FAILED_FROM if fate.failed else RECEIVED_FROM if dtks else HIT_BY_PANDEMIC
    places = [odds.draw(rng)]
    if dtks and rng.random() < 0.12 and (other := odds.draw(rng)) not in places:
        places.append(other)
    return [
        Enrolled(offered[place].slug, holder, _payments(rng, offered[place], fate, dtks, as_of))
        for place in places
    ]


def _payments(
    rng: Random, programme: ProgrammeOf, fate: Fate, dtks: bool, as_of: datetime.date
) -> tuple[Payment, ...]:
    if fate.failed:
        return _failed(rng, programme, fate)
    if fate is Fate.WAITING:
        channel = programme.failed_by.draw(rng)
        return tuple(Payment(s.number, channel, Status.PLANNED, s.amount) for s in programme.stages)
    channel = programme.paid_by.draw(rng)
    paid = [_paid(rng, stage, channel, as_of) for stage in programme.stages]
    if channel != Channel.BJB:
        _leave_newest_open(rng, programme, paid, as_of)
        paid_later = any(payment.status is Status.PAID for payment in paid[1:])
        if dtks and paid_later and rng.random() < 0.02:
            paid[0] = _repaired_later(paid[0])
    return tuple(paid)


def _failed(rng: Random, programme: ProgrammeOf, fate: Fate) -> tuple[Payment, ...]:
    """Fail every stage for the family's one reason; some of the aid went back to the funder."""
    channel = programme.failed_by.draw(rng)
    returned = rng.random() < (0.3 if fate in OFTEN_RETURNED else 0.08)
    status = Status.RETURNED if returned else Status.FAILED
    reason = FailureReason(fate.name.lower())
    return tuple(
        Payment(stage.number, channel, status, stage.amount, None, reason)
        for stage in programme.stages
    )


def _paid(rng: Random, stage: StageOf, channel: Channel, as_of: datetime.date) -> Payment:
    """Pay a stage on one of its days, none after the day of the register."""
    last = min(stage.end, as_of).toordinal()
    first = min(stage.start.toordinal() + 2, last)
    day = datetime.date.fromordinal(between(rng, first, last))
    return Payment(stage.number, channel, Status.PAID, stage.amount, day)


def _leave_newest_open(
    rng: Random, programme: ProgrammeOf, paid: list[Payment], as_of: datetime.date
) -> None:
    """Often the stage under way is not yet paid; what runs through Bank BJB always is."""
    newest = programme.stages[-1]
    if newest.end >= as_of and rng.random() < 0.65:
        paid[-1] = Payment(newest.number, paid[-1].channel, Status.PLANNED, newest.amount)


def _repaired_later(payment: Payment) -> Payment:
    """The first stage failed, then the data were put right and a later one arrived."""
    return Payment(
        payment.stage, payment.channel, Status.FAILED, payment.amount, None,
        FailureReason.DATA_MISMATCH,
    )  # fmt: skip
