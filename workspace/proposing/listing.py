"""Lists of proposals: which part of them, narrowed by what, and what a line shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from verification.models import UNDER_WAY, Proposal, ProposalKind
from workspace.area_choice import area_choices, lives_within
from workspace.listing import people_of

WAITING, MINE, UNDER, ENDED = "waiting", "mine", "under_way", "ended"
PARTS = (
    (WAITING, _("Waiting for me")),
    (MINE, _("Proposed by me")),
    (UNDER, _("Under way")),
    (ENDED, _("Ended")),
)
PER_PAGE = 25


class ProposalFilter(forms.Form):
    """Which part of the proposals, of which kind, from where; all optional."""

    part = forms.ChoiceField(choices=PARTS, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("– all –")), *ProposalKind.choices]
    )
    area = forms.ChoiceField(label="Kelurahan", required=False)

    def __init__(self, data: QueryDict, *, user: User) -> None:
        """Offer only areas of the user's own."""
        super().__init__(data)
        if areas := area_choices(user):
            self.fields["area"] = forms.ChoiceField(
                label="Kelurahan", required=False, choices=[("", _("– all –")), *areas]
            )
        else:
            del self.fields["area"]

    def narrowed(self, rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
        """Return those of `rows` that fit."""
        if kind := self.cleaned_data["kind"]:
            rows = rows.filter(kind=kind)
        return rows.filter(lives_within(self.cleaned_data.get("area", "")))


def first_part(user: User) -> str:
    """Return the part that a member of staff sees first: their work, or what they proposed."""
    may_sign = ("sign_lurah", "sign_kecamatan", "apply_proposal")
    has_desk = any(user.has_perm(f"verification.{name}") for name in may_sign)
    return WAITING if has_desk else MINE


def part_of(user: User, part: str) -> QuerySet[Proposal]:
    """Return the proposals of one part that `user` may see."""
    if part == WAITING:
        waiting: Any = Proposal.objects.waiting_for(user)
        return waiting  # type: ignore[no-any-return]
    rows: QuerySet[Proposal] = Proposal.objects.visible_to(user)
    if part == MINE:
        return rows.filter(proposed_by=user)
    return rows.filter(state__in=UNDER_WAY) if part == UNDER else rows.exclude(state__in=UNDER_WAY)


@dataclass(frozen=True)
class Row:
    """One proposal of a list, and of which family it is."""

    proposal: Proposal
    head: str
    is_mine_to_do: bool


def rows_of(proposals: Iterable[Proposal], user: User) -> list[Row]:
    """Return what the list shows; one query for any number."""
    listed = list(proposals)
    people = people_of({one.household_id for one in listed if one.household_id})
    return [Row(one, _head(one, people), one.is_turn_of(user)) for one in listed]


def _head(proposal: Proposal, people: dict[int, Any]) -> str:
    if proposal.household_id:
        family = people[proposal.household_id]
        return family[0].name if family else str(proposal.household)
    return head_of(proposal)


def head_of(proposal: Proposal) -> str:
    """Return the name of the head of a family that is to be added."""
    members = proposal.payload["members"]
    names = [m["name"] for m in members if m["relation"] == "head"]
    return str(names[0]) if names else str(proposal)
