"""What the citizen does with their own complaint, through the private link or the code."""

import uuid
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints import evidence
from complaints.actions._steps import CITIZEN, Step, already, change, move, record, relocked
from complaints.actions.handling import may_reopen_until, release_joined, reopened
from complaints.evidence import Prepared
from complaints.models import Complaint, FollowUp, Status

KIND = FollowUp.Kind


@transaction.atomic
def reply(
    *, complaint: Complaint, text: str, submission: uuid.UUID, files: Sequence[Prepared] = ()
) -> FollowUp:
    """Add something to one's complaint; where the office had asked, its work goes on."""
    complaint = relocked(complaint)
    if known := already(submission, complaint):
        return known
    step = Step(kind=KIND.REPLY, author=CITIZEN, text=text, submission=submission)
    if not complaint.is_open:
        raise ValidationError(_("This complaint has ended. Open it again to add something."))
    if complaint.status == Status.ASKED:
        written = move(complaint, Status.IN_PROGRESS, step)
    else:
        written = record(complaint, step, before=complaint.status)
    evidence.keep(files, follow_up=written, by=None)
    return written


@transaction.atomic
def withdraw(*, complaint: Complaint) -> Complaint:
    """Take one's complaint back; twice changes nothing. Those joined with it are open again."""
    complaint = relocked(complaint)
    if complaint.status != Status.WITHDRAWN:
        step = Step(kind=KIND.WITHDRAWN, author=CITIZEN)
        move(complaint, Status.WITHDRAWN, step, ended_at=timezone.now())
        release_joined(complaint)
    return complaint


@transaction.atomic
def solved(*, complaint: Complaint) -> Complaint:
    """Say that the answer solves it, which closes the complaint; twice changes nothing."""
    complaint = relocked(complaint)
    if complaint.status != Status.CLOSED:
        step = Step(kind=KIND.CLOSED, author=CITIZEN)
        move(complaint, Status.CLOSED, step, ended_at=timezone.now())
    return complaint


@transaction.atomic
def not_solved(
    *, complaint: Complaint, text: str, submission: uuid.UUID, files: Sequence[Prepared] = ()
) -> Complaint:
    """Say that the answer does not solve it: the complaint is opened again, its clock anew."""
    complaint = relocked(complaint)
    if already(submission, complaint):
        return complaint
    until = may_reopen_until(complaint, settings.COMPLAINT_REOPEN_DAYS)
    if until and until < timezone.now():
        raise ValidationError(
            _("A complaint can be opened again within %(days)d days. Please file a new one."),
            params={"days": settings.COMPLAINT_REOPEN_DAYS},
        )
    step = Step(kind=KIND.NOT_SOLVED, author=CITIZEN, text=text, submission=submission)
    written = move(complaint, Status.REOPENED, step, **reopened(complaint))
    evidence.keep(files, follow_up=written, by=None)
    return complaint


@transaction.atomic
def rate(*, complaint: Complaint, rating: int) -> Complaint:
    """Rate the answer from 1 to 5; rating again replaces it, the same again changes nothing."""
    complaint = relocked(complaint)
    if complaint.status not in (Status.ANSWERED, Status.CLOSED) or not complaint.answered_at:
        raise ValidationError(_("Only an answer can be rated."))
    if complaint.rating != rating:
        change(complaint, None, rating=rating)
        record(complaint, Step(kind=KIND.RATED, author=CITIZEN), before=complaint.status)
    return complaint
