"""What the worker does as time passes: warn, escalate, close what nobody contests."""

import datetime
import uuid

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from complaints import queries
from complaints.actions._steps import PORTAL, Step, already, change, move, record, relocked
from complaints.models import Complaint, FollowUp, Status

KIND = FollowUp.Kind
Escalation = Complaint.Escalation
_WARNED = uuid.UUID("c1c0a5b4-7a35-4c77-8f0e-2f3b6b1f9d55")


def close_uncontested() -> int:
    """Close answers that nobody has contested within COMPLAINT_CLOSE_DAYS; return how many."""
    before = timezone.now() - datetime.timedelta(days=settings.COMPLAINT_CLOSE_DAYS)
    waiting = Complaint.objects.filter(status=Status.ANSWERED, answered_at__lt=before)
    return sum(_close(complaint, before) for complaint in waiting.order_by("pk"))


@transaction.atomic
def _close(complaint: Complaint, before: datetime.datetime) -> bool:
    complaint = relocked(complaint)
    answered_at = complaint.answered_at
    if complaint.status != Status.ANSWERED or answered_at is None or answered_at >= before:
        return False
    step = Step(kind=KIND.CLOSED, author=PORTAL)
    move(complaint, Status.CLOSED, step, ended_at=timezone.now())
    return True


@transaction.atomic
def escalate(*, complaint: Complaint, to: Escalation) -> bool:
    """Raise an open complaint to the next desk; one that is there already stays as it is."""
    complaint = relocked(complaint)
    if not complaint.is_open or complaint.escalation >= to:
        return False
    change(complaint, None, escalation=to)
    record(complaint, Step(kind=KIND.ESCALATED, author=PORTAL), before=complaint.status)
    return True


def warning_of(complaint: Complaint) -> uuid.UUID:
    """Return the mark of the warning of a complaint's next deadline: there is one for each."""
    due = queries.next_deadline(complaint).astimezone(datetime.UTC)
    return uuid.uuid5(_WARNED, f"{complaint.pk} {due.isoformat()}")


@transaction.atomic
def warn(*, complaint: Complaint) -> bool:
    """Note for staff that the next deadline of an open complaint is near; once per deadline."""
    complaint = relocked(complaint)
    submission = warning_of(complaint)
    if not complaint.is_open or already(submission, complaint):
        return False
    step = Step(kind=KIND.WARNED, author=PORTAL, submission=submission)
    record(complaint, step, before=complaint.status)
    return True
