"""What of the complaints waits for a member of staff."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.panels import Notice
from complaints import queries

QUEUE = "admin:complaints_complaint_changelist"


def notices(user: User) -> list[Notice]:
    """Return the complaints that are mine, late and, for who hands them out, unassigned."""
    if not user.has_perm("complaints.view_complaint"):
        return []
    queue, found = reverse(QUEUE), queries.standing(user)
    mine = _("Complaints: %(mine)d mine, %(late)d of them overdue")
    lines = [
        Notice(
            mine % {"mine": found.mine, "late": found.late}, f"{queue}?part=mine",
            is_urgent=found.late > 0,
        )
    ]  # fmt: skip
    if user.has_perm("complaints.handle_complaint"):
        text = _("%(count)d complaints unassigned") % {"count": found.unassigned}
        lines.append(Notice(text, f"{queue}?part=unassigned"))
    return lines
