"""Who works on what: one complaint taken on, or many handed out together."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.actions.handling import assign, start
from complaints.models import Complaint, Status

MOST_AT_ONCE = 200


@transaction.atomic
def take(*, complaint: Complaint, by: User) -> Complaint:
    """Take a complaint on oneself and begin; what one works on already stays as it is."""
    current = Complaint.objects.select_for_update(no_key=True).get(pk=complaint.pk)
    if current.assignee_id == by.pk and current.status == Status.IN_PROGRESS:
        return current
    assign(complaint=current, to=by, by=by)
    return start(complaint=current, by=by)


@transaction.atomic
def assign_all(*, complaints: Iterable[Complaint], to: User, by: User) -> int:
    """Give all these complaints to one member of staff, or none; return how many.

    What stops one stops all: the error names its number.
    """
    chosen = sorted(complaints, key=lambda complaint: complaint.pk)
    if len(chosen) > MOST_AT_ONCE:
        raise ValidationError(
            _("Choose at most %(most)d complaints at once."), params={"most": MOST_AT_ONCE}
        )
    for complaint in chosen:
        try:
            assign(complaint=complaint, to=to, by=by)
        except ValidationError as error:
            raise ValidationError(
                _("Complaint %(id)s: %(why)s Nothing has been assigned."),
                params={"id": complaint.pk, "why": " ".join(error.messages)},
            ) from None
    return len(chosen)
