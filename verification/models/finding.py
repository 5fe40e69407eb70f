"""Findings: what is wrong with an entry of the register, and what becomes of it."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Privacy
from kelurahan.models import within
from recipients.models import Enrolment, Household, Person, Stage


class Kind(models.TextChoices):
    """What is wrong, in the words of the repair of the register (FACTS.md)."""

    NOT_FOUND = "not_found", _("not found at the address")
    MOVED = "moved", _("moved away")
    DUPLICATE = "duplicate", _("listed more than once")
    INVALID = "invalid", _("data invalid")
    DECEASED = "deceased", _("deceased")
    NO_NIK = "no_nik", _("no e-KTP or NIK")
    OTHER = "other", _("other")


class Action(models.TextChoices):
    """What is proposed to the ministry."""

    DELETE = "delete", _("delete (hapus)")
    REPAIR = "repair", _("repair (perbaikan)")
    KEEP = "keep", _("keep (tetap)")


class Source(models.TextChoices):
    RULE = "rule", _("quality rule")
    CAMPAIGN = "campaign", _("re-verification campaign")
    CIVIL_REGISTRY = "civil_registry", _("civil registry")
    COMPLAINT = "complaint", _("complaint")
    CYCLE = "cycle", _("ministry's round trip")
    IMPORT = "import", _("imported file")
    STAFF = "staff", _("member of staff")


class State(models.TextChoices):
    OPEN = "open", _("open")
    IN_WORK = "in_work", _("in work")
    RESOLVED = "resolved", _("resolved")
    DISMISSED = "dismissed", _("dismissed")


OPEN = (State.OPEN, State.IN_WORK)
CLOSED = (State.RESOLVED, State.DISMISSED)
# A closed finding is opened again, never taken into work at once.
MOVES = (
    (State.OPEN, State.IN_WORK),
    (State.IN_WORK, State.OPEN),
    *((state, closed) for state in OPEN for closed in CLOSED),
    *((state, State.OPEN) for state in CLOSED),
)


class CloseReason(models.TextChoices):
    REPAIRED = "repaired", _("the entry was put right")
    REMOVED = "removed", _("the entry was deactivated")
    FACTS_GONE = "facts_gone", _("the rule finds it no more")
    ACCEPTED = "accepted", _("the ministry made the correction")
    AS_IT_IS = "as_it_is", _("checked: the entry is right as it is")
    UNCLEAR = "unclear", _("could not be found out")
    ELSEWHERE = "elsewhere", _("dealt with in another finding")


# Which reasons close in which state.
ANSWERED = {
    State.RESOLVED: (
        CloseReason.REPAIRED, CloseReason.REMOVED, CloseReason.FACTS_GONE, CloseReason.ACCEPTED,
    ),
    State.DISMISSED: (CloseReason.AS_IT_IS, CloseReason.UNCLEAR, CloseReason.ELSEWHERE),
}  # fmt: skip


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User) -> "FindingQuerySet":
        """Findings about the households that `user` may see, wherever those live by now."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        return self.in_area(user.scope)

    def in_area(self, code: str) -> "FindingQuerySet":
        """Findings about households in the area `code` and all below it."""
        return self.filter(within("household__kelurahan__code", code))

    def open(self) -> "FindingQuerySet":
        """Findings that still ask for something."""
        return self.filter(state__in=OPEN)

    def approved(self) -> "FindingQuerySet":
        """Open findings whose proposed action Dinsos has approved: the ministry's next batch."""
        return self.open().filter(approved_at__isnull=False)


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Finding(models.Model):
    """One thing wrong with a household, one of its people, or its place in a stage or programme.

    `rule` is the key of the quality rule that found it, otherwise the kind. Each rule has one
    finding per subject for ever: it is closed and opened again, so that its steps tell the whole
    story. `evidence` are the facts that a rule saw, with no name or number in them.
    """

    rule = models.CharField(_("rule"), max_length=24, db_collation="C")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    source = models.CharField(_("source"), max_length=14, choices=Source)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="findings", verbose_name=_("household")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="findings",
        verbose_name=_("person"),
    )  # fmt: skip
    stage = models.ForeignKey(
        Stage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stage")
    )
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("enrolment"),
    )  # fmt: skip
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    action = models.CharField(_("proposed action"), max_length=6, choices=Action, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("approved by"),
    )  # fmt: skip
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True,
        related_name="findings_in_work", verbose_name=_("in work with"),
    )  # fmt: skip
    closed_because = models.CharField(
        _("closed because"), max_length=10, choices=CloseReason, blank=True
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("closed by"), help_text=_("Empty when a rule closed it."),
    )  # fmt: skip
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    times_reopened = models.PositiveSmallIntegerField(_("times opened again"), default=0)
    opened_at = models.DateTimeField(_("opened"))
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = FindingQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            "id", "rule", "kind", "source", "household", "person", "stage", "enrolment",
            "evidence", "state", "action", "approved_by", "approved_at", "taken_by",
            "closed_because", "closed_by", "closed_at", "times_reopened", "opened_at",
            "updated_at",
        ),
        Privacy.PRIVATE,
    )  # fmt: skip

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        permissions = [
            ("work_finding", _("Can work on a finding")),
            ("close_finding", _("Can close a finding and open it again")),
            ("approve_finding", _("Can approve what a finding proposes")),
        ]
        indexes = [
            models.Index(fields=["rule", "state"], name="finding_rule_state"),
            models.Index(
                fields=["taken_by"], name="finding_in_work", condition=Q(taken_by__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "household", "person", "stage", "enrolment"],
                name="finding_once_per_rule_and_subject", nulls_distinct=False,
            ),
            models.CheckConstraint(condition=~Q(rule=""), name="finding_names_its_rule"),
            models.CheckConstraint(
                condition=Q(state="in_work", taken_by__isnull=False)
                | Q(~Q(state="in_work"), taken_by__isnull=True),
                name="finding_taken_exactly_when_in_work",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=OPEN, closed_because="", closed_by=None, closed_at__isnull=True
                )
                | Q(
                    state="resolved", closed_because__in=ANSWERED[State.RESOLVED],
                    closed_at__gte=F("opened_at"),
                )
                | Q(
                    state="dismissed", closed_because__in=ANSWERED[State.DISMISSED],
                    closed_at__gte=F("opened_at"),
                ),
                name="finding_closed_with_reason_and_date",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=False)
                | ~Q(state__in=CLOSED) | Q(closed_because="facts_gone"),
                name="finding_closed_by_someone_or_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(~Q(action=""), approved_by__isnull=False, approved_at__isnull=False),
                name="finding_approved_action_by_someone",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.FSM(name="legal_moves", field="state", transitions=[*MOVES]),
            pgtrigger.Protect(
                name="begins_open", operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__in=[*CLOSED]),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return gettext("finding %(id)s") % {"id": self.pk}

    @property
    def is_open(self) -> bool:
        """Whether it still asks for something."""
        return self.state in OPEN
