"""What the pages share: who may ask, and what a list is asked for."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict

from accounts.models import User
from accounts.permissions import staff


def allowed(request: HttpRequest, permission: str) -> User:
    """Return the member of staff who asks, or raise PermissionDenied."""
    user = staff(request)
    if not user.has_perm(permission):
        raise PermissionDenied
    return user


def query_with(asked: QueryDict, offered: list[str], **changes: str) -> str:
    """Return that part of a query string which a list offers, with some values changed."""
    kept = QueryDict(mutable=True)
    for name in offered:
        if value := changes.get(name, str(asked.get(name, ""))):
            kept[name] = value
    return kept.urlencode()
