"""How good names and numbers of the register were on a day: counts only, nobody is named."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Privacy
from verification.models.duplicates import DuplicateRun

FAULTS = (
    "nik_missing", "nik_malformed", "nik_shared", "born_missing", "born_filled_in",
    "name_one_word", "name_odd", "mother_missing",
)  # fmt: skip


class RegisterQuality(models.Model):
    """Listed people, and how many of them have each fault that weakens a search for duplicates."""

    measured_on = models.DateField(_("day"), unique=True)
    run = models.ForeignKey(
        DuplicateRun, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("search for duplicates"),
    )  # fmt: skip
    people = models.PositiveIntegerField(_("people"))
    nik_missing = models.PositiveIntegerField(_("without a NIK"))
    nik_malformed = models.PositiveIntegerField(_("with an impossible NIK"))
    nik_shared = models.PositiveIntegerField(_("with a NIK that others have too"))
    born_missing = models.PositiveIntegerField(_("without a birth date"))
    born_filled_in = models.PositiveIntegerField(_("born on 1 January, 1 July or 31 December"))
    name_one_word = models.PositiveIntegerField(_("with a name of one word"))
    name_odd = models.PositiveIntegerField(_("with digits or signs in the name"))
    mother_missing = models.PositiveIntegerField(_("without the mother's name"))

    PRIVACY = dict.fromkeys(("id", "measured_on", "run", "people", *FAULTS), Privacy.PRIVATE)

    class Meta:
        verbose_name = _("quality of the register")
        verbose_name_plural = _("quality of the register")
        ordering = ["-measured_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q.create([(f"{fault}__lte", F("people")) for fault in FAULTS]),
                name="register_quality_within_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measured_on:%Y-%m-%d}"
