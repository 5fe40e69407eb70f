"""Setting an entry aside because another one of the same person stands, and taking it back."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from recipients import search
from recipients.actions._common import locked_household, save_changes
from recipients.actions.households import deactivate_household, reactivate_household
from recipients.models import Enrolment, Household, Person

CHANGE = "recipients.change_person"


@dataclass(frozen=True)
class SetAside:
    """What setting an entry aside changed beside the entry itself; ids only."""

    cards: list[int] = field(default_factory=list)  # enrolments whose card the kept entry holds now
    deactivated: bool = False  # its household, which has no other member

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)


@transaction.atomic
def merge_person(*, gone: Person, kept: Person, by: User) -> SetAside:
    """Let `kept` stand for `gone`: `gone` leaves search, figures, rules and work lists.

    A card that `gone` holds in the household of `kept` goes to `kept`; a household without any
    other member is deactivated. Raises ValidationError when one of the two is merged already.
    """
    gone, kept = _locked(gone, kept, by=by)
    _refuse(gone, kept)
    save_changes(gone, {"merged_into": kept}, by=by)
    search.index_people([gone.pk])
    cards = _give_cards(gone, kept, by=by)
    household = gone.household
    if household.status != Household.Status.ACTIVE or _has_members(household):
        return SetAside(cards)
    deactivate_household(
        household=household, reason=Household.DeactivationReason.DUPLICATE,
        on=timezone.localdate(), by=by,
    )  # fmt: skip
    return SetAside(cards, deactivated=True)


@transaction.atomic
def take_apart(
    *, gone: Person, kept: Person, cards: list[int], reactivate: bool, by: User
) -> Person:
    """Undo a merge: `gone` stands by itself again and gets those of `cards` that `kept` holds.

    `reactivate` takes its household back if that is still set aside as listed twice. Nothing else
    of `kept` changes. Raises ValidationError when `gone` is not merged into `kept`.
    """
    gone, kept = _locked(gone, kept, by=by)
    if gone.merged_into_id != kept.pk:
        raise ValidationError(_("This merge is no longer in force. Look at both entries again."))
    save_changes(gone, {"merged_into": None}, by=by)
    search.index_people([gone.pk])
    for card in Enrolment.objects.select_for_update(no_key=True).filter(
        pk__in=cards, card_holder=kept
    ):
        save_changes(card, {"card_holder": gone}, by=by)
    household = gone.household
    if reactivate and household.deactivated_because == Household.DeactivationReason.DUPLICATE:
        reactivate_household(household=household, by=by)
    return gone


def _locked(gone: Person, kept: Person, *, by: User) -> tuple[Person, Person]:
    """Lock both households, then both people, in the order of their ids."""
    found = Person.objects.select_related("household").in_bulk([gone.pk, kept.pk])
    homes = {person.household_id: person.household for person in found.values()}
    for pk in sorted(homes):
        homes[pk] = locked_household(homes[pk], by=by, permission=CHANGE)
    people = {
        person.pk: person
        for person in Person.objects.select_for_update(no_key=True)
        .filter(pk__in=[gone.pk, kept.pk])
        .order_by("pk")
    }
    for person in people.values():
        person.household = homes[person.household_id]
    return people[gone.pk], people[kept.pk]


def _refuse(gone: Person, kept: Person) -> None:
    if gone.pk == kept.pk:
        raise ValidationError(_("An entry cannot be merged into itself."))
    if gone.merged_into_id is not None or kept.merged_into_id is not None:
        raise ValidationError(_("One of the two entries is merged already. Look at both again."))
    if gone.merged.exists():
        raise ValidationError(
            _("Another entry was merged into the one to be set aside: let this one stay instead.")
        )


def _give_cards(gone: Person, kept: Person, *, by: User) -> list[int]:
    cards = Enrolment.objects.select_for_update(no_key=True).filter(
        card_holder=gone, household=kept.household_id
    )
    moved = list(cards.order_by("pk"))
    for card in moved:
        save_changes(card, {"card_holder": kept}, by=by)
    return [card.pk for card in moved]


def _has_members(household: Household) -> bool:
    return household.people.filter(merged_into=None).exists()
