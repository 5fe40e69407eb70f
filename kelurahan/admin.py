"""The area tree in the admin: read-only, changed by buttons that call the actions."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kelurahan.area_forms import FORMS, AreaActionForm
from kelurahan.models import Area, AreaFormerName
from kelurahan.office_forms import OfficeForm

SET_OFFICE = "kelurahan.change_areaoffice"


def _own_areas(request: HttpRequest) -> QuerySet[Area]:
    """Return the areas in force that this member of staff works for (accounts.models.User)."""
    scope = getattr(request.user, "scope", None)
    areas = Area.objects.in_force(timezone.localdate())
    return areas.none() if scope is None else areas.within(scope)


class InForceFilter(admin.SimpleListFilter):
    """Areas that exist today, or no longer or not yet."""

    title = _("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("yes", gettext("today")), ("no", gettext("not today"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        if self.value() == "yes":
            return queryset.filter(pk__in=Area.objects.in_force(today))
        if self.value() == "no":
            return queryset.exclude(pk__in=Area.objects.in_force(today))
        return queryset


class FormerNameInline(admin.TabularInline):  # type: ignore[type-arg]
    model = AreaFormerName
    fields = ("name", "until")
    ordering = ("-until",)
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return True  # whoever may see the area

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Area)
class AreaAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "name", "level", "valid_from", "valid_until", "successor")
    list_filter = ("level", InForceFilter)
    list_select_related = ("successor",)
    search_fields = ("code__startswith", "name", "former_names__name")
    search_help_text = _("Code or its beginning, present or former name.")
    show_full_result_count = False
    actions = None
    inlines = (FormerNameInline,)
    fields = ("code", "name", "level", "parent", "valid_from", "valid_until", "successor")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # load_areas adds

    def has_delete_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return False  # by the buttons only, see may_act

    def has_view_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        return request.user.has_perm("kelurahan.view_area") or self.may_act(request)

    def may_act(self, request: HttpRequest) -> bool:
        """Tell whether this user may rename, close and merge areas."""
        return request.user.has_perm("kelurahan.change_area")

    def get_urls(self) -> list[URLPattern]:
        act = self.admin_site.admin_view(self.act_view)
        office = self.admin_site.admin_view(self.office_view)
        return [
            path("<str:code>/office/", office, name="kelurahan_area_office"),
            *(
                path(f"<str:code>/{kind}/", act, {"kind": kind}, f"kelurahan_area_{kind}")
                for kind in FORMS
            ),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:  # fmt: skip
        kinds = FORMS if self.may_act(request) else {}
        buttons = [(f"admin:kelurahan_area_{kind}", form.title) for kind, form in kinds.items()]
        may = request.user.has_perm(SET_OFFICE) and _own_areas(request).filter(pk=object_id)
        context = {"buttons": buttons, "may_set_office": bool(may), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def office_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Ask where the office of an area is, when it is open and how to call it."""
        by = request.user
        area = get_object_or_404(_own_areas(request), pk=code)
        if not request.user.has_perm(SET_OFFICE) or not isinstance(by, AbstractBaseUser):
            raise PermissionDenied
        form = OfficeForm(area, request.POST if request.method == "POST" else None)
        if form.is_valid() and form.apply(by):
            self.log_change(request, area, "office")
            self.message_user(request, _("The office has been changed."))
            return redirect("admin:kelurahan_area_change", area.pk)
        context = self._act_context(request, area, form)
        return TemplateResponse(request, "admin/kelurahan/area/act.html", context)

    def act_view(self, request: HttpRequest, code: str, kind: str) -> HttpResponse:
        """Ask for the day and the rest, then rename, close or merge the area."""
        by = request.user
        if not self.may_act(request) or not isinstance(by, AbstractBaseUser):
            raise PermissionDenied
        area = get_object_or_404(Area, pk=code)
        if area.valid_until is not None:
            raise Http404
        form = FORMS[kind](area, request.POST if request.method == "POST" else None)
        if form.is_valid() and form.apply(by):
            self.log_change(request, area, f"{kind} {form.cleaned_data['on']}")
            self.message_user(request, _("The area has been changed."))
            return redirect("admin:kelurahan_area_change", area.pk)
        return TemplateResponse(
            request, "admin/kelurahan/area/act.html", self._act_context(request, area, form)
        )

    def _act_context(
        self, request: HttpRequest, area: Area, form: AreaActionForm | OfficeForm
    ) -> dict[str, object]:
        context = self.admin_site.each_context(request)
        return {**context, "title": form.title, "form": form, "area": area, "opts": self.opts}
