"""Headers and language for every response."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy

_TOO_LARGE = gettext_lazy("What you sent is too large. Send smaller files, or fewer at once.")
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


# Files of a complaint, and lists; whatever else is sent to the portal is a short form.
BODY_LIMITS = (
    ("/pengaduan/", settings.COMPLAINT_MAX_BYTES),
    ("/admin/complaints/", settings.COMPLAINT_MAX_BYTES),
    ("/petugas/impor/", settings.IMPORT_MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
)


def refuse_large_bodies(get_response: GetResponse) -> GetResponse:
    """Answer 413 to what is larger than any form of its address, before it is read to disk.

    A body without a length is none to Django, and stays unread.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        path = request.path_info
        own = (most for beginning, most in BODY_LIMITS if path.startswith(beginning))
        if length > next(own, settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            return HttpResponse(_TOO_LARGE, status=413, content_type="text/plain; charset=utf-8")
        return get_response(request)

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
