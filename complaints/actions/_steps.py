"""What all actions on a complaint share: locking, who may, the move itself, and its trail."""

import uuid
from dataclasses import dataclass

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from complaints import sealing, texts
from complaints.models import Complaint, FollowUp, Status
from complaints.models.status import may_move
from recipients.bulk import reserve_ids

CITIZEN, STAFF, PORTAL = FollowUp.Author.CITIZEN, FollowUp.Author.STAFF, FollowUp.Author.PORTAL
INTERNAL = frozenset(FollowUp.INTERNAL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What is written into the trail. `submission` makes sending the same twice harmless."""

    kind: FollowUp.Kind
    author: FollowUp.Author
    by: User | None = None
    text: str = ""
    submission: uuid.UUID | None = None

    @property
    def is_public(self) -> bool:
        """Whether the citizen reads it."""
        return self.kind not in INTERNAL


def locked(complaint: Complaint, *, by: User, permission: str) -> Complaint:
    """Return the complaint, locked, or raise PermissionDenied."""
    current = relocked(complaint)
    permissions.require(by, permission, current.area_id)
    if not Complaint.objects.visible_to(by).filter(pk=current.pk).exists():
        raise PermissionDenied
    return current


def relocked(complaint: Complaint) -> Complaint:
    """Return the complaint as it is now, locked until the transaction ends."""
    return Complaint.objects.select_for_update(no_key=True).get(pk=complaint.pk)


def already(submission: uuid.UUID | None, complaint: Complaint) -> FollowUp | None:
    """Return the step that this submission wrote before, if it did."""
    if submission is None:
        return None
    return FollowUp.objects.filter(submission=submission, complaint=complaint).first()


def record(complaint: Complaint, step: Step, *, before: str = "") -> FollowUp:
    """Write a step into the trail; identity numbers in its text are sealed apart."""
    told = texts.set_apart_numbers(step.text)
    (number,) = reserve_ids(FollowUp, 1)
    sealed = sealing.seal_text(" ".join(told.numbers), column="follow_up", row_id=number)
    return FollowUp.objects.create(
        pk=number, complaint=complaint, kind=step.kind, author=step.author, by=step.by,
        before=before, after=complaint.status, is_public=step.is_public, text=told.text,
        numbers_cipher=sealed, submission=step.submission,
    )  # fmt: skip


def change(complaint: Complaint, by: User | None, **values: object) -> None:
    """Set and save these fields of a locked complaint, naming who acts in its history."""
    for name, value in values.items():
        setattr(complaint, name, value)
    with pghistory.context(**({"user": by.pk} if by else {})):
        complaint.save(update_fields=[*values, "updated_at"])


def move(complaint: Complaint, to: Status, step: Step, **values: object) -> FollowUp:
    """Move a locked complaint on and write the step; raise ValidationError if it may not go there.

    Somebody who acts on what has moved on meanwhile is told so, and nothing is written.
    """
    before = complaint.status
    if not may_move(before, to):
        raise ValidationError(
            _("This complaint is %(status)s now. Look at it again before you go on."),
            code="moved_on", params={"status": Status(before).label},
        )  # fmt: skip
    change(complaint, step.by, status=to, **values)
    return record(complaint, step, before=before)
