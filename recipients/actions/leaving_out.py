"""A resident's wish not to be found by name. The check with NIK works for them as before."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.actions import record_access
from accounts.models import AccessLog, User
from recipients import search
from recipients.actions._common import locked_household, save_changes
from recipients.models import Person

# To show somebody again undoes their own wish, so it needs the right to correct the register.
PUT_BACK = "recipients.change_person"


@transaction.atomic
def leave_out_of_search(*, person: Person, by: User, reason: str) -> Person:
    """Let the name search forget a person at once; twice changes nothing.

    `reason` tells why, such as the complaint's number, never a name or NIK. History and access log
    keep who did it.
    """
    return _set(person, hidden=True, by=by, permission=permissions.LEAVE_OUT, reason=reason)


@transaction.atomic
def put_back(*, person: Person, by: User, reason: str) -> Person:
    """Let the name search find a person again who was left out; twice changes nothing."""
    return _set(person, hidden=False, by=by, permission=PUT_BACK, reason=reason)


def _set(person: Person, *, hidden: bool, by: User, permission: str, reason: str) -> Person:
    if not reason.strip():
        raise ValidationError(_("Say why, without a name or number."))
    locked_household(person.household, by=by, permission=permission)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if save_changes(person, {"hidden_from_search": hidden}, by=by):
        record_access(by=by, action=AccessLog.Action.VIEW, obj=person, reason=reason.strip())
        search.index_people([person.pk])
    return person
