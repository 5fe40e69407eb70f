"""Photos and papers that a citizen or an officer adds. Nothing is served before it is clean."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Privacy
from complaints.models.complaint import Complaint
from complaints.models.follow_up import FollowUp


class Evidence(models.Model):
    """One kept file: re-encoded, sealed at rest, under a random name."""

    class Format(models.TextChoices):
        PHOTO = "photo", _("photo")
        PDF = "pdf", "PDF"

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the virus scan")
        CLEAN = "clean", _("clean")
        INFECTED = "infected", _("infected, removed")
        PURGED = "purged", _("removed when its time was over")

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="evidence", verbose_name=_("complaint")
    )
    follow_up = models.ForeignKey(
        FollowUp, models.PROTECT, related_name="evidence", verbose_name=_("follow-up")
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("staff")
    )
    format = models.CharField(_("format"), max_length=5, choices=Format)
    file_name = models.CharField(_("file"), max_length=64, unique=True)
    key = models.BinaryField(_("key of the file, sealed"))
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.BinaryField(_("SHA-256 of what is kept"), max_length=32)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    scan_attempts = models.PositiveSmallIntegerField(default=0)

    PRIVACY = dict.fromkeys(
        ("id", "complaint", "follow_up", "added_at", "by", "format", "file_name", "key", "size",
         "sha256", "state", "scan_attempts"),
        Privacy.PRIVATE,
    )  # fmt: skip

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], name="evidence_to_scan", condition=Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.format}"
