import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VerificationConfig(AppConfig):
    name = "verification"
    verbose_name = _("Keeping the register true")

    def ready(self) -> None:
        """Hand the nightly rules to the worker, and file formats to the imports."""
        from kelurahan.duties import Duty, register_duty
        from verification import formats
        from verification.actions.faults import find_faults

        formats.register()
        register_duty(Duty("find faults", datetime.timedelta(days=1), find_faults))
