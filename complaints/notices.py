"""What of the complaints waits for a member of staff."""

from django.urls import reverse
from django.utils.formats import localize
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
    counts = {"mine": localize(found.mine), "late": localize(found.late)}
    mine = _("Complaints: %(mine)s mine, %(late)s of them overdue") % counts
    lines = [Notice(mine, f"{queue}?part=mine", is_urgent=found.late > 0)]
    if user.has_perm("complaints.handle_complaint"):
        text = _("%(count)s complaints unassigned") % {"count": localize(found.unassigned)}
        lines.append(Notice(text, f"{queue}?part=unassigned"))
    return lines
