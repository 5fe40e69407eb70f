"""Pages about the portal itself, and the small files that browsers and crawlers ask for."""

import datetime
import sys
from typing import Literal, cast

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

type SameSite = Literal["Lax", "Strict"]

HOME = "/"
BUSY_SECONDS = 60
SECURITY_TXT_LIFE = datetime.timedelta(days=180)
# Pages of one person or for staff have no business in a search engine.
ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /bahasa/
Disallow: /cari/
Disallow: /cek-nik/
Disallow: /pengaduan/lacak/
Disallow: /pengaduan/s/
Disallow: /petugas/
"""


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Method, privacy and the glossary."""
    return render(request, "jps_portal/about.html")


def _way_back(request: HttpRequest) -> str:
    """Return the page the reader came from, or home where that is not a page of ours."""
    wanted = request.POST.get("next", "")
    plain = wanted.startswith("/") and wanted.isprintable()
    return wanted if plain and url_has_allowed_host_and_scheme(wanted, None) else HOME


@csrf_exempt  # so that pages with the switch need no cookie; it changes nothing but the language
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language that the reader chose, then lead back."""
    response = HttpResponseRedirect(_way_back(request))
    response.status_code = 303
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=cast("SameSite", settings.LANGUAGE_COOKIE_SAMESITE),
        )
    return response


@require_safe
@cache_control(public=True, max_age=86400)
def robots(_request: HttpRequest) -> HttpResponse:
    """Keep crawlers to the pages that are about everybody."""
    return HttpResponse(ROBOTS, content_type="text/plain")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116; 404 while the installation names no contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = (timezone.now() + SECURITY_TXT_LIFE).date()
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until.isoformat()}T00:00:00Z",
        "Preferred-Languages: id, en",
        f"Canonical: {request.build_absolute_uri(reverse('portal:security-txt'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(_request: HttpRequest) -> HttpResponse:
    """Lead browsers that guess the old address to the icon."""
    return redirect(static("img/favicon.svg"))


def server_error(_request: HttpRequest) -> HttpResponse:
    """Django's handler for what went wrong: a database that is away or overloaded comes back."""
    # Rendered without the request, whose context could ask the database.
    if not isinstance(sys.exception(), OperationalError):
        return HttpResponse(render_to_string("500.html"), status=500)
    response = HttpResponse(render_to_string("503.html"), status=503)
    response.headers["Retry-After"] = str(BUSY_SECONDS)
    return response
