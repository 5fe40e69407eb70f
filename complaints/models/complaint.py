"""A complaint: who says what is wrong, where it stands, and by when it must be answered."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.privacy import Privacy
from complaints.models.kinds import CONFIDENTIAL, DETAILS, NEEDS_DETAIL, Detail, Kind
from complaints.models.status import OPEN, OWNED, Status, moves_in_sql
from kelurahan.models import Area, within
from recipients.models import Household, Programme, Stage
from verification.models import Finding

TEXT_SEARCH = "indonesian"
_GUARD_MOVES = f"""
IF NEW.status IS DISTINCT FROM OLD.status
   AND (OLD.status, NEW.status) NOT IN ({moves_in_sql()}) THEN
    RAISE EXCEPTION 'a complaint cannot go from % to %', OLD.status, NEW.status
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
_GUARD_BEGINNING = """
IF NEW.status <> 'received' THEN
    RAISE EXCEPTION 'a complaint begins as received, not as %', NEW.status
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: User) -> "ComplaintQuerySet":
        """Complaints of the area that `user` is assigned to.

        One that accuses those who hand aid out is for the city's officers only, and for whoever
        they assign it to.
        """
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        rows = self.filter(within("area__code", user.scope))
        if user.role in (Role.OFFICER, Role.ADMINISTRATOR):
            return rows
        return rows.filter(Q(is_confidential=False) | Q(assignee=user))

    def open(self) -> "ComplaintQuerySet":
        """Complaints that the office still owes something."""
        return self.filter(status__in=OPEN)

    def overdue(self) -> "ComplaintQuerySet":
        """Open complaints whose answer is late, or whose check is."""
        now = timezone.now()
        unverified = Q(status=Status.RECEIVED, verify_by__lt=now)
        return self.open().filter(unverified | Q(answer_by__lt=now))

    def unassigned(self) -> "ComplaintQuerySet":
        """Open complaints that nobody has taken on."""
        return self.open().filter(assignee=None)

    def telling(self, text: str) -> "ComplaintQuerySet":
        """Complaints whose story holds the words of `text`, in any form; phrases in quotes."""
        query = SearchQuery(text, config=TEXT_SEARCH, search_type="websearch")
        vector = SearchVector("story", config=TEXT_SEARCH)
        return self.annotate(told=vector).filter(told=query)


def _details() -> Q:
    """Return the condition that a detail belongs to the kind, and is there where needed."""
    condition = Q(detail="") & ~Q(kind__in=NEEDS_DETAIL)
    for kind, details in DETAILS.items():
        condition |= Q(kind=kind, detail__in=details)
    return condition


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    exclude=["code_cipher", "code_index", "link_hash", "reporter_cipher", "concerned_cipher",
             "phone_index", "email_index", "numbers_cipher", "story"],
)  # fmt: skip
class Complaint(models.Model):
    """What somebody told the city. Who that is, is sealed (complaints.sealing), and optional."""

    class OnBehalf(models.TextChoices):
        SELF = "self", _("for myself or my household")
        FAMILY = "family", _("for somebody of my family")
        NEIGHBOUR = "neighbour", _("for somebody in my neighbourhood")
        RT_RW = "rt_rw", _("as RT or RW")
        CADRE = "cadre", _("as a social worker or cadre (kader)")

    class AnswerTo(models.TextChoices):
        REPORTER = "reporter", _("to me")
        CONCERNED = "concerned", _("to the person it is about")
        BOTH = "both", _("to both of us")

    class Way(models.TextChoices):
        WEB = "web", _("this portal")
        COUNTER = "counter", _("at the counter")
        PHONE = "phone", _("by telephone")

    class Escalation(models.IntegerChoices):
        NONE = 0, _("not escalated")
        LURAH = 1, "lurah"
        CAMAT = 2, "camat"
        OFFICER = 3, _("Dinsos officer")

    class Rejection(models.TextChoices):
        WELL_OFF = "well_off", _("the household is not poor (orang mampu)")
        OTHER_PROGRAMME = "other_programme", _("already receives from another programme")
        NOT_AID = "not_aid", _("not about social assistance")
        TOO_VAGUE = "too_vague", _("too little is said to find out more")
        OTHER = "other", _("other")

    submission = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    code_cipher = models.BinaryField(_("code, encrypted"))
    code_index = models.BinaryField(_("code, blind index"), max_length=32, unique=True)
    link_hash = models.BinaryField(_("private link, hashed"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    detail = models.CharField(_("more exactly"), max_length=12, choices=Detail, blank=True)
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="complaints", verbose_name=_("area"),
        help_text=_("The kelurahan it is about; the city where that is not known."),
    )  # fmt: skip
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="complaints",
        verbose_name=_("programme"),
    )  # fmt: skip
    stage = models.ForeignKey(
        Stage, models.PROTECT, null=True, blank=True, related_name="complaints",
        verbose_name=_("stage"),
    )  # fmt: skip
    story = models.TextField(_("what happened"))
    numbers_cipher = models.BinaryField(_("numbers in the story, encrypted"), null=True)
    reporter_cipher = models.BinaryField(_("who complains, encrypted"), null=True)
    concerned_cipher = models.BinaryField(_("whom it is about, encrypted"), null=True)
    phone_index = models.BinaryField(_("telephone, blind index"), max_length=32, null=True)
    email_index = models.BinaryField(_("e-mail, blind index"), max_length=32, null=True)
    on_behalf = models.CharField(_("filed"), max_length=9, choices=OnBehalf, default=OnBehalf.SELF)
    answer_to = models.CharField(
        _("answer goes"), max_length=9, choices=AnswerTo, default=AnswerTo.REPORTER
    )
    way = models.CharField(_("came by"), max_length=7, choices=Way, default=Way.WEB)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    is_confidential = models.BooleanField(_("only for the city's officers"), default=False)

    status = models.CharField(_("status"), max_length=11, choices=Status, default=Status.RECEIVED)
    assignee = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="complaints",
        verbose_name=_("assigned to"),
    )  # fmt: skip
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="complaints",
        verbose_name=_("household"),
    )  # fmt: skip
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, blank=True, related_name="complaints",
        verbose_name=_("correction of the register"),
    )  # fmt: skip
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged",
        verbose_name=_("joined with"),
    )  # fmt: skip
    forwarded_to = models.CharField(_("forwarded to"), max_length=120, blank=True)
    rejected_because = models.CharField(
        _("rejected because"), max_length=15, choices=Rejection, blank=True
    )
    escalation = models.PositiveSmallIntegerField(
        _("escalated to"), choices=Escalation, default=Escalation.NONE
    )

    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    verify_by = models.DateTimeField(_("to be verified by"))
    answer_by = models.DateTimeField(_("to be answered by"))
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    first_answered_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    was_on_time = models.BooleanField(_("first answered in time"), null=True, blank=True)
    answered_at = models.DateTimeField(_("last answered at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(_("times opened again"), default=0)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    legal_hold = models.BooleanField(
        _("kept for a legal case"), default=False,
        help_text=_("Nothing of it is removed when its time is over."),
    )  # fmt: skip
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = ComplaintQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        ("kind", "detail", "area", "programme", "stage", "status", "received_at", "answer_by",
         "first_answered_at", "answered_at", "ended_at", "reopened", "rating", "verify_by",
         "verified_at", "was_on_time"),
        Privacy.PUBLIC,
    ) | dict.fromkeys(
        ("id", "submission", "code_cipher", "code_index", "link_hash", "story", "numbers_cipher",
         "reporter_cipher", "concerned_cipher", "phone_index", "email_index", "on_behalf",
         "answer_to", "way", "language", "is_confidential", "assignee", "household", "finding",
         "merged_into", "forwarded_to", "rejected_because", "escalation", "legal_hold",
         "updated_at"),
        Privacy.PRIVATE,
    )  # fmt: skip

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering = ["answer_by", "pk"]
        indexes = [
            models.Index(
                fields=["area", "answer_by"],
                name="complaint_open_by_area",
                condition=Q(status__in=OPEN),
            ),
            models.Index(
                fields=["assignee", "answer_by"],
                name="complaint_open_of_staff",
                condition=Q(status__in=OPEN),
            ),
            models.Index(
                fields=["answer_by", "id"],
                name="complaint_open_by_deadline",
                condition=Q(status__in=OPEN),
            ),
            models.Index(fields=["status", "-id"], name="complaint_newest_by_status"),
            models.Index(fields=["area", "-received_at"], name="complaint_newest_by_area"),
            models.Index(
                fields=["phone_index"],
                name="complaint_phone",
                condition=Q(phone_index__isnull=False),
            ),
            models.Index(
                fields=["email_index"],
                name="complaint_email",
                condition=Q(email_index__isnull=False),
            ),
            GinIndex(SearchVector("story", config=TEXT_SEARCH), name="complaint_story"),
        ]
        constraints = [
            models.CheckConstraint(condition=_details(), name="complaint_detail_of_kind"),
            models.CheckConstraint(condition=~Q(story=""), name="complaint_tells_something"),
            models.CheckConstraint(
                condition=Q(stage=None) | Q(programme__isnull=False),
                name="complaint_stage_of_a_programme",
            ),
            models.CheckConstraint(
                condition=Q(finding=None) | Q(household__isnull=False),
                name="complaint_corrects_a_household",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=OWNED) | Q(assignee__isnull=False),
                name="complaint_worked_on_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=False) | ~Q(status__in=(Status.VERIFIED, *OWNED)),
                name="complaint_verified_before_work",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.ANSWERED) | Q(answered_at__isnull=False),
                name="complaint_answered_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(*OPEN, Status.ANSWERED), ended_at=None)
                | Q(~Q(status__in=(*OPEN, Status.ANSWERED)), ended_at__isnull=False),
                name="complaint_ended_at_exactly_when_ended",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.MERGED, merged_into__isnull=False)
                | Q(~Q(status=Status.MERGED), merged_into=None),
                name="complaint_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="complaint_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(~Q(forwarded_to=""), status=Status.FORWARDED)
                | Q(~Q(status=Status.FORWARDED), forwarded_to=""),
                name="complaint_forwarded_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(~Q(rejected_because=""), status=Status.REJECTED)
                | Q(~Q(status=Status.REJECTED), rejected_because=""),
                name="complaint_rejected_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(rating=None)
                | Q(rating__range=(1, 5), answered_at__isnull=False),
                name="complaint_rated_1_to_5_once_answered",
            ),
            models.CheckConstraint(
                condition=Q(first_answered_at=None, was_on_time=None)
                | Q(first_answered_at__isnull=False, was_on_time__isnull=False),
                name="complaint_on_time_or_not_once_answered",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=CONFIDENTIAL) | Q(is_confidential=True),
                name="complaint_of_officials_is_confidential",
            ),
            models.CheckConstraint(
                condition=Q(answer_by__gt=F("received_at"), verify_by__gt=F("received_at")),
                name="complaint_deadlines_lie_ahead",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="legal_moves", when=pgtrigger.Before, operation=pgtrigger.Update,
                func=_GUARD_MOVES,
            ),
            pgtrigger.Trigger(
                name="begins_received", when=pgtrigger.Before, operation=pgtrigger.Insert,
                func=_GUARD_BEGINNING,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the office still owes something."""
        return self.status in OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been answered by now."""
        return self.is_open and self.answer_by < timezone.now()
