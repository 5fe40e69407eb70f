"""What happened to a finding: append-only, kept by the database itself."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Privacy
from verification.models.finding import Finding, State


class FindingStep(models.Model):
    """One step of a finding: who, when, from where to where, and why. No `by`: a rule did it.

    The same state before and after is a note, a proposed action or its approval.
    """

    class What(models.TextChoices):
        OPENED = "opened", _("opened")
        TAKEN = "taken", _("taken into work")
        PUT_BACK = "put_back", _("put back")
        NOTED = "noted", _("noted")
        PROPOSED = "proposed", _("proposed an action")
        APPROVED = "approved", _("approved the action")
        RESOLVED = "resolved", _("resolved")
        DISMISSED = "dismissed", _("dismissed")
        REOPENED = "reopened", _("opened again")
        # The ministry's round trip: what was sent, and what came back.
        SENT = "sent", _("sent to the ministry")
        ACCEPTED = "accepted", _("accepted by the ministry")
        REJECTED = "rejected", _("not accepted by the ministry")
        UNCHANGED = "unchanged", _("came back from the ministry unchanged")
        REAPPEARED = "reappeared", _("in the ministry's register again")

    finding = models.ForeignKey(
        Finding, models.PROTECT, related_name="steps", verbose_name=_("finding")
    )
    what = models.CharField(_("what"), max_length=10, choices=What)
    before = models.CharField(_("from"), max_length=9, choices=State, blank=True)
    after = models.CharField(_("to"), max_length=9, choices=State)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("who"),
    )  # fmt: skip
    at = models.DateTimeField(_("at"), auto_now_add=True)
    note = models.CharField(
        _("note"), max_length=500, blank=True, help_text=_("No names or numbers of people.")
    )

    PRIVACY = dict.fromkeys(
        ("id", "finding", "what", "before", "after", "by", "at", "note"), Privacy.PRIVATE
    )

    class Meta:
        verbose_name = _("step of a finding")
        verbose_name_plural = _("steps of findings")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what="opened", before="", after="open")
                | Q(~Q(what="opened"), ~Q(before="")),
                name="finding_step_begins_with_opening",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.what}"
