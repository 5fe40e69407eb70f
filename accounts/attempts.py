"""How many wrong passwords and codes are taken, counted in PostgreSQL.

Twenty tries an hour from one address, twenty wrong passwords a day for one account. The second
count is kept apart for every browser that has logged in to the account before (a signed cookie
says so): a stranger who uses up an account's tries never locks its owner out of their own browser.
A try is taken before the password is checked and given back when it was right, so that parallel
requests cannot pass the limit. An unknown name is counted like a known one.
"""

import datetime
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.limits import client_key
from accounts.models import User
from accounts.tries import Counter, give_back, take

HOUR, DAY = 3600, 24 * 3600
TRIES_PER_ADDRESS = 20
WRONG_PASSWORDS_PER_ACCOUNT = 20
WRONG_CODES_PER_ACCOUNT = 10
KNOWN_BROWSER_COOKIE = f"{'__Host-' if settings.HTTPS else ''}perangkat"
KNOWN_BROWSER_AGE = 180 * DAY
_SALT = "accounts.attempts"


def _window(seconds: int) -> datetime.datetime:
    now = int(timezone.now().timestamp())
    return datetime.datetime.fromtimestamp(now - now % seconds, tz=datetime.UTC)


def _digest(subject: str) -> bytes:
    return salted_hmac(_SALT, subject, algorithm="sha256").digest()[:16]


def _password_counters(request: HttpRequest, username: str) -> list[Counter]:
    hour = _window(HOUR)
    account = f"{username.strip().casefold()} {_known_browser(request, username)}"
    return [
        ("login-address", client_key(request, hour.date()), hour, TRIES_PER_ADDRESS),
        ("login-account", _digest(account), _window(DAY), WRONG_PASSWORDS_PER_ACCOUNT),
    ]


def take_password(request: HttpRequest, username: str) -> bool:
    """Take one try of the address and of the account; False when either has none left."""
    return all(take(counter) for counter in _password_counters(request, username))


def give_back_password(request: HttpRequest, username: str) -> None:
    """Return the try, since the password was right."""
    for counter in _password_counters(request, username):
        give_back(counter)


def _code_counter(user: User) -> Counter:
    return "login-code", _digest(str(user.pk)), _window(HOUR), WRONG_CODES_PER_ACCOUNT


def take_code(user: User) -> bool:
    """Take one try at a second factor; False when none is left this hour."""
    return take(_code_counter(user))


def give_back_code(user: User) -> None:
    """Return the try, since the code was right."""
    give_back(_code_counter(user))


def use_time_step(user: User, step: int, *, seconds: int) -> bool:
    """Mark the TOTP code of one time step as used; False when it was used before."""
    start = datetime.datetime.fromtimestamp(step * seconds, tz=datetime.UTC)
    return take(("totp-used", _digest(str(user.pk)), start, 1))


def _known_browser(request: HttpRequest, username: str) -> str:
    value = request.get_signed_cookie(
        KNOWN_BROWSER_COOKIE, "", salt=_SALT, max_age=KNOWN_BROWSER_AGE
    )
    account, _, browser = (value or "").partition(":")
    return browser if account == _digest(username.strip().casefold()).hex() else ""


def remember_browser(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Tell this browser that it has logged in to the account, so that it is counted apart."""
    browser = _known_browser(request, user.username) or secrets.token_hex(16)
    response.set_signed_cookie(
        KNOWN_BROWSER_COOKIE,
        f"{_digest(user.username.strip().casefold()).hex()}:{browser}",
        salt=_SALT,
        max_age=KNOWN_BROWSER_AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
