"""Published statistics: a Release is dated, numbered and never changes."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kelurahan.models.area import Area


class ReleaseQuerySet(models.QuerySet["Release"]):
    def newest(self) -> "Release | None":
        """The Release that pages show, or None before the first publication."""
        return self.order_by("-number").first()


class Release(models.Model):
    """One publication of all figures, chained to the one before it by SHA-256."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    published_at = models.DateTimeField(_("published at"))
    figures_count = models.PositiveIntegerField(_("number of figures"))
    sha256 = models.CharField(
        "SHA-256", max_length=64, unique=True,
        help_text=_("Of the figures and of the previous release's SHA-256."),
    )  # fmt: skip
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next",
        verbose_name=_("previous release"),
    )  # fmt: skip
    note = models.TextField(_("what changed and why"), blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number=1, previous=None) | Q(number__gt=1, previous__isnull=False),
                name="release_only_first_has_no_previous",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="release_sha256_is_hex"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"#{self.number}"


# All figures of a Release arrive in one statement; a later one would not leave the number named.
_COMPLETE = """
IF EXISTS (
    SELECT FROM kelurahan_release AS release
    WHERE release.number IN (SELECT DISTINCT release_id FROM added)
    AND release.figures_count <> (
        SELECT count(*) FROM kelurahan_figure AS figure WHERE figure.release_id = release.number
    )
) THEN
    RAISE EXCEPTION 'a published release takes no more figures: publish a new one'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""


class Figure(models.Model):
    """One published number: an indicator of an area, perhaps of one programme and stage."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="figures")
    area = models.ForeignKey(Area, models.PROTECT, related_name="figures")
    indicator = models.CharField(_("indicator"), max_length=60)
    programme = models.SlugField(_("programme"), max_length=60, blank=True, db_index=False)
    stage = models.PositiveSmallIntegerField(_("stage"), default=0)
    value = models.BigIntegerField(_("value"), null=True, blank=True)
    suppressed = models.BooleanField(_("suppressed"), default=False)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            models.UniqueConstraint(
                fields=["release", "area", "indicator", "programme", "stage"],
                name="figure_once_per_release",
            ),
            models.CheckConstraint(
                condition=Q(suppressed=True, value=None) | Q(suppressed=False, value__gte=0),
                name="figure_has_value_unless_suppressed",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="complete",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func=_COMPLETE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.indicator}"
