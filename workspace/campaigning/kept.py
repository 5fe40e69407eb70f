"""What was typed about a visit when the session had ended: sealed in a cookie until the log-in.

See docs/adr/0019. The cookie holds one form for a quarter of an hour, and nobody but the portal can
read it: a phone that is handed on tells nothing.
"""

import base64
import binascii
import json
from typing import Final

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict

from accounts import crypto

COOKIE: Final = ("__Host-" if settings.SESSION_COOKIE_SECURE else "") + "visit"
SECONDS = 15 * 60
FIELDS = ("key", "seen", "back", "result", "died_on", "note")
LONGEST = 600


def _place(task: int) -> str:
    return f"kept visit:{task}"


def sent_to_log_in(request: HttpRequest, task: int) -> HttpResponse:
    """Ask to log in, and keep what a form about the task holds."""
    response = redirect_to_login(request.path)
    if request.method == "POST":
        typed = {name: request.POST[name][:LONGEST] for name in FIELDS if name in request.POST}
        sealed = crypto.seal(json.dumps(typed), place=_place(task))
        response.set_cookie(
            COOKIE, base64.urlsafe_b64encode(sealed).decode(), max_age=SECONDS, httponly=True,
            secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
        )  # fmt: skip
    return response


def typed_before(request: HttpRequest, task: int) -> QueryDict | None:
    """Return what was typed about this task before the log-in; None where nothing was."""
    try:
        sealed = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
        typed = json.loads(crypto.unseal(sealed, place=_place(task)))
    except (binascii.Error, ValueError, crypto.UnreadableError):
        return None
    found = QueryDict(mutable=True)
    found.update(typed)
    return found


def forget(response: HttpResponse) -> HttpResponse:
    """Let the browser drop what was kept."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
