"""What all admin pages of the portal share.

Nothing is deleted, nothing outside the area of a member of staff is found, no list counts or
sorts a whole table, no copy of a name is kept in Django's own admin log (history is pghistory's),
and an address filters by what the list offers only.
"""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _

from accounts import actions, permissions
from accounts.admin.buttons import Button, ButtonForm
from accounts.admin.sections import Section, page_of
from accounts.models import AccessLog


class CappedPaginator(Paginator[Any]):
    """Counts no further than anybody pages: a full count reads the whole table."""

    LAST = 10_000

    @cached_property
    def count(self) -> int:
        """Return the number of rows, at most LAST."""
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by()[: self.LAST].count()
        return len(rows)


class StaffModelAdmin(admin.ModelAdmin[Any]):
    """A model that staff may look at and, where their role allows it, edit; never delete."""

    actions = None
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # facets count whole tables
    list_per_page = 50
    list_max_show_all = 0
    sortable_by: ClassVar[tuple[str, ...]] = ()
    change_form_template = "admin/edit.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return what this member of staff may see."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is ever deleted."""
        return False

    def lookup_allowed(self, lookup: str, value: object, request: HttpRequest) -> bool:
        """Filter by the offered filters only, so that no name or number gets into an address."""
        offered: set[str] = set()
        for entry in self.get_list_filter(request):
            name = entry if isinstance(entry, str) else getattr(entry, "parameter_name", "")
            offered |= {name, f"{name}__exact", f"{name}__id__exact"}
        return lookup in offered

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse what PostgreSQL could not compare with anything."""
        if "%00" in request.GET.urlencode():
            raise BadRequest("NUL in a filter")
        return super().changelist_view(request, extra_context)

    def log_addition(self, *args: object) -> None:  # type: ignore[override]
        """Leave it to the history tables: Django's log would copy names."""

    def log_change(self, *args: object) -> None:  # type: ignore[override]
        """Leave it to the history tables: Django's log would copy names."""

    def get_urls(self) -> list[URLPattern]:
        """Drop the pages for deleting and for Django's own log."""
        kept = tuple(f"{self._prefix}_{name}" for name in ("changelist", "add", "change"))
        return [url for url in super().get_urls() if url.name in kept]

    def _get_obj_does_not_exist_redirect(self, *args: object) -> HttpResponse:
        raise Http404  # a foreign object and none at all answer alike

    @property
    def _prefix(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"


class EvidenceAdmin(StaffModelAdmin):
    """A model whose pages are read-only evidence with buttons that call actions."""

    change_form_template = "admin/evidence.html"
    buttons: ClassVar[tuple[Button, ...]] = ()
    add_form: ClassVar[type[ButtonForm] | None] = None
    records_views = False  # whether opening a page is an access to personal data

    def sections(self, request: HttpRequest, obj: Any) -> list[Section]:
        """Return the tables under the object's own fields."""
        return []

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Offer to add where there is a form for it."""
        return self.add_form is not None and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """By the buttons only."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add one address for every button."""
        view = self.admin_site.admin_view
        acts = [
            path(
                f"<int:pk>/{button.name}/", view(self.button_view), {"button": button},
                f"{self._prefix}_{button.name}",
            )
            for button in self.buttons
        ]  # fmt: skip
        name = f"{self._prefix}_change"
        change = path("<int:object_id>/change/", view(self.change_view), name=name)
        dropped = {name} if self.add_form else {name, f"{self._prefix}_add"}
        return [*acts, change, *(url for url in super().get_urls() if url.name not in dropped)]

    def change_view(
        self, request: HttpRequest, object_id: Any, form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:  # fmt: skip
        """Show the object, its sections and the buttons this member of staff may press."""
        if not self.has_view_permission(request) or request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        obj = get_object_or_404(self.get_queryset(request), pk=object_id)
        if self.records_views:
            by = permissions.staff(request)
            actions.record_access(by=by, action=AccessLog.Action.VIEW, obj=obj)
        context = {
            "buttons": [(b, self._button_url(b, obj)) for b in self._offered(request, obj)],
            "sections": self.sections(request, obj),
            **(extra_context or {}),
        }
        return super().change_view(request, str(object_id), form_url, context)

    def add_view(
        self, request: HttpRequest, form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:  # fmt: skip
        """Ask for what the adding action needs, and call it."""
        if self.add_form is None or not self.has_add_permission(request):
            raise PermissionDenied
        title = _("Add %(name)s") % {"name": self.opts.verbose_name}
        return self._ask(request, self.add_form, title, None)

    def button_view(self, request: HttpRequest, pk: int, button: Button) -> HttpResponse:
        """Ask for what the button's action needs, and call it."""
        obj = get_object_or_404(self.get_queryset(request), pk=pk)
        if not request.user.has_perm(button.permission):
            raise PermissionDenied
        if not button.is_shown(obj):
            raise Http404
        return self._ask(request, button.form, button.label, obj)

    def _ask(
        self, request: HttpRequest, form_class: type[ButtonForm], title: str | Promise,
        obj: Any,
    ) -> HttpResponse:  # fmt: skip
        posted = request.POST if request.method == "POST" else None
        form = form_class(posted, request=request, obj=obj)
        done = form.perform() if posted is not None and form.is_valid() else None
        if isinstance(done, HttpResponse):
            return done
        if done is not None:
            self.message_user(request, _("Saved."), messages.SUCCESS)
            return redirect(page_of(done))
        context = {
            **self.admin_site.each_context(request),
            "title": title, "form": form, "original": obj, "opts": self.opts,
            "back": page_of(obj) if obj else reverse(f"admin:{self._prefix}_changelist"),
        }  # fmt: skip
        return TemplateResponse(request, "admin/ask.html", context)

    def _offered(self, request: HttpRequest, obj: Any) -> list[Button]:
        return [
            button
            for button in self.buttons
            if button.is_shown(obj) and request.user.has_perm(button.permission)
        ]

    def _button_url(self, button: Button, obj: Any) -> str:
        return reverse(f"admin:{self._prefix}_{button.name}", args=[obj.pk])
