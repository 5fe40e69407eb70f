"""What every template may name: settings, the city, the links of header and footer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from kelurahan.models import Area

_city_names: dict[str, str] = {}


@dataclass(frozen=True)
class Link:
    """A link of the menu: its URL name, its text, and the path under which it counts as current."""

    url_name: str
    label: Promise
    section: str = ""


@dataclass(frozen=True)
class MenuItem:
    """A link as shown; `current` is the value of aria-current, empty elsewhere.

    Equal items show alike in one language: the page's header is rendered once for all of them.
    """

    address: str
    label: Promise = field(compare=False)
    current: str = ""


HEADER = (
    Link("search:home", _("Search"), "/cari/"),
    Link("statistics:index", _("Statistics"), "/statistik/"),
    Link("programmes:index", _("Programmes"), "/program/"),
    Link("search:check-nik", _("Check with NIK"), "/cek-nik/"),
    Link("complaints:form", _("Complaint"), "/pengaduan/"),
    Link("portal:about", _("About"), "/tentang/"),
)
FOOTER = (
    Link("portal:about", _("Method and privacy")),
    Link("complaints:track", _("Track a complaint")),
    Link("open-data:index", _("Open data")),
    Link("account_login", _("Staff login")),
)


@cache
def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _current(link: Link, address: str, path: str) -> str:
    if path == address:
        return "page"
    return "true" if link.section and path.startswith(link.section) else ""


def menu(links: Iterable[Link], path: str) -> tuple[MenuItem, ...]:
    """Return the links whose pages exist, marking the one that the reader is in."""
    return tuple(
        MenuItem(address, link.label, _current(link, address, path))
        for link in links
        if (address := _address(link.url_name))
    )


def city_name() -> str:
    """Return the city's name, "" while it is unknown; asks the database once per process."""
    code = settings.CITY_CODE
    if settings.CITY_NAME:
        return str(settings.CITY_NAME)
    if code not in _city_names:
        try:
            found = Area.objects.filter(code=code).values_list("name", flat=True).first()
        except Error:  # an error page must not need the database
            return ""
        if not found:
            return ""
        _city_names[code] = found
    return _city_names[code]


def portal(request: HttpRequest) -> dict[str, object]:
    """Return what all pages show; a query starts only until the city's name is known."""
    return {
        "DEMO": settings.DEMO,
        "LANGUAGE_CODE": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
        "CITY_NAME": SimpleLazyObject(city_name),
        "NAVIGATION": menu(HEADER, request.path),
        "FOOTER_LINKS": menu(FOOTER, request.path),
    }
