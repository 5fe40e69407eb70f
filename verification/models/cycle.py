"""The ministry's round trip: once a quarter corrections go to the centre, and the register returns.

What happens to each correction is kept in verification.models.cycle_line, what the centre changed
by itself in verification.models.cycle_change.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Privacy
from kelurahan.models import Area, within

SHA256 = r"^[0-9a-f]{64}$"


class CycleState(models.TextChoices):
    COLLECTING = "collecting", _("being collected")
    EXPORTED = "exported", _("batch made, to be sent")
    SENT = "sent", _("sent to the ministry")
    RETURNED = "returned", _("returned and reconciled")
    CLOSED = "closed", _("closed")


MADE = (CycleState.EXPORTED, CycleState.SENT, CycleState.RETURNED, CycleState.CLOSED)
AWAY = (CycleState.SENT, CycleState.RETURNED, CycleState.CLOSED)
ANSWERED_CYCLES = (CycleState.RETURNED, CycleState.CLOSED)
CYCLE_MOVES = (
    (CycleState.COLLECTING, CycleState.EXPORTED),
    # Not sent yet: it may be collected anew.
    (CycleState.EXPORTED, CycleState.COLLECTING),
    (CycleState.EXPORTED, CycleState.SENT),
    (CycleState.SENT, CycleState.RETURNED),
    # What a wrong file answered is taken back.
    (CycleState.RETURNED, CycleState.SENT),
    (CycleState.RETURNED, CycleState.CLOSED),
)


class CycleQuerySet(models.QuerySet["Cycle"]):
    def visible_to(self, user: User) -> "CycleQuerySet":
        """Cycles of the city that holds the user's area, or of cities within it."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        if not user.scope:
            return self
        return self.filter(within("area__code", user.scope) | Q(area=user.scope[:5]))

    def answered(self) -> "CycleQuerySet":
        """Cycles whose answers are there."""
        return self.filter(state__in=ANSWERED_CYCLES)


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class Cycle(models.Model):
    """One quarter's round trip of a city.

    Its batch is the same file whenever it is made: `sha256_csv` and `sha256_xlsx` say so, and
    `signature` (Ed25519, kelurahan.signing) covers its summary.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    state = models.CharField(
        _("state"), max_length=10, choices=CycleState, default=CycleState.COLLECTING
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    opened_on = models.DateField(_("opened on"))
    corrections = models.PositiveIntegerField(_("corrections"), default=0)
    exported_at = models.DateTimeField(_("batch made"), null=True, blank=True)
    exported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("made by"),
    )  # fmt: skip
    sha256_csv = models.CharField(_("SHA-256 of the CSV"), max_length=64, blank=True)
    sha256_xlsx = models.CharField(_("SHA-256 of the XLSX"), max_length=64, blank=True)
    key_id = models.CharField(_("key"), max_length=20, blank=True)
    signature = models.BinaryField(_("signature"), max_length=64, null=True)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    receipt = models.CharField(_("number of the ministry's receipt"), max_length=60, blank=True)
    returned_at = models.DateTimeField(_("answers since"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = CycleQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        ("area", "year", "quarter", "state", "opened_on", "sent_on", "returned_at", "closed_on"),
        Privacy.PUBLIC,
    ) | dict.fromkeys(
        (
            "id", "opened_by", "corrections", "exported_at", "exported_by", "sha256_csv",
            "sha256_xlsx", "key_id", "signature", "receipt",
        ),
        Privacy.PRIVATE,
    )  # fmt: skip

    class Meta:
        verbose_name = _("round trip")
        verbose_name_plural = _("round trips")
        ordering = ["-year", "-quarter", "area"]
        permissions = [
            ("export_cycle", _("Can take the batch for the ministry along")),
            ("import_return", _("Can import what the ministry returns")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "quarter"], name="cycle_once_a_quarter"
            ),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="cycle_quarter"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="cycle_year"),
            models.CheckConstraint(
                condition=Q(
                    state="collecting", sha256_csv="", sha256_xlsx="", exported_at=None,
                    exported_by=None,
                ) | Q(
                    ~Q(state="collecting"), sha256_csv__regex=SHA256, sha256_xlsx__regex=SHA256,
                    exported_at__isnull=False, exported_by__isnull=False, corrections__gte=1,
                ),
                name="cycle_batch_has_checksums",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AWAY, sent_on__isnull=False)
                & ~Q(receipt="") | Q(~Q(state__in=AWAY), sent_on=None, receipt=""),
                name="cycle_sent_with_receipt",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ANSWERED_CYCLES, returned_at__isnull=False)
                | Q(~Q(state__in=ANSWERED_CYCLES), returned_at=None),
                name="cycle_returned_with_date",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__gte=F("sent_on"))
                | Q(~Q(state="closed"), closed_on=None),
                name="cycle_closed_with_date",
            ),
            models.CheckConstraint(
                condition=Q(key_id="", signature=None)
                | Q(~Q(key_id=""), signature__isnull=False),
                name="cycle_signed_by_a_key",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.FSM(name="legal_moves", field="state", transitions=[*CYCLE_MOVES]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="quarter_stays", fields=["area", "year", "quarter"]),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.quarter}"

    def get_absolute_url(self) -> str:
        """Return the address of its page among those of staff."""
        return reverse("cycles:cycle", args=[self.pk])

    @property
    def is_away(self) -> bool:
        """Whether the batch has left the house, so that it stays as it is."""
        return self.state in AWAY

    @property
    def is_unsent(self) -> bool:
        """Whether the batch is made, but not with the ministry yet."""
        return self.state == CycleState.EXPORTED

    @property
    def is_overtaken(self) -> bool:
        """Whether a later round trip has its answers: they are newer than this one's; a query."""
        later = Q(year__gt=self.year) | Q(year=self.year, quarter__gt=self.quarter)
        return Cycle.objects.answered().filter(later, area=self.area_id).exists()

    @property
    def is_answered(self) -> bool:
        """Whether the ministry's answers are there."""
        return self.state in ANSWERED_CYCLES


class CycleReturn(models.Model):
    """One file of the ministry that answered a cycle: append-only, the last one counts.

    `figures` are the rows by how they were matched, the answers and seconds; no personal data.
    """

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="returns", verbose_name=_("round trip")
    )
    # The number of the import: files and jobs are forgotten in time, this is not.
    job = models.PositiveBigIntegerField(_("import"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    rows = models.PositiveIntegerField(_("rows"))
    refused = models.PositiveIntegerField(_("refused rows"), default=0)
    figures = models.JSONField(_("figures"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    is_taken_back = models.BooleanField(_("taken back"), default=False)

    PRIVACY = dict.fromkeys(
        (
            "id", "cycle", "job", "sha256", "rows", "refused", "figures", "by", "at",
            "is_taken_back",
        ),
        Privacy.PRIVATE,
    )  # fmt: skip

    class Meta:
        verbose_name = _("return of the ministry")
        verbose_name_plural = _("returns of the ministry")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=SHA256), name="cycle_return_sha256_is_hex"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="stays_as_it_was", exclude=["is_taken_back"]),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.job}"
