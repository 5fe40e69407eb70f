"""What only staff need of every request: the second factor, and their name in the history."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from pghistory.middleware import HistoryMiddleware

STAFF_PATHS = ("/admin/", "/petugas/")
ACCOUNT_PATH = "/petugas/akun/"
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
type GetResponse = Callable[[HttpRequest], HttpResponse]


def history_of_staff(get_response: GetResponse) -> GetResponse:
    """Note in the history who changed what, on the pages of staff.

    Elsewhere nobody acts in their own name, and there statements would be wrapped for nothing: each
    carries the name along, and can then be neither prepared nor executed many times at once.
    """
    with_history: GetResponse = HistoryMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        is_staff_page = request.path_info.startswith(STAFF_PATHS)
        return with_history(request) if is_staff_page else get_response(request)

    return middleware


def require_second_factor(get_response: GetResponse) -> GetResponse:
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
