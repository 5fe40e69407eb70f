"""Published releases in the admin, for looking only: a release never changes."""

from django.contrib import admin

from accounts.admin.base import EvidenceAdmin
from kelurahan.models import Release


@admin.register(Release)
class ReleaseAdmin(EvidenceAdmin):
    list_display = ("number", "published_at", "figures_count", "note")
    fields = ("number", "published_at", "figures_count", "sha256", "previous", "note")
