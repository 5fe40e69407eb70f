"""The access log in the admin: who looked at whose personal data."""

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.admin.base import EvidenceAdmin
from accounts.models import AccessLog
from kelurahan.models import within


@admin.register(AccessLog)
class AccessLogAdmin(EvidenceAdmin):
    list_display = ("at", "user", "action", "looked_at", "reason")
    list_filter = ("action",)
    list_select_related = ("user",)
    fields = ("at", "user", "action", "looked_at", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessLog]:
        """Return what staff of the administrator's own area looked at."""
        scope = permissions.staff(request).scope
        return super().get_queryset(request).filter(within("user__area__code", scope))

    @admin.display(description=_("what"))
    def looked_at(self, entry: AccessLog) -> str:
        """Return the object as a link to its page, which checks again who may see it."""
        if entry.object_id is None:
            return "–"
        model = apps.get_model(entry.object_type)
        if self.admin_site.is_registered(model):
            address = reverse(
                f"admin:{entry.object_type.replace('.', '_')}_change", args=[entry.object_id]
            )
        else:  # such as an import, whose pages are outside the admin
            address = model(pk=entry.object_id).get_absolute_url()
        name = model._meta.verbose_name
        return format_html('<a href="{}">{} {}</a>', address, name, str(entry.object_id))
