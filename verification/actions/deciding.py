"""What a finding proposes to the ministry, and Dinsos's approval of it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from verification.actions._common import What, acting, locked, refuse_closed, step
from verification.models import Action, Finding

WORK, APPROVE = "verification.work_finding", "verification.approve_finding"


@transaction.atomic
def propose_action(*, finding: Finding, action: Action, by: User, note: str = "") -> Finding:
    """Propose to delete, repair or keep the entry; another proposal takes back an approval."""
    finding = locked(finding, by=by, permission=WORK)
    refuse_closed(finding)
    if action not in Action.values:
        raise ValidationError(_("Choose what to propose from the list."))
    if finding.action == action:
        return finding
    _save(finding, by=by, action=Action(action), approved_by=None, approved_at=None)
    step(finding, What.PROPOSED, before=finding.state, by=by, note=note)
    return finding


@transaction.atomic
def approve_action(
    *, finding: Finding, by: User, action: str | None = None, note: str = ""
) -> Finding:
    """Approve what a finding proposes: it goes into the ministry's next batch.

    `action` is what was proposed when `by` looked: ValidationError when it is another by now.
    """
    finding = locked(finding, by=by, permission=APPROVE)
    refuse_closed(finding)
    if not finding.action:
        raise ValidationError(_("Nothing is proposed yet: choose delete, repair or keep first."))
    if action not in (None, finding.action):
        raise ValidationError(_("Something else is proposed by now. Look again."))
    if finding.approved_at is not None:
        return finding
    _save(finding, by=by, approved_by=by, approved_at=timezone.now())
    step(finding, What.APPROVED, before=finding.state, by=by, note=note)
    return finding


def _save(finding: Finding, *, by: User, **fields: object) -> None:
    for name, value in fields.items():
        setattr(finding, name, value)
    with acting(by):
        finding.save(update_fields=[*fields, "updated_at"])
