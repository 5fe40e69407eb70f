from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KelurahanConfig(AppConfig):
    name = "kelurahan"
    verbose_name = _("Areas and statistics")

    def ready(self) -> None:
        """Refuse to start with a signing key that could not sign."""
        from kelurahan.signing import public_keys

        public_keys()
