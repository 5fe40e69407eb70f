"""Telling citizens what became of the correction that their complaint asked for."""

import uuid
from collections.abc import Sequence

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
ANSWERED: dict[str, str | Promise] = {
    Event.ACCEPTED: _("The ministry has made the correction."),
    Event.REJECTED: _("The ministry did not accept the correction. The office looks at it again."),
    Event.UNCHANGED: _(
        "The register came back from the ministry without the correction. The office asks for it"
        " again with the next batch."
    ),
    Event.REAPPEARED: _(
        "The entry that the ministry had removed is in its register again. The office asks for the"
        " removal once more."
    ),
}
_ENDINGS = frozenset({Event.RESOLVED, Event.DISMISSED})


def waiting(finding_ids: Sequence[int]) -> set[int]:
    """Return those of the findings that some complaint has asked for."""
    asked = Complaint.objects.filter(finding__in=finding_ids).order_by()
    return set(asked.values_list("finding", flat=True))


def hear(outcome: Outcome) -> int:
    """Tell every complaint that asked for this finding; return how many had not been told."""
    if outcome.event not in {*_ENDINGS, *ANSWERED}:
        return 0
    finding = Finding.objects.get(pk=outcome.finding_id)
    steps = finding.steps.order_by("-pk")
    # The ministry's answer is news of its own step, whatever happened to the finding since.
    step = steps.filter(what=outcome.event).first() if outcome.event in ANSWERED else None
    return _hear(finding, step or steps.first(), outcome.event)


def hear_step(step: FindingStep) -> int:
    """Tell an answer of the ministry that `hear` may have missed; return how many had not."""
    return _hear(step.finding, step, Event(step.what))


def _hear(finding: Finding, step: FindingStep | None, event: Event) -> int:
    text = ANSWERED.get(event) or _CLOSED.get(finding.closed_because)
    if not text:  # opened again meanwhile
        return 0
    asked = Q(finding=finding) | Q(merged_into__finding=finding)
    complaints = Complaint.objects.filter(asked).exclude(status=Status.WITHDRAWN)
    return sum(_tell(one, step, event, text) for one in complaints.order_by("pk"))


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
