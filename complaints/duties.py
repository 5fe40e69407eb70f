"""What recurs: warn of deadlines, raise what is late to the next desk, end what nobody contests.

Every duty may run twice, in several workers at once, or break off anywhere: each complaint is
locked, looked at again and dealt with in a transaction of its own.
"""

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from complaints import actions, deadlines, queries
from complaints.actions import outcomes, timing
from complaints.models import Complaint, FollowUp, Kind
from kelurahan.duties import Duty, register_duty
from verification.models import CLOSED, Finding, FindingStep
from verification.registry import Event, Outcome, on_outcome

BATCH = 500
# A call that was lost is made up for within this time.
CAUGHT_UP = datetime.timedelta(days=30)
Escalation = Complaint.Escalation
# Steps that tell what the ministry answered.
_ANSWERS = [Event(event).value for event in outcomes.ANSWERED]


def warn_of_deadlines(now: datetime.datetime | None = None) -> int:
    """Warn of deadlines that end before the next working day does; return how many are new."""
    now = now or timezone.now()
    next_day = deadlines.working_days_after(timezone.localdate(now), 1)
    near = queries.is_due(now, deadlines.end_of(next_day))
    count = 0
    for batch in _batches(near):
        marks = {timing.warning_of(complaint): complaint for complaint in batch}
        known = FollowUp.objects.filter(submission__in=marks)
        done = set(known.values_list("submission", flat=True))
        new = [complaint for mark, complaint in marks.items() if mark not in done]
        count += sum(timing.warn(complaint=complaint) for complaint in new)
    return count


def escalate_overdue(now: datetime.datetime | None = None) -> int:
    """Raise late complaints to the desk whose turn it is; return how many moved."""
    now = now or timezone.now()
    late = queries.is_late(now) & Q(escalation__lt=Escalation.OFFICER)
    return sum(
        actions.escalate(complaint=complaint, to=desk_of(complaint, now))
        for batch in _batches(late)
        for complaint in batch
    )


def desk_of(complaint: Complaint, now: datetime.datetime) -> Escalation:
    """Return whose turn it is: lurah, camat and officer, each one working day after the other.

    A complaint only for the city's officers, or about somebody's own data, whose clock is short,
    goes straight to them. One of a whole kecamatan begins with its camat, one of the city with the
    officers: there is nobody below.
    """
    due = queries.next_deadline(complaint)
    if due >= now:
        return Escalation.NONE
    parts = complaint.area_id.count(".")
    first = {3: Escalation.LURAH, 2: Escalation.CAMAT}.get(parts, Escalation.OFFICER)
    if complaint.is_confidential or complaint.kind == Kind.PRIVACY:
        first = Escalation.OFFICER
    day = timezone.localdate(due)
    later = (deadlines.end_of(deadlines.working_days_after(day, count)) for count in (1, 2))
    return Escalation(min(Escalation.OFFICER, first + sum(end < now for end in later)))


def tell_lost_outcomes(now: datetime.datetime | None = None) -> int:
    """Tell what became of corrections where a killed process did not; return how many."""
    since = (now or timezone.now()) - CAUGHT_UP
    asked = Finding.objects.filter(state__in=CLOSED, closed_at__gte=since)
    waited_for = Complaint.objects.exclude(finding=None).values("finding")
    asked = asked.filter(pk__in=waited_for)
    answers = FindingStep.objects.filter(
        what__in=_ANSWERS, at__gte=since, finding__in=waited_for
    ).select_related("finding")  # fmt: skip
    return sum(outcomes.hear_step(step) for step in answers.order_by("pk")) + sum(
        outcomes.hear(Outcome(number, Event(state)))
        for number, state in asked.order_by("pk").values_list("pk", "state")
    )


def _batches(condition: Q) -> Iterator[list[Complaint]]:
    """Return the open complaints that fulfil a condition, some hundred at a time."""
    rows = Complaint.objects.open().filter(condition).order_by("pk")
    rows = rows.only(
        "status", "verify_by", "answer_by", "area", "is_confidential", "escalation", "kind"
    )
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def register() -> None:
    """Hand these duties to the worker, and listen to what becomes of corrections."""
    often, hourly = datetime.timedelta(minutes=10), datetime.timedelta(hours=1)
    register_duty(Duty("warn of deadlines", often, warn_of_deadlines))
    register_duty(Duty("escalate complaints", often, escalate_overdue))
    register_duty(Duty("close uncontested answers", hourly, actions.close_uncontested))
    register_duty(Duty("tell lost outcomes", hourly, tell_lost_outcomes))
    on_outcome(outcomes.hear, waiting=outcomes.waiting)
