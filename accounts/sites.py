"""The admin site: Django's own, with the portal's login, log-out and password pages."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import permissions
from accounts.panels import notices_for

# Apps whose own admin pages would edit what only the portal's actions may touch: groups and
# second factors, addresses without their checks, tasks with their arguments.
LEFT_OUT = frozenset({"account", "auth", "django_tasks_database", "mfa", "pghistory"})
# Texts of Django's own forms that its Indonesian catalogue lacks: ours is asked first.
BORROWED_TEXTS = (_("- Select an option -"),)


class StaffAdminSite(AdminSite):
    """Staff log in through allauth only; nobody gets Django's own password pages."""

    site_title = site_header = "JPS Online"
    index_title = _("Register, programmes and staff")
    enable_nav_sidebar = False
    final_catch_all_view = False

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show first what waits for whoever is signed in."""
        waiting = {"notices": notices_for(permissions.staff(request))}
        return super().index(request, {**waiting, **(extra_context or {})})

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register the portal's own models only."""
        single = isinstance(model_or_iterable, type)
        models: list[Any] = [model_or_iterable] if single else list(model_or_iterable)
        own = [model for model in models if model._meta.app_label not in LEFT_OUT]
        super().register(own, admin_class, **options)

    @method_decorator(secure_admin_login)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the portal's log-in, or on to the admin for those who are in already."""
        return redirect("admin:index")

    @method_decorator(require_POST)
    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Close the session."""
        get_adapter().logout(request)
        return redirect("/")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the portal's own page."""
        return redirect("account_change_password")

    def password_change_done(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the portal's own page."""
        return redirect("account_change_password")
