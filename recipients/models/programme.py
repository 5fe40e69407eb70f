"""Programmes of aid, their stages, and the households enrolled in them."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Privacy
from kelurahan.models import within
from recipients.models.household import Household
from recipients.models.person import Person


class FunderLevel(models.TextChoices):
    PUSAT = "pusat", _("central government (banpres)")
    PROVINSI = "provinsi", _("province (banprov)")
    KOTA = "kota", _("city (bankot)")
    DESA = "desa", _("village (desa)")


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Programme(models.Model):
    """A programme of social assistance."""

    class Benefit(models.TextChoices):
        MONEY = "money", _("money")
        GOODS = "goods", _("goods")
        BOTH = "both", _("money and goods")

    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    funder_level = models.CharField(_("funded by"), max_length=8, choices=FunderLevel)
    funder = models.CharField(_("funder"), max_length=120)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    benefit = models.CharField(_("benefit"), max_length=5, choices=Benefit)
    description = models.TextField(_("description"), blank=True)

    PRIVACY = dict.fromkeys(
        ("id", "slug", "name", "funder_level", "funder", "legal_basis", "benefit", "description"),
        Privacy.PUBLIC,
    )

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programmes:programme", args=[self.slug])


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Stage(models.Model):
    """One stage (tahap) of paying out a programme; `amount` is rupiah per household."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="stages", verbose_name=_("programme")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    period_start = models.DateField(_("first day of the period"))
    period_end = models.DateField(_("last day of the period"))
    amount = models.PositiveIntegerField(_("amount in rupiah"), default=0)
    goods = models.CharField(_("goods"), max_length=200, blank=True)

    PRIVACY = dict.fromkeys(
        ("id", "programme", "number", "period_start", "period_end", "amount", "goods"),
        Privacy.PUBLIC,
    )

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="stage_number_once_per_programme"
            ),
            # The target of the composite foreign key of a disbursement.
            models.UniqueConstraint(fields=["id", "programme"], name="stage_id_with_programme"),
            models.CheckConstraint(condition=Q(number__gte=1), name="stage_number_from_1"),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="stage_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | ~Q(goods=""), name="stage_gives_money_or_goods"
            ),
        ]

    def __str__(self) -> str:
        return gettext("Stage %(number)s") % {"number": self.number}


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: User) -> "EnrolmentQuerySet":
        """Enrolments of the households that `user` may see."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        return self.filter(within("household__kelurahan__code", user.scope))


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(level=pghistory.Statement)
)
class Enrolment(models.Model):
    """A household's place in a programme, with the member who holds the card."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        ENDED = "ended", _("ended")

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="enrolments", verbose_name=_("household")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="enrolments", verbose_name=_("programme")
    )
    card_holder = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="cards",
        verbose_name=_("card holder"),
    )  # fmt: skip
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.ACTIVE)

    objects = EnrolmentQuerySet.as_manager()

    PRIVACY = {
        "id": Privacy.PRIVATE,
        "household": Privacy.PRIVATE,
        "programme": Privacy.PUBLIC,
        "card_holder": Privacy.PRIVATE,
        "status": Privacy.PUBLIC,
    }

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "programme"], name="enrolment_once_per_household"
            ),
            # The target of the composite foreign key of a disbursement.
            models.UniqueConstraint(fields=["id", "programme"], name="enrolment_id_with_programme"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}/{self.household_id}"
