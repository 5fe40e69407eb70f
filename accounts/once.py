"""Tokens that let a form be sent once: a reloaded answer must not repeat what the form did."""

import secrets

from django.http import HttpRequest

_SESSION_KEY = "once"
_KEPT = 20  # forms open at the same time in one session


def issue(request: HttpRequest) -> str:
    """Return a token that `spend` takes once from this session."""
    token = secrets.token_urlsafe(16)
    request.session[_SESSION_KEY] = [*request.session.get(_SESSION_KEY, []), token][-_KEPT:]
    return token


def spend(request: HttpRequest, token: str) -> bool:
    """Tell whether the token was still good, and take it."""
    tokens = request.session.get(_SESSION_KEY, [])
    request.session[_SESSION_KEY] = [other for other in tokens if other != token]
    return token in tokens
