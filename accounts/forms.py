"""allauth's second-factor forms, with tries and used codes counted in PostgreSQL.

allauth counts in the cache, which here belongs to one process: a code would work once in each.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt

from accounts import attempts
from accounts.models import User


class CountedCodeMixin:
    """Take a try before the code is looked at, give it back when the code was right."""

    user: User

    def clean_code(self) -> str:
        """Return the code, if tries are left and it is right."""
        if not attempts.take_code(self.user):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        if not self._is_fresh(code):
            raise get_adapter().validation_error("incorrect_code")
        attempts.give_back_code(self.user)
        return code

    def _is_fresh(self, code: str) -> bool:
        authenticator: Authenticator = getattr(self, "authenticator", None)
        if authenticator is None or authenticator.type != Authenticator.Type.TOTP:
            return True  # a recovery code marks itself as used
        return _use(self.user, decrypt(authenticator.data["secret"]), code)


def _use(user: User, secret: str, code: str) -> bool:
    for step in totp.yield_hotp_counters_from_time():
        value = totp.format_hotp_value(totp.hotp_value(secret, step))
        if totp.compare_user_code(actual=code, expected=value):
            return attempts.use_time_step(user, step, seconds=app_settings.TOTP_PERIOD)
    return False


class StaffAuthenticateForm(CountedCodeMixin, AuthenticateForm):  # type: ignore[misc]
    """The code that completes a login."""


class StaffReauthenticateForm(CountedCodeMixin, ReauthenticateForm):  # type: ignore[misc]
    """The code that confirms who sits there before something important."""


class StaffActivateTOTPForm(CountedCodeMixin, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app; it cannot be used again to log in."""

    secret: Any

    def _is_fresh(self, code: str) -> bool:
        return _use(self.user, self.secret, code)
