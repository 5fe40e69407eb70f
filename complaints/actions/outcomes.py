"""Telling citizens what became of the correction that their complaint asked for."""

import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints import outbox
from complaints.actions._steps import PORTAL, Step, already, record, relocked
from complaints.models import Complaint, FollowUp, Message, Status
from verification.models import CloseReason, Finding, FindingStep
from verification.registry import Event, Outcome

# What a step of a finding is told under: the same step is told once to each complaint.
_TOLD = uuid.UUID("5f2b9c1e-1d5a-4f0b-9a52-6c8e1f7d3a10")
_CLOSED: dict[str, str | Promise] = {
    CloseReason.REPAIRED: _("The entry in the register has been put right."),
    CloseReason.REMOVED: _("The entry has been taken out of the register."),
    CloseReason.FACTS_GONE: _("The entry in the register is right by now."),
    CloseReason.ACCEPTED: _("The ministry has made the correction."),
    CloseReason.AS_IT_IS: _("The entry was checked: it is right as it is."),
    CloseReason.UNCLEAR: _("It could not be found out whether the entry is wrong."),
    CloseReason.ELSEWHERE: _("The entry is being put right together with another correction."),
}
_ANSWERED: dict[str, str | Promise] = {
    Event.ACCEPTED: _("The ministry has made the correction."),
    Event.REJECTED: _("The ministry did not accept the correction. The office looks at it again."),
    Event.UNCHANGED: _(
        "The register came back from the ministry without the correction. The office looks at it"
        " again."
    ),
}
_ENDINGS = frozenset({Event.RESOLVED, Event.DISMISSED})


def hear(outcome: Outcome) -> int:
    """Tell every complaint that asked for this finding; return how many had not been told."""
    if outcome.event not in {*_ENDINGS, *_ANSWERED}:
        return 0
    finding = Finding.objects.get(pk=outcome.finding_id)
    text = _CLOSED.get(finding.closed_because) or _ANSWERED.get(outcome.event)
    if not text:  # opened again meanwhile
        return 0
    step = finding.steps.order_by("-pk").first()
    asked = Q(finding=finding) | Q(merged_into__finding=finding)
    complaints = Complaint.objects.filter(asked).exclude(status=Status.WITHDRAWN)
    return sum(_tell(one, step, outcome.event, text) for one in complaints.order_by("pk"))


@transaction.atomic
def _tell(
    complaint: Complaint, last: FindingStep | None, event: Event, text: str | Promise
) -> bool:
    complaint = relocked(complaint)
    submission = _submission(complaint, last, event)
    if already(submission, complaint):
        return False
    with translation.override(complaint.language):
        step = Step(
            kind=FollowUp.Kind.OUTCOME, author=PORTAL, text=str(text), submission=submission
        )
    record(complaint, step, before=complaint.status)
    outbox.queue(complaint, Message.About.CHANGED)
    return True


def _submission(complaint: Complaint, last: FindingStep | None, event: Event) -> uuid.UUID:
    """Return the mark of this news. A closed finding is one piece of news, whoever announces it."""
    what = "closed" if last and last.after in ("resolved", "dismissed") else event.value
    return uuid.uuid5(_TOLD, f"{last.pk if last else 0} {what} {complaint.pk}")
