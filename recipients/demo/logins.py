"""Accounts for trying the portal out: one of every role, only where DEMO is on."""

from dataclasses import dataclass

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from accounts.actions import create_staff
from accounts.models import Role, User
from kelurahan.models import Area

# Known to everybody, which is why no account gets it unless DEMO is on.
PASSWORD = "demo-jps-2020"  # noqa: S105


@dataclass(frozen=True)
class Login:
    """A demo account: its role and the area it is assigned to."""

    username: str
    role: Role
    area: Area | None


def logins() -> list[Login]:
    """Return the demo accounts, for the first kelurahan of the portal's city."""
    city = Area.objects.get(pk=settings.CITY_CODE)
    kelurahan = _first_kelurahan()
    return [
        Login("admin", Role.ADMINISTRATOR, None),
        Login("dinsos", Role.OFFICER, city),
        Login("kecamatan", Role.KECAMATAN, kelurahan.parent),
        Login("lurah", Role.LURAH, kelurahan),
        Login("fasilitator", Role.FACILITATOR, kelurahan),
    ]


@transaction.atomic
def create_demo_users(*, password: str = PASSWORD) -> list[Login]:
    """Make the demo accounts that do not exist yet; existing ones stay as they are."""
    if not settings.DEMO:
        raise CommandError("Demo accounts have a known password: set DEMO=true to make them.")
    accounts = logins()
    known = set(User.objects.values_list("username", flat=True))
    for login in accounts:
        if login.username not in known:
            _create(login, password)
    return accounts


def _create(login: Login, password: str) -> None:
    user = create_staff(
        username=login.username, password=password, role=login.role, area=login.area, by=None
    )
    if login.role == Role.ADMINISTRATOR:
        user.is_superuser = True
        user.save(update_fields=["is_superuser"])


def _first_kelurahan() -> Area:
    in_city = Area.objects.within(settings.CITY_CODE).filter(level=Area.Level.KELURAHAN)
    kelurahan = in_city.select_related("parent").order_by("code").first()
    if kelurahan is None:
        raise CommandError(
            f"No kelurahan of {settings.CITY_CODE} is known: load its areas first (load_areas)."
        )
    return kelurahan
