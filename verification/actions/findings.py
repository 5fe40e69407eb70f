"""A finding's life: opened, taken into work, closed with a reason, opened again."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from recipients.models import Enrolment, Household, Person, Stage
from verification import registry
from verification.actions import _common
from verification.actions._common import What, acting, locked, move, refuse_closed, step
from verification.models import (
    ANSWERED,
    Action,
    CloseReason,
    Finding,
    Kind,
    Source,
    State,
)
from verification.registry import Event

OPEN_ONE, WORK, CLOSE = (
    "verification.add_finding", "verification.work_finding", "verification.close_finding",
)  # fmt: skip


@transaction.atomic
def open_finding(
    *,
    household: Household,
    kind: Kind,
    source: Source,
    by: User,
    person: Person | None = None,
    stage: Stage | None = None,
    enrolment: Enrolment | None = None,
    note: str = "",
    action: Action | None = None,
) -> Finding:
    """Say that something is wrong with a household, or one of its people.

    What is known already is not opened twice: an open finding gets the note, a closed one is
    opened again. Raises ValidationError when the person belongs to another household.
    """
    household = Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    permissions.require(by, OPEN_ONE, household.kelurahan_id)
    if person is not None and person.household_id != household.pk:
        raise ValidationError(_("This person does not belong to the household."))
    kind = Kind(kind)
    subject = {"household": household, "person": person, "stage": stage, "enrolment": enrolment}
    # The household's lock keeps a second one away until this one is committed.
    known = Finding.objects.filter(rule=kind.value, **_exactly(subject)).first()
    if known is not None:
        return _again(known, source=source, by=by, note=note)
    finding = Finding(
        rule=kind.value, kind=kind, source=Source(source), action=action or "",
        opened_at=timezone.now(), **subject,
    )  # fmt: skip
    finding.full_clean()
    with acting(by):
        finding.save(force_insert=True)
    step(finding, What.OPENED, before="", by=by, note=note)
    return finding


def _exactly(subject: Mapping[str, object]) -> dict[str, object]:
    return {
        (name if value is not None else f"{name}__isnull"): value if value is not None else True
        for name, value in subject.items()
    }


def open_correction(
    *,
    household: Household,
    person: Person | None,
    kind: Kind,
    note: str,
    by: User,
) -> Finding:
    """Open the finding that a complaint asks for; see `open_finding`.

    `note` holds no name and no number. `registry.on_outcome` tells what becomes of it.
    """
    return open_finding(
        household=household, person=person, kind=kind, source=Source.COMPLAINT, note=note, by=by
    )


@transaction.atomic
def take(*, finding: Finding, by: User, note: str = "") -> Finding:
    """Take a finding into one's own work; from a colleague too. One's own stays as it is."""
    finding = locked(finding, by=by, permission=WORK)
    refuse_closed(finding)
    if finding.taken_by_id == by.pk:
        return finding
    return move(finding, State.IN_WORK, What.TAKEN, by=by, note=note, taken_by=by)


@transaction.atomic
def put_back(*, finding: Finding, by: User, note: str = "") -> Finding:
    """Give a finding back, so that somebody else can take it. An open one stays as it is."""
    finding = locked(finding, by=by, permission=WORK)
    if finding.state != State.IN_WORK:
        return finding
    return move(finding, State.OPEN, What.PUT_BACK, by=by, note=note, taken_by=None)


@transaction.atomic
def note(*, finding: Finding, text: str, by: User) -> Finding:
    """Add a note; it holds no name and no number."""
    finding = locked(finding, by=by, permission=WORK)
    if not (text := _common.checked(text)):
        raise ValidationError(_("Write what you found out."))
    step(finding, What.NOTED, before=finding.state, by=by, note=text)
    return finding


@transaction.atomic
def resolve(*, finding: Finding, reason: CloseReason, by: User, note: str = "") -> Finding:
    """Close a finding because the entry is right now; a resolved one stays as it is."""
    return _close(finding, State.RESOLVED, reason, by=by, note=note)


@transaction.atomic
def dismiss(*, finding: Finding, reason: CloseReason, by: User, note: str = "") -> Finding:
    """Close a finding because nothing has to change; a dismissed one stays as it is."""
    return _close(finding, State.DISMISSED, reason, by=by, note=note)


@transaction.atomic
def reopen(*, finding: Finding, by: User, note: str) -> Finding:
    """Open a closed finding again, saying why. An open one stays as it is."""
    finding = locked(finding, by=by, permission=CLOSE)
    if finding.is_open:
        return finding
    if not note.strip():
        raise ValidationError(_("Say why the finding is opened again."))
    return _opened_again(finding, by=by, note=note)


def _close(finding: Finding, to: State, reason: str, *, by: User, note: str) -> Finding:
    finding = locked(finding, by=by, permission=CLOSE)
    if finding.state == to:
        return finding
    refuse_closed(finding)
    if reason not in ANSWERED[to] or reason == CloseReason.FACTS_GONE:
        raise ValidationError(_("Choose a reason from the list."))
    what, event = (
        (What.RESOLVED, Event.RESOLVED)
        if to == State.RESOLVED
        else (What.DISMISSED, Event.DISMISSED)
    )
    closed = {"closed_because": CloseReason(reason), "closed_by": by, "closed_at": timezone.now()}
    move(finding, to, what, by=by, note=note, taken_by=None, **closed)
    registry.announce([finding.pk], event)
    return finding


def _opened_again(finding: Finding, *, by: User, note: str) -> Finding:
    closed = {"closed_because": "", "closed_by": None, "closed_at": None}
    # What was approved then has been dealt with; it is decided anew.
    decided = {"approved_by": None, "approved_at": None}
    move(
        finding, State.OPEN, What.REOPENED, by=by, note=note,
        times_reopened=finding.times_reopened + 1, **closed, **decided,
    )  # fmt: skip
    registry.announce([finding.pk], Event.REOPENED)
    return finding


def _again(known: Finding, *, source: Source, by: User, note: str) -> Finding:
    """Deal with a finding that is said once more."""
    known = Finding.objects.select_for_update(no_key=True).get(pk=known.pk)
    text = " · ".join(part for part in (str(Source(source).label), note) if part)
    if not known.is_open:
        return _opened_again(known, by=by, note=text)
    if note and not known.steps.filter(note=_common.checked(text)).exists():
        step(known, What.NOTED, before=known.state, by=by, note=text)
    return known
