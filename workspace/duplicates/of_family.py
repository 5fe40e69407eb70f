"""Likely doubles of one family: those that a search has found, and those that stand out now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.models import User
from recipients.models import Household, Person
from verification.models import DuplicatePair
from workspace.proposing.likeness import likely_now

VIEW = "verification.view_duplicatepair"


@dataclass(frozen=True)
class Doubles:
    """What is told on the page of a family."""

    pairs: list[DuplicatePair]  # wait for a decision, or for their merge
    found_now: list[tuple[Person, Person]]  # a member, and whom the model takes for one with them
    is_elsewhere: bool  # there is one outside the area: Dinsos decides

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.pairs or self.found_now or self.is_elsewhere)


def doubles_of(household: Household, people: Sequence[Person], user: User) -> Doubles | None:
    """Return the likely doubles of a family's members; None for who may not see any."""
    if not user.has_perm(VIEW) or household.status != Household.Status.ACTIVE:
        return None
    members = {person.pk: person for person in people if person.merged_into_id is None}
    either = Q(first__in=members) | Q(second__in=members)
    both: Any = DuplicatePair.objects.filter(either).exclude(state=DuplicatePair.State.GONE)
    stored = {frozenset(ids) for ids in both.values_list("first", "second")}
    own = both.visible_to(user).select_related("first", "second").order_by("-probability", "pk")
    pairs = [*own.waiting(), *own.to_merge()] if stored else []
    now = {
        (one, other)
        for one, found in zip(members, likely_now(list(members)), strict=True)
        for other in found
        if frozenset((one, other)) not in stored and (other not in members or one < other)
    }
    others = Person.objects.visible_to(user).in_bulk({other for _one, other in now}) if now else {}
    reaching: Any = DuplicatePair.objects.reaching_out_of(user).waiting() if stored else None
    is_elsewhere = any(other not in others for _one, other in now) or (
        reaching is not None and reaching.filter(either).exists()
    )
    found_now = [(members[one], others[other]) for one, other in sorted(now) if other in others]
    return Doubles(pairs, found_now, is_elsewhere)
