"""The access log in the admin: who looked at whose personal data."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import permissions
from accounts.admin.base import EvidenceAdmin
from accounts.models import AccessLog
from kelurahan.models import within


@admin.register(AccessLog)
class AccessLogAdmin(EvidenceAdmin):
    list_display = ("at", "user", "action", "object_type", "object_id", "reason")
    list_filter = ("action",)
    list_select_related = ("user",)
    fields = ("at", "user", "action", "object_type", "object_id", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessLog]:
        """Return what staff of the administrator's own area looked at."""
        scope = permissions.staff(request).scope
        return super().get_queryset(request).filter(within("user__area__code", scope))
