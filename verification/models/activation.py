"""Which model of duplicates was put to use, when, and by whom: append-only."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Privacy
from verification.models.duplicates import DuplicateModel


class ModelActivation(models.Model):
    """A model that somebody chose for the searches from then on."""

    model = models.ForeignKey(
        DuplicateModel, models.PROTECT, related_name="activations", verbose_name=_("model")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    PRIVACY = dict.fromkeys(("id", "model", "by", "at"), Privacy.PRIVATE)

    class Meta:
        verbose_name = _("activation of a model")
        verbose_name_plural = _("activations of models")
        ordering = ["-pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.model_id}: {self.at:%Y-%m-%d}"
