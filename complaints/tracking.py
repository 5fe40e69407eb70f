"""The two ways back to a complaint, and what its owner sees of it."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import crypto
from complaints import receipts
from complaints.actions.handling import may_reopen_until
from complaints.models import Complaint, Evidence, FollowUp, Status
from complaints.models.complaint import ComplaintQuerySet
from complaints.models.status import REOPENABLE, may_move

_DECOY = "complaints.tracking decoy"


def by_link(link: str) -> Complaint | None:
    """Return the complaint of a private link."""
    return _shown().filter(link_hash=receipts.link_hash(link)).first()


def by_number(number: int) -> Complaint | None:
    """Return the complaint of a pass."""
    return _shown().filter(pk=number).first()


def by_code(code: str, digits: str) -> Complaint | None:
    """Return the complaint whose code and four digits these are.

    A code that nobody has takes the same query, and as much unsealing, as one whose digits differ.
    """
    complaint = _shown().filter(code_index__in=receipts.code_tags(code)).first()
    expected = _work_in_vain() if complaint is None else receipts.last_digits(complaint)
    is_right = constant_time_compare(expected, digits)
    return complaint if is_right and complaint is not None else None


def _work_in_vain() -> str:
    """Unseal twice, as a complaint's digits are, and return what no typed digits equal."""
    sealed = crypto.seal("no digits", place=_DECOY)
    for _code_then_contact in range(2):
        crypto.unseal(sealed, place=_DECOY)
    return "none"


def _shown() -> ComplaintQuerySet:
    return Complaint.objects.select_related("area", "programme", "stage", "merged_into")


@dataclass(frozen=True, slots=True)
class Steps:
    """What the owner may do now."""

    reply: bool
    withdraw: bool
    solved: bool
    not_solved: bool
    rate: bool
    reopen_until: datetime.datetime | None


def steps(complaint: Complaint) -> Steps:
    """Return what the owner may do with the complaint as it stands."""
    until = may_reopen_until(complaint, settings.COMPLAINT_REOPEN_DAYS)
    is_in_time = until is None or until >= timezone.now()
    return Steps(
        reply=complaint.is_open,
        withdraw=may_move(complaint.status, Status.WITHDRAWN),
        solved=complaint.status == Status.ANSWERED,
        not_solved=complaint.status in REOPENABLE and is_in_time,
        rate=complaint.status in (Status.ANSWERED, Status.CLOSED)
        and complaint.answered_at is not None,
        reopen_until=until,
    )


def trail(complaint: Complaint) -> list[FollowUp]:
    """Return the steps that the owner reads, newest first, each with its `files`."""
    files = Prefetch("evidence", Evidence.objects.order_by("pk"), to_attr="files")
    return list(complaint.follow_ups.public().prefetch_related(files).order_by("-pk"))


_SAYING = {
    Status.ASKED: FollowUp.Kind.QUESTION,
    Status.ANSWERED: FollowUp.Kind.ANSWER,
    Status.CLOSED: FollowUp.Kind.ANSWER,
    Status.REJECTED: FollowUp.Kind.REJECTED,
    Status.FORWARDED: FollowUp.Kind.FORWARDED,
}


def said(complaint: Complaint, follow_ups: list[FollowUp]) -> FollowUp | None:
    """Return the step whose words the owner has to read first, if the status comes with some."""
    kind = _SAYING.get(Status(complaint.status))
    return next((step for step in follow_ups if step.kind == kind and step.text), None)


def file_of(complaint: Complaint, number: int) -> Evidence | None:
    """Return a clean file that the owner may open."""
    return Evidence.objects.filter(
        complaint=complaint, pk=number, follow_up__is_public=True, state=Evidence.State.CLEAN
    ).first()
