"""The menu that all pages under /petugas/ share, with who is signed in and for which area."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

PATH = "/petugas/"


@dataclass(frozen=True)
class Place:
    """A place of the menu: its URL name, its text, and what lets somebody go there."""

    url_name: str
    label: str | Promise
    permission: str = ""


@dataclass(frozen=True)
class Item:
    """A place as shown; `current` is the value of aria-current, empty elsewhere."""

    address: str
    label: str | Promise
    current: str = ""


# A place whose page does not exist yet is left out.
PLACES = (
    Place("workspace:home", _("Work")),
    Place("workspace:households", _("Families"), "recipients.view_household"),
    Place("workspace:findings", _("Findings"), "verification.view_finding"),
    Place("workspace:quality", _("Quality"), "verification.view_finding"),
    Place("duplicates:queue", _("Doubles"), "verification.view_duplicatepair"),
    Place("proposals:list", _("Proposals"), "verification.view_proposal"),
    Place("campaigns:list", _("Campaigns"), "verification.view_campaign"),
    Place("cycles:list", _("Round trips"), "verification.view_cycle"),
    Place("admin:complaints_complaint_changelist", _("Complaints"), "complaints.view_complaint"),
    Place("workspace:civil-registry", "Dukcapil", "verification.export_question"),
    Place("imports:list", _("Files"), "imports.view_importjob"),
    Place("admin:index", _("Administration")),
)


@cache
def address_of(url_name: str) -> str:
    """Return the address of a page without parts that vary; "" while there is none."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _current(address: str, path: str) -> str:
    if path == address:
        return "page"
    return "true" if address != PATH and path.startswith(address) else ""


def _items(user: User, path: str) -> Iterator[Item]:
    for place in PLACES:
        if place.permission and not user.has_perm(place.permission):
            continue
        if address := address_of(place.url_name):
            yield Item(address, place.label, _current(address, path))


def staff_menu(request: HttpRequest) -> dict[str, Any]:
    """Return the staff menu in place of the public one, on pages of staff only."""
    user = getattr(request, "user", None)
    if not request.path_info.startswith(PATH) or not isinstance(user, User) or not user.is_staff:
        return {}
    return {"STAFF": user, "STAFF_MENU": list(_items(user, request.path)), "NAVIGATION": ()}
