"""Everything that changes staff accounts, and the record of who looked at personal data."""

import pghistory
import structlog
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import AccessLog, Role, User
from kelurahan.models import Area

log = structlog.get_logger(__name__)


@transaction.atomic
def create_staff(
    *, username: str, password: str, role: Role, area: Area | None, by: User | None
) -> User:
    """Make an account that may log in.

    `by` is None only for a command at the console. Raises ValidationError when the name is taken,
    the password too weak, or the area missing for a role other than administrator.
    """
    user = User(username=username, role=role, area=area, is_staff=True)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    with _history(by):
        user.save(force_insert=True)
    log.info("staff created", user=user.pk, role=user.role, by=by.pk if by else None)
    return user


@transaction.atomic
def assign_area(*, user: User, role: Role, area: Area | None, by: User) -> User:
    """Give a member of staff another role or area; it holds from their next request on."""
    user = _locked(user)
    _refuse_oneself(user, by)
    user.role, user.area = role, area
    user.is_superuser = user.is_superuser and role == Role.ADMINISTRATOR
    user.full_clean()
    with _history(by):
        user.save(update_fields=["role", "area", "is_superuser"])
    log.info("staff assigned", user=user.pk, role=user.role, area=user.area_id, by=by.pk)
    return user


@transaction.atomic
def deactivate_staff(*, user: User, by: User) -> User:
    """Shut an account; its open sessions end with their next request. Twice changes nothing."""
    user = _locked(user)
    _refuse_oneself(user, by)
    if user.is_active:
        user.is_active = False
        with _history(by):
            user.save(update_fields=["is_active"])
        log.info("staff deactivated", user=user.pk, by=by.pk)
    return user


@transaction.atomic
def reactivate_staff(*, user: User, by: User) -> User:
    """Open a shut account again. Twice changes nothing."""
    user = _locked(user)
    if not user.is_active:
        user.is_active = True
        with _history(by):
            user.save(update_fields=["is_active"])
        log.info("staff reactivated", user=user.pk, by=by.pk)
    return user


@transaction.atomic
def set_password(*, user: User, password: str, by: User) -> User:
    """Give an account a new password, which ends its open sessions."""
    user = _locked(user)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    log.info("staff password set", user=user.pk, by=by.pk)
    return user


@transaction.atomic
def reset_second_factor(*, user: User, by: User) -> User:
    """Remove the second factors of someone who lost theirs; twice changes nothing."""
    user = _locked(user)
    _refuse_oneself(user, by)
    if Authenticator.objects.filter(user=user).delete()[0]:
        log.info("staff second factor removed", user=user.pk, by=by.pk)
    return user


def record_access(
    *, by: User, action: AccessLog.Action, obj: Model | None = None, reason: str = ""
) -> AccessLog:
    """Note that `by` looked at personal data of `obj`. `reason` never holds a name or number."""
    return AccessLog.objects.create(
        user=by,
        action=action,
        object_type=obj._meta.label_lower if obj else "",
        object_id=obj.pk if obj else None,
        reason=reason,
    )


def _locked(user: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _refuse_oneself(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise ValidationError(_("Ask another administrator to change your own account."))


def _history(by: User | None) -> pghistory.context:
    return pghistory.context(**({"user": by.pk} if by else {}))
