"""What staff do with a complaint, from the first check to the end."""

import datetime
import uuid
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts import permissions
from accounts.models import User
from complaints import deadlines, evidence, outbox
from complaints.actions._steps import PORTAL, STAFF, Step, already, change, locked, move, record
from complaints.evidence import Prepared
from complaints.models import Complaint, FollowUp, Message, Status

# To work on what one was given; to decide about a complaint.
WORK, HANDLE = "complaints.work_complaint", "complaints.handle_complaint"
KIND = FollowUp.Kind
_JOINED_IS_ANSWERED = _lazy(
    "The complaint with which yours was joined has been answered. If that does not help you, "
    "please make a new complaint and say what is still wrong."
)


@transaction.atomic
def verify(
    *, complaint: Complaint, by: User, text: str = "", submission: uuid.UUID | None = None
) -> Complaint:
    """Note that this is a complaint for the office, with enough told to look into it."""
    complaint = locked(complaint, by=by, permission=HANDLE)
    if already(submission, complaint):
        return complaint
    step = Step(kind=KIND.VERIFIED, author=STAFF, by=by, text=text, submission=submission)
    move(complaint, Status.VERIFIED, step, verified_at=timezone.now())
    return complaint


@transaction.atomic
def assign(*, complaint: Complaint, to: User, by: User) -> Complaint:
    """Give a verified or reopened complaint, or one at work, to a member of staff.

    They must be able to see its area. Giving it to whoever has it already changes nothing.
    """
    complaint = locked(complaint, by=by, permission=HANDLE)
    _refuse_outsider(to, complaint)
    if complaint.status == Status.ASSIGNED:
        if complaint.assignee_id != to.pk:
            change(complaint, by, assignee=to)
            record(complaint, Step(kind=KIND.ASSIGNED, author=STAFF, by=by), before=Status.ASSIGNED)
        return complaint
    step = Step(kind=KIND.ASSIGNED, author=STAFF, by=by)
    # Opened again before it was ever verified: whoever assigns it has looked at it.
    verified = {} if complaint.verified_at else {"verified_at": timezone.now()}
    move(complaint, Status.ASSIGNED, step, assignee=to, **verified)
    return complaint


def _refuse_outsider(to: User, complaint: Complaint) -> None:
    try:
        permissions.require(to, WORK, complaint.area_id)
    except PermissionDenied:
        raise ValidationError(_("Choose somebody who works for this area.")) from None
    if not to.is_active:
        raise ValidationError(_("This account is shut: choose somebody else."))


@transaction.atomic
def start(*, complaint: Complaint, by: User) -> Complaint:
    """Begin to work on an assigned complaint; whoever begins it has it from then on."""
    complaint = locked(complaint, by=by, permission=WORK)
    move(complaint, Status.IN_PROGRESS, Step(kind=KIND.STARTED, author=STAFF, by=by), assignee=by)
    return complaint


@transaction.atomic
def ask(
    *, complaint: Complaint, text: str, by: User, submission: uuid.UUID | None = None
) -> Complaint:
    """Ask the citizen something; they are told that a question waits."""
    complaint = locked(complaint, by=by, permission=WORK)
    if already(submission, complaint):
        return complaint
    step = Step(kind=KIND.QUESTION, author=STAFF, by=by, text=text, submission=submission)
    move(complaint, Status.ASKED, step)
    outbox.queue(complaint, Message.About.QUESTION)
    return complaint


@transaction.atomic
def answer(
    *, complaint: Complaint, text: str, by: User, submission: uuid.UUID | None = None
) -> Complaint:
    """Answer the citizen; they are told that the answer is there."""
    complaint = locked(complaint, by=by, permission=HANDLE)
    if already(submission, complaint):
        return complaint
    now = timezone.now()
    step = Step(kind=KIND.ANSWER, author=STAFF, by=by, text=text, submission=submission)
    # A rating is of the answer before.
    move(complaint, Status.ANSWERED, step, answered_at=now, rating=None, **_decided(complaint, now))
    outbox.queue(complaint, Message.About.ANSWERED)
    _tell_joined(complaint, text)
    return complaint


def _tell_joined(complaint: Complaint, text: str) -> None:
    """Tell those whose complaints were joined with this one that it is answered.

    The words of the answer may be about one person: only complaints of the same sender get them.
    """
    for joined in _joined(complaint):
        own = complaint.phone_index and complaint.phone_index == joined.phone_index
        own = own or (complaint.email_index and complaint.email_index == joined.email_index)
        with translation.override(joined.language):
            said = text if own else str(_JOINED_IS_ANSWERED)
        record(joined, Step(kind=KIND.OUTCOME, author=PORTAL, text=said), before=joined.status)
        outbox.queue(joined, Message.About.CHANGED)


def _joined(complaint: Complaint) -> QuerySet[Complaint]:
    """Return the complaints that were joined with a locked one, locked as well."""
    return complaint.merged.select_for_update(no_key=True).order_by("pk")


def release_joined(complaint: Complaint) -> None:
    """Open those again that were joined with a complaint which nobody will answer any more."""
    for joined in _joined(complaint):
        step = Step(kind=KIND.REOPENED, author=PORTAL)
        # Nobody contested an answer: it is not counted as opened again.
        move(joined, Status.REOPENED, step, **reopened(joined) | {"reopened": joined.reopened})
        outbox.queue(joined, Message.About.CHANGED)


def _decided(complaint: Complaint, now: datetime.datetime) -> dict[str, object]:
    """Return what is kept of the first answer, whichever it is; opening again changes no past."""
    if complaint.first_answered_at:
        return {}
    return {"first_answered_at": now, "was_on_time": now <= complaint.answer_by}


@transaction.atomic
def forward(
    *, complaint: Complaint, to: str, text: str, by: User, submission: uuid.UUID | None = None
) -> Complaint:
    """Send a complaint on to the office that it is for, and tell the citizen which one."""
    complaint = locked(complaint, by=by, permission=HANDLE)
    if already(submission, complaint):
        return complaint
    step = Step(kind=KIND.FORWARDED, author=STAFF, by=by, text=text, submission=submission)
    now = timezone.now()
    move(
        complaint, Status.FORWARDED, step, forwarded_to=to, ended_at=now, **_decided(complaint, now)
    )
    outbox.queue(complaint, Message.About.CHANGED)
    _tell_joined(complaint, text)
    return complaint


@transaction.atomic
def reject(
    *, complaint: Complaint, reason: str, text: str, by: User, submission: uuid.UUID | None = None
) -> Complaint:
    """Turn a complaint down, with the reason and what the citizen can do instead."""
    complaint = locked(complaint, by=by, permission=HANDLE)
    if already(submission, complaint):
        return complaint
    step = Step(kind=KIND.REJECTED, author=STAFF, by=by, text=text, submission=submission)
    now = timezone.now()
    move(
        complaint, Status.REJECTED, step, rejected_because=reason, ended_at=now,
        **_decided(complaint, now),
    )  # fmt: skip
    outbox.queue(complaint, Message.About.CHANGED)
    _tell_joined(complaint, text)
    return complaint


@transaction.atomic
def merge(*, complaint: Complaint, into: Complaint, by: User) -> Complaint:
    """Join a complaint with an older or fuller one about the same; that one answers both."""
    complaint, into = _locked_both(complaint, into, by=by)
    if not into.is_open:
        raise ValidationError(_("Choose a complaint that will be answered."))
    step = Step(kind=KIND.MERGED, author=STAFF, by=by)
    move(complaint, Status.MERGED, step, merged_into=into, ended_at=timezone.now())
    for joined in _joined(complaint):  # they hear of the answer where it is given
        change(joined, by, merged_into=into)
    outbox.queue(complaint, Message.About.CHANGED)
    return complaint


def _locked_both(first: Complaint, second: Complaint, *, by: User) -> tuple[Complaint, Complaint]:
    """Lock two complaints in the order of their numbers, so that two merges cannot deadlock."""
    if first.pk == second.pk:
        raise ValidationError(_("A complaint cannot be joined with itself."))
    ordered = sorted((first, second), key=lambda complaint: complaint.pk)
    kept = {one.pk: locked(one, by=by, permission=HANDLE) for one in ordered}
    return kept[first.pk], kept[second.pk]


@transaction.atomic
def close(*, complaint: Complaint, by: User) -> Complaint:
    """Close an answered complaint, for instance when the citizen has said that all is well."""
    complaint = locked(complaint, by=by, permission=HANDLE)
    step = Step(kind=KIND.CLOSED, author=STAFF, by=by)
    move(complaint, Status.CLOSED, step, ended_at=timezone.now())
    return complaint


@transaction.atomic
def reopen(
    *, complaint: Complaint, text: str, by: User, submission: uuid.UUID | None = None
) -> Complaint:
    """Open an ended complaint again, whenever that was; its clock starts anew."""
    complaint = locked(complaint, by=by, permission=HANDLE)
    if already(submission, complaint):
        return complaint
    step = Step(kind=KIND.REOPENED, author=STAFF, by=by, text=text, submission=submission)
    move(complaint, Status.REOPENED, step, **reopened(complaint))
    return complaint


def reopened(complaint: Complaint) -> dict[str, object]:
    """Return the fields of a complaint that is opened again now."""
    due = deadlines.of(complaint.kind, timezone.now())
    return {
        "reopened": complaint.reopened + 1, "answer_by": due.answer_by, "ended_at": None,
        "rejected_because": "", "forwarded_to": "", "merged_into": None,
        "escalation": Complaint.Escalation.NONE,
    }  # fmt: skip


@transaction.atomic
def note(
    *, complaint: Complaint, text: str, by: User, submission: uuid.UUID | None = None
) -> FollowUp:
    """Write a note that the citizen never sees."""
    complaint = locked(complaint, by=by, permission=WORK)
    if known := already(submission, complaint):
        return known
    step = Step(kind=KIND.NOTE, author=STAFF, by=by, text=text, submission=submission)
    return record(complaint, step, before=complaint.status)


@transaction.atomic
def attach(*, complaint: Complaint, files: Sequence[Prepared], text: str, by: User) -> FollowUp:
    """Add files that somebody brought to the counter."""
    complaint = locked(complaint, by=by, permission=WORK)
    step = record(complaint, Step(kind=KIND.EVIDENCE, author=STAFF, by=by, text=text))
    evidence.keep(files, follow_up=step, by=by)
    return step


@transaction.atomic
def hold(*, complaint: Complaint, is_held: bool, by: User) -> Complaint:
    """Keep a complaint and its evidence for a legal case, or let it go its way again."""
    complaint = locked(complaint, by=by, permission=HANDLE)
    if complaint.legal_hold != is_held:
        change(complaint, by, legal_hold=is_held)
    return complaint


def may_reopen_until(complaint: Complaint, days: int) -> datetime.datetime | None:
    """Return until when the citizen may open it again; None while there is nothing to contest."""
    last = complaint.ended_at or complaint.answered_at
    return last + datetime.timedelta(days=days) if last else None
