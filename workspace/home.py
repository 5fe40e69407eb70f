"""What waits for a member of staff: one cheap question for each number."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.models import Complaint
from imports.models import ImportJob, State
from verification.models import Campaign, CampaignState, DuplicatePair, Finding, Proposal, Task
from workspace.navigation import address_of
from workspace.paging import MOST_COUNTED, counted

COMPLAINTS = "admin:complaints_complaint_changelist"


@dataclass(frozen=True)
class Tile:
    """A number with the page that lists what it counts; `is_late` is what should not wait."""

    name: str
    label: str | Promise
    found: int
    address: str
    is_late: bool = False

    @property
    def number(self) -> int:
        """The number, as far as it is counted."""
        return min(self.found, MOST_COUNTED)

    @property
    def has_more(self) -> bool:
        """Whether there are more than are counted."""
        return self.found > MOST_COUNTED


def tiles(user: User) -> list[Tile]:
    """Return what waits for `user`, in the order of their day."""
    parts = (
        ("complaints.view_complaint", _complaints),
        ("verification.view_finding", _findings),
        ("verification.view_duplicatepair", _doubles),
        ("verification.view_proposal", _proposals),
        ("verification.view_campaign", _visits),
        ("imports.view_importjob", _files),
    )
    return [tile for permission, part in parts if user.has_perm(permission) for tile in part(user)]


def campaign_under_way(user: User) -> Campaign | None:
    """Return the campaign whose deadline comes first."""
    open_ones = Campaign.objects.visible_to(user).filter(state=CampaignState.OPEN)
    return open_ones.order_by("deadline", "pk").first()


def _complaints(user: User) -> Iterator[Tile]:
    queue, seen = reverse(COMPLAINTS), Complaint.objects.visible_to(user)
    mine = seen.open().filter(assignee=user)
    yield Tile(
        "overdue", _("complaints overdue"), counted(seen.overdue()), f"{queue}?part=late", True
    )
    yield Tile("mine", _("complaints on my desk"), counted(mine), f"{queue}?part=mine")
    yield Tile(
        "unassigned", _("complaints nobody has taken"), counted(seen.unassigned()),
        f"{queue}?part=unassigned",
    )  # fmt: skip


def _findings(user: User) -> Iterator[Tile]:
    page = reverse("workspace:findings")
    mine = Finding.objects.visible_to(user).filter(taken_by=user)
    yield Tile("findings_mine", _("findings in my work"), counted(mine), f"{page}?state=mine")
    waiting = Finding.objects.visible_to(user).filter(state="open")
    yield Tile("findings", _("findings nobody has taken"), counted(waiting), f"{page}?state=open")


def _doubles(user: User) -> Iterator[Tile]:
    pairs, page = DuplicatePair.objects.visible_to(user), reverse("duplicates:queue")
    yield Tile("doubles", _("likely doubles to look at"), counted(pairs.waiting()), page)
    if user.has_perm("verification.merge_people"):
        waiting = counted(pairs.to_merge())
        yield Tile("to_merge", _("doubles to merge"), waiting, f"{page}?state=to_merge")


def _proposals(user: User) -> Iterator[Tile]:
    if page := address_of("proposals:list"):
        waiting: Any = Proposal.objects.waiting_for(user)
        yield Tile("proposals", _("proposals waiting for me"), counted(waiting), page)


def _visits(user: User) -> Iterator[Tile]:
    if page := address_of("campaigns:list"):
        yield Tile("visits", _("people to visit"), counted(Task.objects.work_of(user)), page)


def _files(user: User) -> Iterator[Tile]:
    waiting = ImportJob.objects.visible_to(user).filter(state=State.CHECKED)
    yield Tile("files", _("files to confirm"), counted(waiting), reverse("imports:list"))
