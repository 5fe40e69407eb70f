"""Areas of Indonesia by Kemendagri code."""

import datetime

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

LEVEL_LENGTHS = {2: "province", 5: "city", 8: "kecamatan", 13: "kelurahan"}
# From when areas count whose beginning nobody recorded: the day the Republic was proclaimed.
FIRST_DAY = datetime.date(1945, 8, 17)


def within(field: str, code: str) -> Q:
    """Return the condition that the area code in `field` is `code` or lies below it.

    `field` leads to a code ("kelurahan__code"), not to an area. `code` is a Kemendagri code of
    any level; the empty code holds all of Indonesia.
    """
    if not code:
        return Q()
    if LEVEL_LENGTHS.get(len(code)) == "kelurahan":  # nothing lies below: one range of an index
        return Q(**{field: code})
    return Q(**{field: code}) | Q(**{f"{field}__startswith": f"{code}."})


class AreaQuerySet(models.QuerySet["Area"]):
    def in_force(self, on: datetime.date) -> "AreaQuerySet":
        """Areas that exist on the day `on`."""
        return self.filter(valid_from__lte=on).filter(Q(valid_until=None) | Q(valid_until__gt=on))

    def within(self, code: str) -> "AreaQuerySet":
        """The area `code` and all below it."""
        return self.filter(within("code", code))

    def cities(self) -> "AreaQuerySet":
        """Cities and regencies."""
        return self.filter(level=Area.Level.CITY)

    def named(self, name: str) -> "AreaQuerySet":
        """Areas that carry or carried this name, whatever its case."""
        former = AreaFormerName.objects.filter(name__iexact=name).values("area")
        return self.filter(Q(name__iexact=name) | Q(pk__in=former))

    def mergeable_with(self, area: "Area") -> "AreaQuerySet":
        """Areas that could take up `area`: of its level, in its city, there to stay."""
        city = area.code[:5] if len(area.code) > 5 else area.code[:2]
        near = self.within(city) if area.parent_id else self
        return near.filter(level=area.level, valid_until=None).exclude(pk=area.pk)


def _of_level(level: str, parent_length: int, pattern: str) -> Q:
    """Return the condition that code and parent fit the level; the parent may be NULL."""
    return Q(level=level, code__regex=pattern, parent=Left("code", parent_length))


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Area(models.Model):
    """A province, city, kecamatan or kelurahan. Areas are closed, never deleted."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        CITY = "city", _("city or regency")
        KECAMATAN = "kecamatan", "kecamatan"
        KELURAHAN = "kelurahan", "kelurahan"

    code = models.CharField(_("Kemendagri code"), max_length=13, primary_key=True, db_collation="C")
    name = models.CharField(_("name"), max_length=100)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name=_("part of"),
    )  # fmt: skip
    valid_from = models.DateField(_("valid from"), default=FIRST_DAY)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True,
        help_text=_("First day on which the area no longer exists; empty while it does."),
    )  # fmt: skip
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors",
        verbose_name=_("merged into"),
    )  # fmt: skip

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?$"),
                name="area_code_is_kemendagri",
            ),
            models.CheckConstraint(
                condition=Q(level="province", parent=None)
                | Q(~Q(level="province"), ~Q(parent=None)),
                name="area_only_province_has_no_parent",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="area_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(valid_until=None),
                name="area_with_successor_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("code")),
                name="area_does_not_succeed_itself",
            ),
            models.CheckConstraint(
                condition=Q(level="province", code__regex=r"^\d\d$")
                | _of_level("city", 2, r"^\d\d\.\d\d$")
                | _of_level("kecamatan", 5, r"^\d\d\.\d\d\.\d\d$")
                | _of_level("kelurahan", 8, r"^\d\d\.\d\d\.\d\d\.\d{4}$"),
                name="area_code_tells_level_and_parent",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | Q(Exact(Length("successor"), Length("code"))),
                name="area_successor_has_same_level",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="area_has_name"),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("statistics:area", args=[self.code])

    def ancestor_codes(self) -> list[str]:
        """Return the codes above this one, province first."""
        return [self.code[:length] for length in LEVEL_LENGTHS if length < len(self.code)]

    def breadcrumb(self) -> list["Area"]:
        """Return the areas above this one, province first, in one query."""
        return list(Area.objects.filter(code__in=self.ancestor_codes()).order_by("code"))


class AreaFormerName(models.Model):
    """A name that an area carried until a day, so that old papers still find it."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="former_names")
    name = models.CharField(_("name"), max_length=100)
    until = models.DateField(_("until"))

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        constraints = [
            models.UniqueConstraint(fields=["area", "until"], name="area_former_name_once_a_day")
        ]

    def __str__(self) -> str:
        return self.name
