"""How much of the register the search showed, hour by hour; counts only, nobody is named."""

from decimal import Decimal

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import EvidenceAdmin
from kelurahan.templatetags.figures import percent
from recipients.models import ShownHour


@admin.register(ShownHour)
class ShownHourAdmin(EvidenceAdmin):
    list_display = ("hour", "people", "of", "share", "is_alarming")
    list_filter = ("is_alarming",)
    fields = ("hour", "people", "of", "share", "is_alarming")
    readonly_fields = ("share",)
    ordering = ("-hour",)

    @admin.display(description=_("share of the register"))
    def share(self, shown: ShownHour) -> str:
        """Return the percentage as everywhere else."""
        return percent(Decimal(shown.percent))
