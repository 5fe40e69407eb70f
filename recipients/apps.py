import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecipientsConfig(AppConfig):
    name = "recipients"
    verbose_name = _("Register and programmes")

    def ready(self) -> None:
        """Hand figures to the statistics pages, and the search's duties to the worker."""
        from kelurahan.duties import Duty, register_duty
        from kelurahan.registry import registry
        from recipients import figures, formats, search, shown
        from recipients.matching import draining

        formats.register()
        registry.add(figures.source())
        registry.names = figures.programme_names
        register_duty(Duty("count name words", datetime.timedelta(days=1), search.watch_words))
        register_duty(
            Duty("bring traits up to date", datetime.timedelta(seconds=5), draining.keep_up)
        )
        register_duty(Duty("watch searches", datetime.timedelta(minutes=5), shown.look))
