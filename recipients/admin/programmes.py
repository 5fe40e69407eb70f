"""Programmes and their stages in the admin: public data, edited in place."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from accounts.admin.base import StaffModelAdmin
from recipients.models import Programme, Stage


class StageInline(admin.StackedInline[Any, Any]):
    model = Stage
    extra = 0
    can_delete = False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is ever deleted."""
        return False


@admin.register(Programme)
class ProgrammeAdmin(StaffModelAdmin):
    list_display = ("name", "funder_level", "funder", "benefit")
    list_filter = ("funder_level", "benefit")
    fields = ("name", "slug", "funder_level", "funder", "legal_basis", "benefit", "description")
    inlines = (StageInline,)


@admin.register(Stage)
class StageAdmin(StaffModelAdmin):
    list_display = ("programme", "number", "period_start", "period_end", "amount", "goods")
    list_display_links = ("number",)
    list_filter = ("programme",)
    list_select_related = ("programme",)
    fields = ("programme", "number", "period_start", "period_end", "amount", "goods")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Leave a stage with its programme: the database refuses to move one that was paid."""
        return ["programme"] if obj else []
