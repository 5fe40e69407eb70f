"""Entries that are probably one person: the model that finds them, its runs, and the pairs.

A pair exists once, smaller id first. What was decided stays decided until the facts of one of the
two entries change (`facts`).
"""

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
from recipients.models import Person


class DuplicateModel(models.Model):
    """Weights learnt from a register without labels (docs/duplicates.md); never changed again.

    `content` is what verification.duplicates.spec reads: comparisons, levels, weights, threshold.
    `trained_on` tells officers about the training: people, engine, seconds. No personal data.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    content = models.JSONField(_("content"))
    trained_on = models.JSONField(_("trained on"), default=dict, blank=True)
    trained_at = models.DateTimeField(_("trained at"))
    is_shipped = models.BooleanField(_("came with the portal"), default=False)
    is_active = models.BooleanField(_("in use"), default=False)

    PRIVACY = dict.fromkeys(
        ("id", "version", "content", "trained_on", "trained_at", "is_shipped", "is_active"),
        Privacy.PRIVATE,
    )

    class Meta:
        verbose_name = _("model of duplicates")
        verbose_name_plural = _("models of duplicates")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"], condition=Q(is_active=True), name="duplicate_model_one_active"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="weights_stay", operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__content__df=pgtrigger.F("new__content"))
                | pgtrigger.Q(old__version__df=pgtrigger.F("new__version")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return gettext("model %(version)s") % {"version": self.version}


class DuplicateRun(models.Model):
    """One search of the whole register, in chunks: a killed one goes on at its next chunk."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    model = models.ForeignKey(
        DuplicateModel, models.PROTECT, related_name="runs", verbose_name=_("model")
    )
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    phase = models.CharField(_("phase"), max_length=20, blank=True)
    chunks_done = models.PositiveIntegerField(_("chunks done"), default=0)
    chunks = models.PositiveIntegerField(_("chunks"), default=0)
    people = models.PositiveIntegerField(_("people"), default=0)
    candidates = models.PositiveBigIntegerField(_("candidates"), default=0)
    pairs = models.PositiveIntegerField(_("pairs"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("asked by"),
    )  # fmt: skip
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    PRIVACY = dict.fromkeys(
        (
            "id", "model", "state", "phase", "chunks_done", "chunks", "people", "candidates",
            "pairs", "attempts", "lease", "lease_until", "by", "asked_at", "finished_at",
        ),
        Privacy.PRIVATE,
    )  # fmt: skip

    class Meta:
        verbose_name = _("search for duplicates")
        verbose_name_plural = _("searches for duplicates")
        ordering = ["-pk"]
        permissions = [("find_duplicates", _("Can search the register for duplicates"))]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(state__in=["waiting", "running"]),
                name="duplicate_run_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at=None)
                | Q(state__in=["done", "failed"], finished_at__isnull=False),
                name="duplicate_run_finished_with_date",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return gettext("search for duplicates %(id)s") % {"id": self.pk}


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, user: User) -> "DuplicatePairQuerySet":
        """Pairs both of whose entries `user` may see; across areas the office above decides."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        return self.filter(
            within("first__household__kelurahan__code", user.scope)
            & within("second__household__kelurahan__code", user.scope)
        )

    def standing(self) -> "DuplicatePairQuerySet":
        """Pairs neither of whose entries was merged into another."""
        return self.filter(first__merged_into=None, second__merged_into=None)

    def waiting(self) -> "DuplicatePairQuerySet":
        """Pairs that ask for a decision."""
        return self.standing().filter(state=DuplicatePair.State.WAITING)

    def of_cluster(self, number: int) -> "DuplicatePairQuerySet":
        """Standing pairs tied to each other; those no longer alike tie nobody."""
        return self.standing().filter(cluster=number).exclude(state=DuplicatePair.State.GONE)

    def to_merge(self) -> "DuplicatePairQuerySet":
        """Pairs said to be one person, whose entries nobody has merged yet."""
        return self.standing().filter(state=DuplicatePair.State.SAME)

    def reaching_out_of(self, user: User) -> "DuplicatePairQuerySet":
        """Pairs of which `user` may see one entry only: the office above decides."""
        if not user.is_active or not user.area_id:
            return self.none()
        first = within("first__household__kelurahan__code", user.scope)
        second = within("second__household__kelurahan__code", user.scope)
        return self.filter((first & ~second) | (second & ~first))


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class DuplicatePair(models.Model):
    """Two entries that the model takes for one person, and what officers say about it.

    `evidence` lists [comparison, level, weight in bits] of the model's spec; no name, no number.
    `facts` are fingerprints of both entries as they were scored or decided: a decided pair comes
    back only when they differ. `cluster` is the smallest person id of those tied together.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("to be looked at")
        SAME = "same", _("the same person")
        DIFFERENT = "different", _("different people")
        UNSURE = "unsure", _("unsure")
        GONE = "gone", _("no longer alike")

    first = models.ForeignKey(
        Person, models.CASCADE, related_name="+", verbose_name=_("first entry")
    )
    second = models.ForeignKey(
        Person, models.CASCADE, related_name="+", verbose_name=_("second entry")
    )
    model = models.ForeignKey(
        DuplicateModel, models.PROTECT, related_name="pairs", verbose_name=_("model")
    )
    probability = models.FloatField(_("probability"))
    weight = models.FloatField(_("weight in bits"))
    evidence = models.JSONField(_("evidence"), default=list)
    is_one_family = models.BooleanField(_("in one family"))
    facts = models.CharField(_("fingerprint of the facts"), max_length=32, db_collation="C")
    cluster = models.BigIntegerField(_("cluster"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    found_at = models.DateTimeField(_("found"))
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = DuplicatePairQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            "id", "first", "second", "model", "probability", "weight", "evidence",
            "is_one_family", "facts", "cluster", "state", "decided_by", "decided_at", "note",
            "found_at", "updated_at",
        ),
        Privacy.PRIVATE,
    )  # fmt: skip

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        permissions = [("decide_duplicatepair", _("Can decide about likely duplicates"))]
        indexes = [
            models.Index(
                fields=["-probability", "id"], name="duplicate_pair_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["cluster"], name="duplicate_pair_cluster"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="duplicate_pair_smaller_id_first"
            ),
            models.CheckConstraint(
                condition=Q(probability__range=(0, 1)), name="duplicate_pair_probability"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["same", "different", "unsure"], decided_by__isnull=False,
                            decided_at__isnull=False)
                | Q(state__in=["waiting", "gone"], decided_by=None, decided_at=None),
                name="duplicate_pair_decided_by_someone",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return gettext("pair %(id)s") % {"id": self.pk}
