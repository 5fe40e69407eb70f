"""Households of the register. They are deactivated with a reason, never deleted."""

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Privacy
from kelurahan.models import Area, within

KELURAHAN_CODE_LENGTH = 13


class HouseholdQuerySet(models.QuerySet["Household"]):
    def public(self) -> "HouseholdQuerySet":
        """Households the public may find: those that are active."""
        return self.filter(status=Household.Status.ACTIVE)

    def visible_to(self, user: User) -> "HouseholdQuerySet":
        """Households of the area that `user` is assigned to."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        return self.in_area(user.scope)

    def in_area(self, code: str) -> "HouseholdQuerySet":
        """Households in the area `code` and all below it."""
        return self.filter(within("kelurahan__code", code))


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(level=pghistory.Statement)
)
class Household(models.Model):
    """A family of the register: DTKS, or non-DTKS from another list."""

    class Register(models.TextChoices):
        DTKS = "dtks", "DTKS"
        NON_DTKS = "non_dtks", "Non-DTKS"

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        DEACTIVATED = "deactivated", _("deactivated")

    class DeactivationReason(models.TextChoices):
        NOT_FOUND = "not_found", _("not found at the address")
        MOVED = "moved", _("moved away")
        DUPLICATE = "duplicate", _("listed twice")
        DECEASED = "deceased", _("all members deceased")
        WELL_OFF = "well_off", _("no longer poor")
        OTHER = "other", _("other")

    kelurahan = models.ForeignKey(
        Area, models.PROTECT, related_name="households", verbose_name="kelurahan"
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    rt = models.CharField("RT", max_length=3, blank=True)
    rw = models.CharField("RW", max_length=3, blank=True)
    kk_cipher = models.BinaryField(_("KK number, encrypted"), null=True)
    kk_index = models.BinaryField(_("KK number, blind index"), max_length=32, null=True)
    register = models.CharField(_("register status"), max_length=8, choices=Register)
    register_name = models.CharField(
        _("name of the register"), max_length=40, help_text=_("For example DTKS or DTSEN.")
    )
    register_version = models.CharField(
        _("version of the register"), max_length=20, blank=True, help_text=_("For example 2020-04.")
    )
    source_id = models.CharField(
        _("number in the source"), max_length=64, blank=True,
        help_text=_("The register's own number of this household."),
    )  # fmt: skip
    desil = models.PositiveSmallIntegerField("desil", null=True, blank=True)
    status = models.CharField(_("status"), max_length=11, choices=Status, default=Status.ACTIVE)
    deactivated_because = models.CharField(
        _("deactivated because"), max_length=10, choices=DeactivationReason, blank=True
    )
    deactivated_on = models.DateField(_("deactivated on"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = HouseholdQuerySet.as_manager()

    PRIVACY = {
        "id": Privacy.PRIVATE,
        "kelurahan": Privacy.PUBLIC,
        "address": Privacy.PRIVATE,
        "rt": Privacy.PRIVATE,
        "rw": Privacy.PRIVATE,
        "kk_cipher": Privacy.MASKED,
        "kk_index": Privacy.PRIVATE,
        "register": Privacy.PUBLIC,
        "register_name": Privacy.PUBLIC,
        "register_version": Privacy.PUBLIC,
        "source_id": Privacy.PRIVATE,
        "desil": Privacy.PRIVATE,
        "status": Privacy.PRIVATE,
        "deactivated_because": Privacy.PRIVATE,
        "deactivated_on": Privacy.PRIVATE,
        "created_at": Privacy.PRIVATE,
        "updated_at": Privacy.PRIVATE,
    }

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        indexes = [
            # The order in which staff list them: each page begins where another ended.
            models.Index(fields=["kelurahan", "rw", "rt", "id"], name="household_by_place"),
            models.Index(
                fields=["kk_index"], name="household_kk_index", condition=Q(kk_index__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["register_name", "source_id"], condition=~Q(source_id=""),
                name="household_source_id_once_per_register",
            ),
            models.CheckConstraint(
                condition=Q(
                    status="active", deactivated_because="", deactivated_on__isnull=True
                ) | Q(
                    ~Q(deactivated_because=""), status="deactivated", deactivated_on__isnull=False
                ),
                name="household_deactivated_with_reason_and_date",
            ),
            models.CheckConstraint(
                condition=Q(desil=None) | Q(desil__range=(1, 10)), name="household_desil_1_to_10"
            ),
            models.CheckConstraint(
                condition=Q(kk_cipher=None, kk_index=None)
                | Q(kk_cipher__isnull=False, kk_index__isnull=False),
                name="household_kk_encrypted_and_indexed",
            ),
            models.CheckConstraint(
                condition=~Q(register_name=""), name="household_names_its_register"
            ),
            # On a kecamatan or a city it would be counted once for every level above it.
            models.CheckConstraint(
                condition=Exact(Length("kelurahan"), KELURAHAN_CODE_LENGTH),
                name="household_lives_in_a_kelurahan",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return gettext("household %(id)s") % {"id": self.pk}
