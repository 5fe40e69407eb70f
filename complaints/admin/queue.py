"""The queue of complaints, and the page of each."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import EvidenceAdmin
from accounts.admin.buttons import Button, ButtonForm
from accounts.admin.sections import Section, page_of
from complaints import queries
from complaints.actions import HANDLE
from complaints.actions.sharing import MOST_AT_ONCE
from complaints.admin import bulk, files, finding, load, saved, triage
from complaints.admin.buttons import BUTTONS
from complaints.admin.entering import EnterForm
from complaints.admin.filters import ComplaintAreaFilter, PartFilter, is_newest_first
from complaints.models import Complaint


@admin.register(Complaint)
class ComplaintAdmin(EvidenceAdmin):
    list_display = ("number", "due", "status", "kind", "area", "assignee", "desk", "age")
    list_filter = (PartFilter, "kind", "status", "escalation", ComplaintAreaFilter)
    list_select_related = ("area", "assignee")
    list_per_page = 100
    actions = ("assign_chosen",)  # type: ignore[assignment]
    change_form_template = "admin/complaints/complaint.html"
    change_list_template = "admin/complaints/queue.html"
    fieldsets = (
        (_("What it is about"), {"fields": (
            "kind", "detail", "area", "programme", "stage", "way", "on_behalf", "answer_to",
            "household", "finding",
        )}),
        (_("Where it stands"), {"fields": (
            "status", "who", "escalation", "received_at", "verify_by", "answer_by",
            "answered_at", "ended_at", "reopened", "rating", "rejected_because", "forwarded_to",
            "merged_into",
        )}),
    )  # fmt: skip
    readonly_fields = ("who",)
    records_views = True
    add_form = EnterForm
    buttons = BUTTONS

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Return the nearest deadline first in a work list, otherwise the newest complaint."""
        return ("-pk",) if is_newest_first(request) else ("answer_by", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Complaint]:
        """Return what this member of staff may see."""
        rows: QuerySet[Complaint] = super().get_queryset(request)
        return rows.select_related(
            "area", "assignee", "programme", "stage", "household__kelurahan", "merged_into"
        )

    def has_handle_permission(self, request: HttpRequest) -> bool:
        """Tell whether somebody decides about complaints."""
        return request.user.has_perm(HANDLE)

    @admin.display(description=_("number"))
    def number(self, complaint: Complaint) -> str:
        """Show the number as it is said, without thousands."""
        return str(complaint.pk)

    @admin.display(description=_("assigned to"))
    def who(self, complaint: Complaint) -> str:
        """Name who works on it, without the account's page behind it."""
        return complaint.assignee.get_username() if complaint.assignee else "–"

    @admin.display(description=_("next deadline"))
    def due(self, complaint: Complaint) -> str:
        """Show the next deadline, marked where it is missed."""
        if not complaint.is_open:
            return "–"
        deadline = queries.next_deadline(complaint)
        day = date_format(localtime(deadline), "SHORT_DATE_FORMAT")
        if deadline >= timezone.now():
            return day
        late = '<span class="late" data-late>{} <b>{}</b></span>'
        return format_html(late, day, gettext("overdue"))

    @admin.display(description=_("escalation"))
    def desk(self, complaint: Complaint) -> str:
        """Show whose desk it was raised to."""
        return complaint.get_escalation_display() if complaint.escalation else "–"

    @admin.display(description=_("age"))
    def age(self, complaint: Complaint) -> str:
        """Show how many days ago it came in."""
        days = (timezone.localdate() - localtime(complaint.received_at).date()).days
        return gettext("%(days)d days") % {"days": days}

    @admin.action(description=_("Assign the chosen complaints"), permissions=["handle"])
    def assign_chosen(self, request: HttpRequest, queryset: QuerySet[Complaint]) -> HttpResponse:
        """Ask whom to give them to."""
        return bulk.page(request, list(queryset[:MOST_AT_ONCE]))

    def get_urls(self) -> list[URLPattern]:
        """Add the pages around the queue."""
        view = self.admin_site.admin_view
        pages: list[tuple[str, Any, str]] = [
            ("find/", finding.find_view, "find"),
            ("load/", load.load_view, "load"),
            ("assign-chosen/", bulk.assign_view, "assign_chosen"),
            ("keep-view/", saved.keep_view, "keep_view"),
            ("drop-view/<int:pk>/", saved.drop_view, "drop_view"),
            ("<int:pk>/evidence/<int:number>/", files.evidence_view, "evidence"),
        ]
        prefix = "complaints_complaint"
        return [
            *(path(route, view(page), name=f"{prefix}_{name}") for route, page, name in pages),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the queue with the views that this member of staff keeps."""
        kept = {"saved_views": saved.views_of(request), "current_view": saved.offered(request.GET)}
        return super().changelist_view(request, {**kept, **(extra_context or {})})

    def sections(self, request: HttpRequest, obj: Complaint) -> list[Section]:
        """Show the household and the complaints like this one."""
        return triage.sections(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the story, the trail and what may belong to it."""
        context |= triage.context(request, kwargs["obj"])
        return super().render_change_form(request, context, *args, **kwargs)

    def button_view(self, request: HttpRequest, pk: int, button: Button) -> HttpResponse:
        """Ask for what an action needs; one that came too late loses nothing that was typed."""
        obj = get_object_or_404(self.get_queryset(request), pk=pk)
        if not request.user.has_perm(button.permission):
            raise PermissionDenied
        if request.method != "POST" and not button.is_shown(obj):
            text = gettext("This complaint is %(status)s now.") % {
                "status": obj.get_status_display()
            }
            self.message_user(request, text, messages.WARNING)
            return redirect(page_of(obj))
        return self._ask(request, button.form, button.label, obj)

    def _ask(
        self, request: HttpRequest, form_class: type[ButtonForm], title: Any, obj: Any
    ) -> HttpResponse:
        response = super()._ask(request, form_class, title, obj)
        if isinstance(response, TemplateResponse) and response.template_name == "admin/ask.html":
            response.template_name = "admin/complaints/ask.html"
        return response
