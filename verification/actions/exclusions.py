"""Which programmes exclude each other: said by officers, with the rule that says so."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from recipients.models import Programme
from verification.actions._common import acting
from verification.models import ExclusiveProgrammes

ADD, CHANGE = "verification.add_exclusiveprogrammes", "verification.change_exclusiveprogrammes"


@transaction.atomic
def exclude_programmes(
    *, programme: Programme, other: Programme, legal_basis: str, by: User
) -> ExclusiveProgrammes:
    """Say that no household may be in both; a pair that was lifted is in force again.

    The order of the two does not matter, and saying it twice is saying it once.
    """
    permissions.require(by, ADD, by.scope)
    legal_basis = " ".join(legal_basis.split())
    if programme.pk == other.pk:
        raise ValidationError(_("Choose two different programmes."))
    if not legal_basis:
        raise ValidationError(_("Name the decree that says so."))
    first, second = sorted((programme.pk, other.pk))
    pair = ExclusiveProgrammes(first_id=first, second_id=second, legal_basis=legal_basis)
    pair.clean_fields()
    with acting(by):
        ExclusiveProgrammes.objects.bulk_create([pair], ignore_conflicts=True)
        pair = ExclusiveProgrammes.objects.select_for_update().get(first=first, second=second)
        if not pair.in_force or pair.legal_basis != legal_basis:
            pair.in_force, pair.legal_basis = True, legal_basis
            pair.save(update_fields=["in_force", "legal_basis"])
    return pair


@transaction.atomic
def lift_exclusion(*, pair: ExclusiveProgrammes, by: User) -> ExclusiveProgrammes:
    """Let households be in both from now on; the next run of the rules closes its findings."""
    permissions.require(by, CHANGE, by.scope)
    pair = ExclusiveProgrammes.objects.select_for_update().get(pk=pair.pk)
    if pair.in_force:
        pair.in_force = False
        with acting(by):
            pair.save(update_fields=["in_force"])
    return pair
