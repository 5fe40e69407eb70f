"""Re-verification campaigns: who is to be visited until when, and what was found."""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Privacy
from kelurahan.models import Area, within
from recipients.models import Household, Person
from verification.models.finding import Action, Finding, Kind


class Result(models.TextChoices):
    """What a visit found; those after CORRECT are kinds of findings."""

    NOBODY = "nobody", _("nobody met")
    CORRECT = "correct", _("correct (sesuai)")
    NOT_FOUND = "not_found", _("not found (tidak ditemukan)")
    MOVED = "moved", _("moved away (pindah)")
    DUPLICATE = "duplicate", _("listed twice (ganda)")
    INVALID = "invalid", _("invalid data")
    DECEASED = "deceased", _("deceased (meninggal)")
    NO_NIK = "no_nik", _("no e-KTP")


VERDICTS = tuple(result for result in Result if result != Result.NOBODY)
# What each verdict proposes to the ministry.
PROPOSES = {
    Result.NOT_FOUND: Action.DELETE, Result.MOVED: Action.DELETE, Result.DUPLICATE: Action.DELETE,
    Result.DECEASED: Action.DELETE, Result.INVALID: Action.REPAIR, Result.NO_NIK: Action.REPAIR,
}  # fmt: skip
KINDS = {result: Kind(result.value) for result in PROPOSES}


class CampaignState(models.TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("under way")
    CLOSED = "closed", _("closed")


class Who(models.TextChoices):
    """Whom of an area a campaign asks about, beside its register and rules."""

    EVERYBODY = "", _("everybody in active families")
    UNPAID = "unpaid", _("families whose payment failed or came back")
    NO_NIK = "no_nik", _("people without a NIK")


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User) -> "CampaignQuerySet":
        """Campaigns in the user's area, or in one that holds it."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        if not user.scope:
            return self
        above = [user.scope[:length] for length in (2, 5, 8) if length < len(user.scope)]
        return self.filter(within("area__code", user.scope) | Q(area_id__in=above))


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class Campaign(models.Model):
    """One campaign in an area; it asks about everybody in active households unless bounded.

    `rules` bounds it to people with an open finding of these rules or kinds, `register` to
    households of that status, `who` to what else is known of them. `verdicts` are those that it
    asks for beside correct; all where it names none.
    """

    name = models.CharField(_("name"), max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    register = models.CharField(
        _("register status"), max_length=8, choices=Household.Register, blank=True
    )
    rules = ArrayField(
        models.CharField(max_length=24), verbose_name=_("only with open findings of"),
        default=list, blank=True,
    )  # fmt: skip
    who = models.CharField(_("who"), max_length=6, choices=Who, blank=True, default=Who.EVERYBODY)
    verdicts = ArrayField(
        models.CharField(max_length=9, choices=Result), verbose_name=_("verdicts"), default=list,
        blank=True,
    )  # fmt: skip
    opens_on = models.DateField(_("first day"))
    deadline = models.DateField(_("last day"))
    state = models.CharField(
        _("state"), max_length=7, choices=CampaignState, default=CampaignState.PLANNED
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("planned by")
    )
    created_at = models.DateTimeField(_("planned"), auto_now_add=True)

    objects = CampaignQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            "name",
            "area",
            "register",
            "rules",
            "who",
            "verdicts",
            "opens_on",
            "deadline",
            "state",
        ),
        Privacy.PUBLIC,
    ) | dict.fromkeys(("id", "created_by", "created_at"), Privacy.PRIVATE)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-opens_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline__gte=F("opens_on")), name="campaign_days_in_order"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="campaign_has_name"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="legal_moves", field="state",
                transitions=[("planned", "open"), ("open", "closed"), ("closed", "open")],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def offered(self) -> tuple[Result, ...]:
        """What a visit of this campaign may find."""
        asked = [result for result in VERDICTS if result in self.verdicts or not self.verdicts]
        return tuple(dict.fromkeys((Result.CORRECT, *asked, Result.NOBODY)))


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> "TaskQuerySet":
        """People to visit in the area that `user` is assigned to."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        return self.filter(within("kelurahan__code", user.scope))

    def work_of(self, user: User) -> "TaskQuerySet":
        """Whom `user` still has to visit: their own, and those nobody is assigned to."""
        mine = Q(assigned_to=user) | Q(assigned_to=None)
        return self.visible_to(user).filter(
            mine, result="", campaign__state=CampaignState.OPEN, person__merged_into=None
        )


class Task(models.Model):
    """One person to be visited in a campaign, and the verdict in force.

    `kelurahan` is where the campaign counts them, which stays when the household moves.
    """

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="tasks", verbose_name=_("campaign"), db_index=False
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="tasks", verbose_name=_("person")
    )
    kelurahan = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="kelurahan", db_index=False
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="tasks",
        verbose_name=_("assigned to"),
    )  # fmt: skip
    result = models.CharField(_("verdict"), max_length=9, choices=Result, blank=True)
    visits = models.PositiveSmallIntegerField(_("visits"), default=0)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, blank=True, related_name="tasks",
        verbose_name=_("finding"),
    )  # fmt: skip

    objects = TaskQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            "id", "campaign", "person", "kelurahan", "assigned_to", "result", "visits",
            "decided_on", "finding",
        ),
        Privacy.PRIVATE,
    )  # fmt: skip

    class Meta:
        verbose_name = _("person to visit")
        verbose_name_plural = _("people to visit")
        permissions = [("record_visit", _("Can record a visit"))]
        indexes = [
            models.Index(fields=["campaign", "kelurahan", "result"], name="task_work_list"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="task_once_per_campaign"),
            models.CheckConstraint(
                condition=Q(result="", decided_on=None)
                | Q(result__in=VERDICTS, decided_on__isnull=False, visits__gte=1),
                name="task_decided_on_a_visit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.person_id}"


class Visit(models.Model):
    """One visit: append-only. `key` is drawn where it is typed, so that sending twice is once."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="log", verbose_name=_("person"))
    key = models.UUIDField(unique=True, editable=False)
    result = models.CharField(_("result"), max_length=9, choices=Result)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    died_on = models.DateField(_("date of death"), null=True, blank=True)

    PRIVACY = dict.fromkeys(
        ("id", "task", "key", "result", "by", "at", "note", "died_on"), Privacy.PRIVATE
    )

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(result="deceased"), name="visit_death_of_a_deceased"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.result}"


class CampaignCount(models.Model):
    """How many people of a kelurahan have a verdict since a day; result "" is still to visit.

    Kept with every visit, so that the board reads a few hundred rows whatever the campaign's size.
    """

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="counts", verbose_name=_("campaign"), db_index=False
    )
    kelurahan = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="kelurahan", db_index=False
    )
    day = models.DateField(_("day"), null=True)
    result = models.CharField(_("verdict"), max_length=9, blank=True)
    people = models.IntegerField(_("people"))

    PRIVACY = dict.fromkeys(
        ("id", "campaign", "kelurahan", "day", "result", "people"), Privacy.PRIVATE
    )

    class Meta:
        verbose_name = _("count of a campaign")
        verbose_name_plural = _("counts of campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "kelurahan", "day", "result"],
                name="campaign_count_once", nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(people__gte=0), name="campaign_count_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(result="", day__isnull=True) | Q(~Q(result=""), day__isnull=False),
                name="campaign_count_day_of_a_verdict",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.kelurahan_id}: {self.people}"
