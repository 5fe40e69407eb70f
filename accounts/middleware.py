"""Staff without a second factor reach nothing but the pages that set one up."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

STAFF_PATHS = ("/admin/", "/petugas/")
ACCOUNT_PATH = "/petugas/akun/"
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def require_second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send staff who have no second factor yet to the page where they set one up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _is_missing(request):
            return redirect("mfa_index")
        return get_response(request)

    return middleware


def _is_missing(request: HttpRequest) -> bool:
    # Not `path`: that begins with whatever a proxy calls the portal's place (SCRIPT_NAME).
    if not settings.STAFF_MFA_REQUIRED or not request.path_info.startswith(STAFF_PATHS):
        return False
    if request.path_info.startswith(ACCOUNT_PATH) or not request.user.is_authenticated:
        return False
    factors = Authenticator.objects.filter(user_id=request.user.pk, type__in=SECOND_FACTORS)
    return not factors.exists()
