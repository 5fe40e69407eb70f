"""What the queue is narrowed by."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.models import User
from complaints import queries
from complaints.models import OPEN, Complaint, Status
from recipients.admin.filters import AreaFilter

type Part = Callable[[User], Q]

PARTS: dict[str, tuple[Any, Part]] = {
    "mine": (_("my work"), lambda user: Q(status__in=OPEN, assignee=user)),
    "unassigned": (_("unassigned"), lambda user: Q(status__in=OPEN, assignee=None)),
    "unverified": (_("unverified"), lambda user: Q(status=Status.RECEIVED)),
    "late": (_("overdue"), lambda user: queries.is_late(timezone.now())),
    "escalated": (_("escalated"), lambda user: Q(status__in=OPEN, escalation__gt=0)),
    "all": (_("all, the ended ones too"), lambda user: Q()),
}


class PartFilter(admin.SimpleListFilter):
    """The parts of the queue; without a choice, all that the office still owes something."""

    title = _("queue")
    parameter_name = "part"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        """Offer the parts."""
        return [(name, label) for name, (label, _part) in PARTS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Complaint]) -> QuerySet[Complaint]:
        """Keep the chosen part; one that is asked for by status is asked for, ended or not."""
        if (name := self.value()) in PARTS:
            return queryset.filter(PARTS[name][1](permissions.staff(request)))
        return queryset if "status__exact" in request.GET else queryset.filter(status__in=OPEN)

    def choices(self, changelist: Any) -> Any:
        """Name the choice of none for what it shows."""
        first, *others = super().choices(changelist)
        yield {**first, "display": _("open")}
        yield from others


class ComplaintAreaFilter(AreaFilter):
    field = "area__code"


def is_newest_first(request: HttpRequest) -> bool:
    """Tell whether the list is no work list, whose deadlines come first."""
    return request.GET.get(PartFilter.parameter_name) == "all" or "status__exact" in request.GET
