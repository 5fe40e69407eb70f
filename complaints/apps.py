"""Complaints of residents, from the form to the answer."""

import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    """The complaints app."""

    name = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        """Hand sealed columns to the rotation of keys, and what recurs to the worker."""
        from accounts.panels import register_panel
        from accounts.sealed import register_sealed
        from complaints import actions, demo, drafts, duties, figures, notices
        from complaints.sealed_columns import COLUMNS
        from kelurahan.duties import Duty, register_duty
        from kelurahan.registry import registry
        from recipients.demo.additions import register_addition

        register_sealed(*COLUMNS)
        registry.add(figures.source())
        register_addition(demo.add_complaints)
        often, daily = datetime.timedelta(seconds=10), datetime.timedelta(days=1)
        hourly = datetime.timedelta(hours=1)
        register_duty(Duty("send messages", often, actions.send_waiting))
        register_duty(Duty("scan evidence", often, actions.scan_waiting))
        register_duty(Duty("purge evidence", daily, actions.purge))
        register_duty(Duty("purge files of unsent complaints", hourly, drafts.purge))
        register_duty(Duty("forget who complained", daily, actions.purge_contacts))
        duties.register()
        register_panel(notices.notices)
