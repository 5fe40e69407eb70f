"""Taking households into the register, correcting them, and setting them aside."""

import datetime
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from kelurahan.models import Area
from recipients import identity, nik, search
from recipients.actions._common import compare_anew, locked_household, next_id, save_changes
from recipients.models import Household

KK_LENGTH = 16
CHANGE = "recipients.change_household"


class HouseholdDetails(TypedDict, total=False):
    """What a register says about a household besides where it lives."""

    address: str
    rt: str
    rw: str
    register: str
    register_version: str
    desil: int | None


class HouseholdFields(HouseholdDetails, total=False):
    """What may be corrected about a household."""

    kelurahan: Area
    register_name: str


@transaction.atomic
def register_household(
    *, kelurahan: Area, register_name: str, source_id: str, by: User, kk: str = "",
    **details: Unpack[HouseholdDetails],
) -> Household:  # fmt: skip
    """Take a household into a register.

    `source_id` is the register's number of it; a second call with the same one returns the
    household that is there, unchanged. Raises ValidationError for a malformed KK number.
    """
    permissions.require(by, "recipients.add_household", kelurahan.pk)
    if not source_id:
        raise ValidationError(_("Give the register's own number of this household."))
    same = Household.objects.filter(register_name=register_name, source_id=source_id)
    if not same.exists():
        household = Household(
            pk=next_id(Household), kelurahan=kelurahan, register_name=register_name,
            source_id=source_id, **details,
        )  # fmt: skip
        household.kk_cipher, household.kk_index = _sealed_kk(kk, household.pk)
        household.full_clean()
        # Whoever sends the same number at the same moment finds this household afterwards.
        Household.objects.bulk_create([household], ignore_conflicts=True)
    found = same.get()
    permissions.require(by, "recipients.add_household", found.kelurahan_id)
    return found


@transaction.atomic
def change_household(
    *, household: Household, by: User, **fields: Unpack[HouseholdFields]
) -> Household:
    """Correct what the register says about a household; a move must stay within `by`'s area."""
    household = locked_household(household, by=by, permission=CHANGE)
    if "kelurahan" in fields:
        permissions.require(by, CHANGE, fields["kelurahan"].pk)
    moves = "kelurahan" in fields and fields["kelurahan"].pk != household.kelurahan_id
    save_changes(household, dict(fields), by=by)
    if moves:
        search.index_households([household.pk])
    compare_anew(*household.people.values_list("pk", flat=True))
    return household


@transaction.atomic
def set_kk(*, household: Household, text: str, by: User) -> Household:
    """Store the KK number as written, or remove it with an empty text.

    Raises ValidationError unless it has 16 digits. The same number again changes nothing.
    """
    household = locked_household(household, by=by, permission=CHANGE)
    if household.kk_index and bytes(household.kk_index) in identity.blind_indexes(nik.clean(text)):
        return household
    cipher, index = _sealed_kk(text, household.pk)
    save_changes(household, {"kk_cipher": cipher, "kk_index": index}, by=by)
    compare_anew(*household.people.values_list("pk", flat=True))
    return household


@transaction.atomic
def deactivate_household(
    *, household: Household, reason: str, on: datetime.date, by: User
) -> Household:
    """Set a household aside with a reason from `Household.DeactivationReason`; nothing is lost.

    A household that is set aside already keeps its first reason and date.
    """
    household = locked_household(household, by=by, permission=CHANGE)
    if household.status == Household.Status.ACTIVE:
        _set_status(household, Household.Status.DEACTIVATED, reason=reason, on=on, by=by)
    return household


@transaction.atomic
def reactivate_household(*, household: Household, by: User) -> Household:
    """Take a household back that was set aside."""
    household = locked_household(household, by=by, permission=CHANGE)
    if household.status == Household.Status.DEACTIVATED:
        _set_status(household, Household.Status.ACTIVE, reason="", on=None, by=by)
    return household


def _set_status(
    household: Household, status: str, *, reason: str, on: datetime.date | None, by: User
) -> None:
    changes = {"status": status, "deactivated_because": reason, "deactivated_on": on}
    save_changes(household, dict(changes), by=by)
    search.index_households([household.pk])


def _sealed_kk(text: str, row_id: int) -> tuple[bytes | None, bytes | None]:
    number = nik.clean(text)
    if not number:
        return None, None
    if len(number) != KK_LENGTH or not (number.isascii() and number.isdigit()):
        raise ValidationError(
            _("A KK number has 16 digits; you entered %(count)d characters.")
            % {"count": len(number)}
        )
    return (
        identity.encrypt(number, column="household.kk", row_id=row_id),
        identity.blind_index(number),
    )
