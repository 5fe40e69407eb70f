"""Where a complaint stands and what comes next, in words without office jargon."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint, Status

_S = Status


@dataclass(frozen=True, slots=True)
class Standing:
    """What the owner reads first: how it stands, what happens next; `tone` colours the badge."""

    headline: Promise
    following: Promise
    tone: str


STANDINGS: dict[Status, Standing] = {
    _S.RECEIVED: Standing(
        _("Your complaint has arrived"),
        _("The office checks it and gives it to somebody to work on."), "info",
    ),
    _S.VERIFIED: Standing(
        _("Your complaint was checked"), _("Somebody is being chosen to work on it."), "info",
    ),
    _S.ASSIGNED: Standing(
        _("Somebody is in charge of your complaint"), _("They will begin to look into it."), "info",
    ),
    _S.IN_PROGRESS: Standing(
        _("Your complaint is being worked on"), _("You will get an answer here."), "info",
    ),
    _S.ASKED: Standing(
        _("The office asks you something"),
        _("Please reply below. The work goes on when your reply is there."), "planned",
    ),
    _S.ANSWERED: Standing(
        _("Your complaint was answered"),
        _("Read the answer below. If it solves nothing, say so and the work goes on."), "paid",
    ),
    _S.CLOSED: Standing(
        _("Your complaint is closed"),
        _("The answer stands below. If the trouble is still there, you can open it again."), "paid",
    ),
    _S.FORWARDED: Standing(
        _("Your complaint went to another office"),
        _("That office is in charge now. If it does not help, you can open your complaint again."),
        "info",
    ),
    _S.REJECTED: Standing(
        _("Your complaint was turned down"),
        _("The reason stands below. If you can tell more, you can open it again."), "failed",
    ),
    _S.MERGED: Standing(
        _("Your complaint is answered together with another"),
        _("Several people told us the same. How that one stands is shown here."), "info",
    ),
    _S.WITHDRAWN: Standing(
        _("You took your complaint back"), _("Nothing more happens with it."), "neutral",
    ),
    _S.REOPENED: Standing(
        _("Your complaint is open again"),
        _("The office looks at it once more, and a new deadline runs."), "info",
    ),
}  # fmt: skip


def standing(complaint: Complaint) -> Standing:
    """Return how the complaint stands, in words."""
    return STANDINGS[Status(complaint.status)]
