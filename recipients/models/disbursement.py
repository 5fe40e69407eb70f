"""What was paid to whom, through which channel, and why not."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Privacy
from kelurahan.models import within
from recipients.models.programme import Enrolment, Programme, Stage


class Channel(models.TextChoices):
    BJB = "bjb", "Bank BJB"
    POS = "pos", "PT Pos Indonesia"
    HIMBARA = "himbara", _("Himbara bank (BRI, BNI, Mandiri, BTN)")
    KELURAHAN = "kelurahan", _("kelurahan office")
    E_WARONG = "e_warong", "e-warong"


class FailureReason(models.TextChoices):
    """Why aid did not arrive, in words a resident understands."""

    DATA_MISMATCH = "data_mismatch", _("name or NIK does not match the civil registry")
    DUPLICATE = "duplicate", _("listed more than once")
    DECEASED = "deceased", _("recipient recorded as deceased")
    MOVED = "moved", _("recipient moved away")
    NOT_FOUND = "not_found", _("recipient not found at the address")
    NOT_COLLECTED = "not_collected", _("not collected in time")
    ACCOUNT = "account", _("bank account or card not active")


class DisbursementQuerySet(models.QuerySet["Disbursement"]):
    def visible_to(self, user: User) -> "DisbursementQuerySet":
        """Payments to the households that `user` may see."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        return self.filter(within("enrolment__household__kelurahan__code", user.scope))


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(level=pghistory.Statement)
)
class Disbursement(models.Model):
    """One stage's payment (penyaluran) to one enrolled household; `amount` is rupiah.

    `programme` repeats the enrolment's and the stage's, so that composite foreign keys
    (migration 0002) can refuse a payment whose stage belongs to another programme.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("not yet paid")
        PAID = "paid", _("paid")
        FAILED = "failed", _("failed")
        RETURNED = "returned", _("returned to the funder")

    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="disbursements", verbose_name=_("enrolment")
    )
    stage = models.ForeignKey(
        Stage, models.PROTECT, related_name="disbursements", verbose_name=_("stage")
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme"), db_index=False
    )
    channel = models.CharField(_("channel"), max_length=9, choices=Channel)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.PLANNED)
    amount = models.PositiveIntegerField(_("amount in rupiah"), default=0)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    failed_because = models.CharField(
        _("failed because"), max_length=13, choices=FailureReason, blank=True
    )
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = DisbursementQuerySet.as_manager()

    PRIVACY = {
        "id": Privacy.PRIVATE,
        "enrolment": Privacy.PRIVATE,
        "stage": Privacy.PUBLIC,
        "programme": Privacy.PUBLIC,
        "channel": Privacy.PUBLIC,
        "status": Privacy.PUBLIC,
        "amount": Privacy.PUBLIC,
        "paid_on": Privacy.PUBLIC,
        "failed_because": Privacy.PUBLIC,
        "updated_at": Privacy.PRIVATE,
    }

    class Meta:
        verbose_name = _("disbursement")
        verbose_name_plural = _("disbursements")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "stage"], name="disbursement_once_per_stage"
            ),
            models.CheckConstraint(
                condition=Q(status="paid", paid_on__isnull=False)
                | Q(~Q(status="paid"), paid_on__isnull=True),
                name="disbursement_paid_on_exactly_when_paid",
            ),
            models.CheckConstraint(
                condition=Q(~Q(failed_because=""), status__in=["failed", "returned"])
                | Q(failed_because="", status__in=["planned", "paid"]),
                name="disbursement_reason_exactly_when_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}/{self.stage_id}"
