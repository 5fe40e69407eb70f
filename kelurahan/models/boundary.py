"""The boundary of an area, simplified, for drawing its map."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kelurahan.models.area import Area


class AreaBoundary(models.Model):
    """Rings of an area: each is x, y, x, y … in 1/100,000 of a degree of longitude and latitude.

    A ring within another is a hole. Areas that touch share the very same points.
    """

    area = models.OneToOneField(
        Area, models.PROTECT, primary_key=True, related_name="boundary", verbose_name=_("area")
    )
    rings = models.JSONField(_("rings"))
    source = models.CharField(_("source"), max_length=120)
    loaded_at = models.DateTimeField(_("loaded at"), auto_now=True)

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        constraints = [
            models.CheckConstraint(condition=~Q(rings=[]), name="boundary_has_a_ring"),
            models.CheckConstraint(condition=~Q(source=""), name="boundary_has_source"),
        ]

    def __str__(self) -> str:
        return self.area_id
