"""What the actions share: locking a finding and writing its steps."""

import pghistory
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from verification.models import Finding, FindingStep, State

What = FindingStep.What
LONGEST_NOTE = 500


def acting(by: User | None) -> pghistory.context:
    """Name the acting user in the history that the triggers write; None is the portal itself."""
    return pghistory.context(**({"user": by.pk} if by else {}))


def locked(finding: Finding, *, by: User, permission: str) -> Finding:
    """Return the finding, locked, or raise PermissionDenied outside `by`'s area or role."""
    current = (
        Finding.objects.select_for_update(no_key=True, of=("self",))
        .select_related("household")
        .get(pk=finding.pk)
    )
    permissions.require(by, permission, current.household.kelurahan_id)
    return current


def step(
    finding: Finding, what: What, *, before: str, by: User | None, note: str = ""
) -> FindingStep:
    """Append what was just done to a finding."""
    return FindingStep.objects.create(
        finding=finding, what=what, before=before, after=finding.state, by=by, note=checked(note)
    )


def move(
    finding: Finding, to: State, what: What, *, by: User, note: str = "", **fields: object
) -> Finding:
    """Bring a locked finding into a state with its fields; the step names who and why."""
    before = finding.state
    for name, value in fields.items():
        setattr(finding, name, value)
    finding.state = to
    with acting(by):
        finding.save(update_fields=["state", *fields, "updated_at"])
    step(finding, what, before=before, by=by, note=note)
    return finding


def refuse_closed(finding: Finding) -> None:
    """Raise ValidationError when a finding asks for nothing any more."""
    if not finding.is_open:
        raise ValidationError(_("This finding is closed. Open it again first."))


def checked(note: str) -> str:
    """Return the note on one line; raise ValidationError when it is too long."""
    text = " ".join(note.split())
    if len(text) > LONGEST_NOTE:
        raise ValidationError(
            _("A note has at most %(most)d letters; this one has %(count)d.")
            % {"most": LONGEST_NOTE, "count": len(text)}
        )
    return text
