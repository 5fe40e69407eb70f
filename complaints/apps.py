"""Complaints of residents, from the form to the answer."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    """The complaints app."""

    name = "complaints"
    verbose_name = _("Complaints")
