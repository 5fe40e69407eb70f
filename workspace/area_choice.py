"""Which areas a list can be narrowed to, and the condition that narrows it."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from kelurahan.models import Area
from recipients.models import household

type Group = tuple[str, list[tuple[str, str]]]


def area_choices(user: User) -> list[Group]:
    """Return the areas below a member of staff's own, by kecamatan; none below a kelurahan."""
    if user.scope and len(user.scope) == household.KELURAHAN_CODE_LENGTH:
        return []
    areas = Area.objects.within(user.scope or settings.CITY_CODE).order_by("code")
    groups: dict[str, Group] = {}
    for code, name, level in areas.values_list("code", "name", "level"):
        if level == Area.Level.KECAMATAN:
            groups[code] = (name, [(code, _("All of kecamatan %(name)s") % {"name": name})])
        elif level == Area.Level.KELURAHAN and code[:8] in groups:
            groups[code[:8]][1].append((code, name))
    return sorted(groups.values())


def lives_within(code: str, prefix: str = "") -> Q:
    """Return the condition that a household lives in the area `code`, as a range of an index.

    Households live in kelurahan only, whose codes are compared byte by byte.
    """
    field = f"{prefix}kelurahan"
    if not code:
        return Q()
    if len(code) == household.KELURAHAN_CODE_LENGTH:
        return Q(**{field: code})
    return Q(**{f"{field}__gte": f"{code}.", f"{field}__lt": f"{code}/"})
