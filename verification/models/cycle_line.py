"""Each correction of a cycle: what was asked of the ministry, and its one answer."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Privacy
from kelurahan.models import Area, within
from recipients.models import Household, Person
from verification.models.cycle import Cycle
from verification.models.finding import OPEN, Action, Finding, Kind


class CycleAnswer(models.TextChoices):
    """What the returned register says about one correction."""

    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")
    UNCHANGED = "unchanged", _("came back unchanged")
    OTHERWISE = "otherwise", _("changed otherwise")
    NOT_IN_RETURN = "not_in_return", _("entry gone instead")
    NOT_COVERED = "not_covered", _("no row of this kelurahan in the return")
    AMBIGUOUS = "ambiguous", _("to be looked at by hand")
    REAPPEARED = "reappeared", _("appeared again after its removal")


# Nothing was decided about them: they go with the next batch as they are.
ROLLED_OVER = (CycleAnswer.UNCHANGED, CycleAnswer.NOT_COVERED, CycleAnswer.AMBIGUOUS)
# The ministry said or did something else: the office decides anew what to ask.
DECIDED_ANEW = (CycleAnswer.REJECTED, CycleAnswer.OTHERWISE, CycleAnswer.NOT_IN_RETURN)


class MatchedBy(models.TextChoices):
    """How a row of the returned register was recognised as an entry of ours."""

    SOURCE_ID = "source_id", _("number in the source")
    NIK = "nik", "NIK"
    MODEL = "model", _("model of duplicates")
    NONE = "none", _("not in the return")


_ONLY_WHILE_COLLECTED = """
IF COALESCE(TG_OP = 'INSERT' AND NOT NEW.was_sent, false) THEN RETURN NEW; END IF;
IF (SELECT state FROM verification_cycle
    WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.cycle_id ELSE NEW.cycle_id END) <> 'collecting'
THEN
    RAISE check_violation USING MESSAGE = 'the batch of this cycle is made: its lines stay';
END IF;
RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
"""


class CycleLineQuerySet(models.QuerySet["CycleLine"]):
    def visible_to(self, user: User) -> "CycleLineQuerySet":
        """Corrections of the area that `user` is assigned to, as it was when they were sent."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        return self.filter(within("kelurahan__code", user.scope))

    def sent(self) -> "CycleLineQuerySet":
        """What the batch asks for; without removed entries that appeared again."""
        return self.filter(was_sent=True)

    def withdrawn(self) -> "CycleLineQuerySet":
        """Corrections whose finding no longer has this action approved."""
        return self.exclude(
            finding__state__in=OPEN, finding__approved_at__isnull=False,
            finding__action=F("action"),
        )  # fmt: skip


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), exclude=["entry", "asked"],
    model_name="CycleLineEvent",
)  # fmt: skip
class CycleLine(models.Model):
    """One correction in a cycle, as it was asked for, and the ministry's answer to it.

    `entry` seals the row of the batch with its numbers; `asked` names the fields asked for.
    `age` is 1 the first time and counts the batches that it was in. A line that was not sent
    tells that an entry, removed in an `earlier` cycle, is in the register again.
    """

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="lines", verbose_name=_("round trip"), db_index=False
    )
    finding = models.ForeignKey(
        Finding, models.PROTECT, related_name="cycle_lines", verbose_name=_("finding")
    )
    number = models.PositiveIntegerField(_("number in the batch"), null=True)
    was_sent = models.BooleanField(_("part of the batch"), default=True)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    action = models.CharField(_("action"), max_length=6, choices=Action)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="+", verbose_name=_("household")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    kelurahan = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="kelurahan", db_index=False
    )
    age = models.PositiveSmallIntegerField(_("times asked"), default=1)
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("asked before as"),
    )  # fmt: skip
    asked = models.JSONField(_("fields asked for"), default=list)
    entry = models.BinaryField(_("row of the batch, sealed"), null=True)
    answer = models.CharField(_("answer"), max_length=13, choices=CycleAnswer, blank=True)
    reason = models.CharField(_("the ministry's reason"), max_length=120, blank=True)
    matched_by = models.CharField(_("matched by"), max_length=9, choices=MatchedBy, blank=True)
    probability = models.FloatField(_("probability"), null=True, blank=True)
    row = models.PositiveIntegerField(_("row of the return"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = CycleLineQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            "id", "cycle", "finding", "number", "was_sent", "kind", "action", "household",
            "person", "kelurahan", "age", "earlier", "asked", "answer", "reason", "matched_by",
            "probability", "row", "answered_at",
        ),
        Privacy.PRIVATE,
    ) | {"entry": Privacy.MASKED}  # fmt: skip

    class Meta:
        verbose_name = _("correction of a round trip")
        verbose_name_plural = _("corrections of round trips")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["cycle", "kelurahan", "answer"], name="cycle_line_list"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "finding"], name="cycle_line_once"),
            models.UniqueConstraint(
                fields=["cycle", "number"], name="cycle_line_number_once",
                condition=Q(number__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(was_sent=True, number__isnull=False, entry__isnull=False)
                & ~Q(answer="reappeared")
                | Q(
                    was_sent=False, number=None, earlier__isnull=False,
                    answer__in=["reappeared", ""],
                ),
                name="cycle_line_sent_with_its_entry",
            ),
            models.CheckConstraint(
                condition=Q(
                    answer="", answered_at=None, matched_by="", reason="", row__isnull=True
                ) | Q(~Q(answer=""), answered_at__isnull=False),
                name="cycle_line_answered_with_date",
            ),
            models.CheckConstraint(
                condition=Q(probability=None)
                | Q(matched_by="model", probability__range=(0, 1)),
                name="cycle_line_probability_of_the_model",
            ),
            models.CheckConstraint(
                condition=Q(age__gte=1) & ~Q(pk=F("earlier")), name="cycle_line_age"
            ),
            models.CheckConstraint(condition=~Q(action=""), name="cycle_line_asks"),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="batch_stays", when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Delete, func=_ONLY_WHILE_COLLECTED,
            ),
            pgtrigger.ReadOnly(
                name="question_stays",
                fields=[
                    "cycle", "finding", "number", "was_sent", "kind", "action", "household",
                    "person", "kelurahan", "age", "earlier", "asked",
                ],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.cycle_id}/{self.finding_id}: {self.answer}"
