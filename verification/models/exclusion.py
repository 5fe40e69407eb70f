"""Which programmes a household may not be in at the same time: data, as each decree says it."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Privacy
from recipients.models import Programme


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class ExclusiveProgrammes(models.Model):
    """Two programmes that exclude each other, and the rule that says so."""

    first = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    second = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("other programme")
    )
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    in_force = models.BooleanField(_("in force"), default=True)

    PRIVACY = dict.fromkeys(("id", "first", "second", "legal_basis", "in_force"), Privacy.PUBLIC)

    class Meta:
        verbose_name = _("programmes that exclude each other")
        verbose_name_plural = _("programmes that exclude each other")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="exclusion_once_per_pair"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="exclusion_pair_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} × {self.second_id}"
