from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecipientsConfig(AppConfig):
    name = "recipients"
    verbose_name = _("Register and programmes")

    def ready(self) -> None:
        """Hand the register's figures to the statistics pages."""
        from kelurahan.registry import registry
        from recipients import figures, formats

        formats.register()
        registry.add(figures.source())
        registry.names = figures.programme_names
