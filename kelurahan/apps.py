import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KelurahanConfig(AppConfig):
    name = "kelurahan"
    verbose_name = _("Areas and statistics")

    def ready(self) -> None:
        """Refuse to start with a signing key that could not sign; hand duties to the worker."""
        from kelurahan import kept
        from kelurahan.duties import Duty, register_duty
        from kelurahan.opendata.files import write_newest
        from kelurahan.signing import public_keys

        public_keys()
        register_duty(Duty("keep figures", datetime.timedelta(minutes=1), kept.refresh))
        register_duty(Duty("write open data", datetime.timedelta(minutes=1), write_newest))
