"""Filters of the register's lists that stay within the area of a member of staff."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from kelurahan.models import Area, within


class AreaFilter(admin.SimpleListFilter):
    """Leads down the area tree one level at a time, never above one's own area."""

    title = _("area")
    parameter_name = "area"
    field: ClassVar[str] = "kelurahan__code"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        """Offer the areas right below the chosen one, and the chosen one itself."""
        scope = permissions.staff(request).scope
        chosen = request.GET.get(self.parameter_name, "")
        top = chosen if f"{chosen}.".startswith(f"{scope}.") else scope or settings.CITY_CODE
        areas = Area.objects.filter(within("code", scope)).filter(parent=top)
        own = Area.objects.filter(pk=top)
        return [(area.code, area.name) for area in [*own, *areas.order_by("name")]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what lies in the chosen area; the list itself keeps to one's own."""
        return queryset.filter(within(self.field, self.value() or ""))


class HouseholdAreaFilter(AreaFilter):
    field = "household__kelurahan__code"


class EnrolmentAreaFilter(AreaFilter):
    field = "enrolment__household__kelurahan__code"
