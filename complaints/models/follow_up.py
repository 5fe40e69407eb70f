"""The trail of a complaint: every step, answer and note, for ever as it was written."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Privacy
from complaints.models.complaint import Complaint
from complaints.models.status import Status


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def public(self) -> "FollowUpQuerySet":
        """What the citizen reads: never an internal note."""
        return self.filter(is_public=True)


class FollowUp(models.Model):
    """One step of a complaint (tindak lanjut)."""

    class Author(models.TextChoices):
        CITIZEN = "citizen", _("citizen")
        STAFF = "staff", _("staff")
        PORTAL = "portal", _("portal")

    class Kind(models.TextChoices):
        RECEIVED = "received", _("complaint received")
        VERIFIED = "verified", _("complaint verified")
        ASSIGNED = "assigned", _("assigned")
        STARTED = "started", _("work begun")
        QUESTION = "question", _("question to you")
        REPLY = "reply", _("reply of the citizen")
        ANSWER = "answer", _("answer")
        NOTE = "note", _("internal note")
        EVIDENCE = "evidence", _("evidence added")
        FORWARDED = "forwarded", _("forwarded")
        REJECTED = "rejected", _("rejected")
        MERGED = "merged", _("joined with another complaint")
        WITHDRAWN = "withdrawn", _("withdrawn")
        NOT_SOLVED = "not_solved", _("said to be not solved")
        REOPENED = "reopened", _("opened again")
        CLOSED = "closed", _("closed")
        RATED = "rated", _("answer rated")
        ESCALATED = "escalated", _("escalated")
        WARNED = "warned", _("deadline warning")
        MATCHED = "matched", _("household confirmed")
        CORRECTION = "correction", _("correction of the register opened")
        OUTCOME = "outcome", _("outcome of the correction")

    INTERNAL = (Kind.NOTE, Kind.WARNED, Kind.MATCHED, Kind.RATED)

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="follow_ups", verbose_name=_("complaint")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    kind = models.CharField(_("step"), max_length=11, choices=Kind)
    author = models.CharField(_("by"), max_length=7, choices=Author)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("staff")
    )
    before = models.CharField(_("status before"), max_length=11, choices=Status, blank=True)
    after = models.CharField(_("status after"), max_length=11, choices=Status)
    is_public = models.BooleanField(_("shown to the citizen"))
    text = models.TextField(_("text"), blank=True)
    numbers_cipher = models.BinaryField(_("numbers in the text, encrypted"), null=True)
    submission = models.UUIDField(null=True, unique=True, editable=False)

    objects = FollowUpQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        ("id", "complaint", "at", "kind", "author", "by", "before", "after", "is_public", "text",
         "numbers_cipher", "submission"),
        Privacy.PRIVATE,
    )  # fmt: skip

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["pk"]
        indexes = [models.Index(fields=["complaint", "id"], name="follow_up_trail")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False)
                | ~Q(kind__in=("note", "warned", "matched", "rated")),
                name="follow_up_note_stays_internal",
            ),
            models.CheckConstraint(
                condition=Q(author="staff", by__isnull=False) | Q(~Q(author="staff"), by=None),
                name="follow_up_staff_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("answer", "question", "reply", "note")) | ~Q(text=""),
                name="follow_up_says_something",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind}"
