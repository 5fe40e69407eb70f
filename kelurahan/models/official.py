"""Counts that someone else published about an area, to stand beside the register's own."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery, TextField
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from kelurahan.models.area import Area

# A later count, a corrected one and one taken back each give another text.
_STATE = (
    "(SELECT concat_ws(' ', count(*), sum(value), max(recorded_at)) FROM kelurahan_officialcount)"
)


class OfficialCountQuerySet(models.QuerySet["OfficialCount"]):
    def newest(self) -> "OfficialCountQuerySet":
        """Of each area and measure only the count of the latest year and period."""
        same = OfficialCount.objects.filter(area=OuterRef("area"), measure=OuterRef("measure"))
        latest = same.order_by("-year", "-period", "-pk").values("pk")[:1]
        return self.filter(pk=Subquery(latest))

    def state(self) -> RawSQL:
        """An expression that changes whenever the counts do, for what is kept of pages."""
        return RawSQL(_STATE, [], output_field=TextField())  # noqa: S611 - no value in it

    def of(self, area: Area) -> "OfficialCountQuerySet":
        """The newest counts of one area by measure."""
        return self.filter(area=area).newest().order_by("measure")


class OfficialCount(models.Model):
    """One published number of an area, with its source: "register 1.943 – published 1.950".

    `measure` is for example dtks_families, dtks_people, families, pkh_families.
    """

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="official_counts", verbose_name=_("area")
    )
    measure = models.SlugField(_("measure"), max_length=60, db_index=False)
    year = models.PositiveSmallIntegerField(_("year"))
    period = models.PositiveSmallIntegerField(
        _("part of the year"), default=0, help_text=_("For example the half-year; 0 is all of it.")
    )
    value = models.PositiveBigIntegerField(_("value"))
    source = models.CharField(_("source"), max_length=120)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now=True)

    objects = OfficialCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("official count")
        verbose_name_plural = _("official counts")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "measure", "year", "period"], name="official_count_once_a_period"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="official_count_has_source"),
            models.CheckConstraint(
                condition=Q(year__range=(1945, 2200)), name="official_count_of_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.measure} {self.year}"
