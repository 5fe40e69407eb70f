import datetime

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Staff and access")
    default = True

    def ready(self) -> None:
        """Hand the purge of old counters and sessions to the worker."""
        from django.contrib.sessions.backends.db import SessionStore

        from accounts import limits
        from kelurahan.duties import Duty, register_duty

        register_duty(Duty("purge limits", datetime.timedelta(hours=1), limits.purge))
        register_duty(
            Duty("purge sessions", datetime.timedelta(days=1), SessionStore.clear_expired)
        )


class StaffAdminConfig(admin_apps.AdminConfig):
    """Django's admin with the portal's site, which logs in through allauth."""

    default = False
    default_site = "accounts.sites.StaffAdminSite"
