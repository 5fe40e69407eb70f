"""Figures of each kelurahan as last computed, so that publishing need not count everybody anew.

Derived and rebuilt at any time (kelurahan.kept). Kelurahan are named by code without a foreign
key: nothing here stands in the way of what is counted.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _


class KeptFigures(models.Model):
    """What the sources that keep their figures gave of one kelurahan, in arrays side by side.

    A kelurahan without a row has no figures. `version` tells which SQL computed them.
    """

    code = models.CharField(_("code"), max_length=13, primary_key=True)
    version = models.CharField(_("version"), max_length=64)
    indicators = ArrayField(models.CharField(max_length=60))
    programmes = ArrayField(models.CharField(max_length=60))
    stages = ArrayField(models.PositiveSmallIntegerField())
    values = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = _("kept figures")
        verbose_name_plural = _("kept figures")
        constraints = [
            models.CheckConstraint(
                condition=Exact(Length("code"), 13), name="kept_figures_of_a_kelurahan"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ChangedArea(models.Model):
    """A note that something counted of a kelurahan has changed; an empty code means anywhere.

    Written by triggers in the transaction of the change itself (the SQL function
    kelurahan_note_changed), one row per transaction and kelurahan, so that no writer waits for
    another: `noted_by` is drawn anew in every transaction.
    """

    pk = models.CompositePrimaryKey("noted_by", "code")
    noted_by = models.UUIDField(default=uuid.uuid4)
    code = models.CharField(_("code"), max_length=13, blank=True)

    class Meta:
        verbose_name = _("changed area")
        verbose_name_plural = _("changed areas")
        constraints = [
            models.CheckConstraint(
                condition=Q(code="") | Q(Exact(Length("code"), 13)),
                name="changed_area_is_a_kelurahan",
            ),
        ]

    def __str__(self) -> str:
        return self.code or "*"
