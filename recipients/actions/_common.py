"""What the actions share: locking, who acts, row numbers, saving only what changed."""

import pghistory
from django.db.models import Model

from accounts import permissions
from accounts.models import User
from recipients.bulk import reserve_ids
from recipients.matching import store
from recipients.models import Household


def locked_household(household: Household, *, by: User, permission: str) -> Household:
    """Return the household, locked, or raise PermissionDenied; members wait for this lock too."""
    current = Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    permissions.require(by, permission, current.kelurahan_id)
    return current


def acting(by: User) -> pghistory.context:
    """Name the acting user in the history that the triggers write."""
    return pghistory.context(user=by.pk)


def save_changes[M: Model](obj: M, changes: dict[str, object], *, by: User) -> bool:
    """Set the fields that differ, check the object, save those fields; tell whether any did."""
    changed = [name for name, value in changes.items() if getattr(obj, name) != value]
    for name in changed:
        setattr(obj, name, changes[name])
    if not changed:
        return False
    obj.full_clean()
    stamp = ["updated_at"] if hasattr(obj, "updated_at") else []
    with acting(by):
        obj.save(update_fields=[*changed, *stamp])
    return True


def compare_anew(*person_ids: int) -> None:
    """Bring what the search for duplicates compares in step with these people's entries."""
    store.refresh(person_ids)


def next_id(model: type[Model]) -> int:
    """Draw the next row number: a sealed number names its row, so that must be known before."""
    return reserve_ids(model, 1)[0]
