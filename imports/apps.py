import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "imports"
    verbose_name = _("Files received")

    def ready(self) -> None:
        """Register what this app brings itself, and its duty to look after dead workers' jobs."""
        from imports import actions, formats, purging
        from imports.own import areas, official_counts
        from kelurahan.duties import Duty, register_duty

        formats.register(areas.FORMAT, official_counts.FORMAT)
        minute = datetime.timedelta(minutes=1)
        register_duty(Duty("resume imports", minute, actions.resume_abandoned))
        day = datetime.timedelta(days=1)
        register_duty(Duty("purge import files", day, purging.purge_files))
        register_duty(Duty("expire previews", day, purging.expire_previews))
        register_duty(Duty("purge import ledger", day, purging.purge_ledger))
