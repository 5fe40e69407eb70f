"""Messages to citizens, kept until they are sent: a restart loses none."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Privacy
from complaints.models.complaint import Complaint


class Message(models.Model):
    """One message to one address. Its text is made when it is sent, and holds the code at most."""

    class Way(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("SMS or WhatsApp")

    class About(models.TextChoices):
        RECEIVED = "received", _("complaint received")
        QUESTION = "question", _("the office asks something")
        ANSWERED = "answered", _("complaint answered")
        CHANGED = "changed", _("complaint has moved on")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        GIVEN_UP = "given_up", _("given up")

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="messages", verbose_name=_("complaint")
    )
    way = models.CharField(_("way"), max_length=5, choices=Way)
    about = models.CharField(_("about"), max_length=8, choices=About)
    # Sealed; emptied once the message is sent or given up.
    to_cipher = models.BinaryField(_("to, encrypted"), null=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    PRIVACY = dict.fromkeys(
        ("id", "complaint", "way", "about", "to_cipher", "state", "attempts", "next_at",
         "sent_at", "created_at"),
        Privacy.PRIVATE,
    )  # fmt: skip

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["next_at"], name="message_waiting", condition=Q(state="waiting"))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", to_cipher__isnull=False)
                | Q(~Q(state="waiting"), to_cipher=None),
                name="message_keeps_no_address_once_done",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(~Q(state="sent"), sent_at=None),
                name="message_sent_at_exactly_when_sent",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.way}"
