"""Headers and language for every response."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.csp import CSP

type GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
# The admin and the login pages bring their own script files; nothing inline anywhere.
STAFF_PATHS = ("/admin/", "/petugas/")
STAFF_CSP = {
    **settings.SECURE_CSP,
    "script-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
}


def isolation_headers(get_response: GetResponse) -> GetResponse:
    """Add the headers that Django has no setting for; widen the policy for staff pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Permitted-Cross-Domain-Policies", "none")
        return response

    return middleware


def staff_policy(get_response: GetResponse) -> GetResponse:
    """Let staff pages load their own script files; keep them out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith(STAFF_PATHS):
            response._csp_config = STAFF_CSP  # type: ignore[attr-defined]
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware


def language_from_cookie(get_response: GetResponse) -> GetResponse:
    """Use the language the reader chose, Indonesian otherwise.

    Accept-Language is ignored on purpose: many cheap phones ask for English though their
    owner reads Indonesian, and answers that do not vary by it can be cached.
    """
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware
