"""A form whose token is old is shown again instead of refused: nothing typed is lost.

Whoever logs in anew in another tab has changed the token of the first tab's form.
"""

from typing import Any

from django.http import HttpRequest, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import decorator_from_middleware

_OLD = "visit.token_is_old"


class _Tells(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> Any:
        request.META[_OLD] = True
        return None

    def process_view(
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> HttpResponseForbidden | None:
        return super().process_view(request, callback, callback_args, callback_kwargs)


# The view itself must then ask `has_old_token` before it writes anything.
tell_old_token = decorator_from_middleware(_Tells)


def has_old_token(request: HttpRequest) -> bool:
    """Tell whether a form may have been made by another site, or before a new log-in."""
    return bool(request.META.get(_OLD))
