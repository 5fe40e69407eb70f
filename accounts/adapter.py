"""How allauth behaves here: no public accounts, counted tries, sealed second factors.

Logs name the account by its id only: what was typed as a name may be a password or a person.
"""

import base64
import binascii
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts import attempts, crypto
from accounts.models import User

log = structlog.get_logger(__name__)
SECRET_PLACE = "mfa.secret"  # noqa: S105 - names the place, is no secret


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Passwords of staff: tries are counted, a shut account answers like a wrong password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Take a try before the password is looked at."""
        if not attempts.take_password(request, credentials.get("username", "")):
            log.warning("login refused", reason="too many tries")
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the account if it may log in with these credentials."""
        user: User | None = super().authenticate(request, **credentials)
        if user and not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        if user:
            attempts.give_back_password(request, credentials.get("username", ""))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log a failure by the account's id; an unknown name leaves none."""
        known = User.objects.filter(username=credentials.get("username", ""))
        log.warning("login failed", user=known.values_list("pk", flat=True).first())

    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session, after the second factor where there is one."""
        super().login(request, user)
        log.info("logged in", user=user.pk)

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        """Remember the browser, so that strangers' wrong passwords do not count against it."""
        response: HttpResponse = super().post_login(request, user, **options)
        attempts.remember_browser(request, response, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Close the session."""
        log.info("logged out", user=request.user.pk)
        super().logout(request)


class EncryptedSecretsAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets are sealed at rest, the last one cannot be given up."""

    def encrypt(self, text: str) -> str:
        """Seal a TOTP secret or the seed of recovery codes."""
        return base64.b64encode(crypto.seal(text, place=SECRET_PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed; raise crypto.UnreadableError if no key opens it."""
        return crypto.unseal(_blob(encrypted_text), place=SECRET_PLACE)

    def key_number(self, encrypted_text: str) -> int:
        """Return the number of the key that `encrypt` used."""
        return crypto.key_number(_blob(encrypted_text))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where a second factor is required, staff may swap it but not go without."""
        if not settings.STAFF_MFA_REQUIRED:
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(
            pk=authenticator.pk
        )
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def _blob(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise crypto.UnreadableError(SECRET_PLACE) from None
