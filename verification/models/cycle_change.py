"""What the centre changed by itself, and the counts that pages and figures read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Privacy
from kelurahan.models import Area, within
from recipients.models import Person
from verification.models.cycle import Cycle
from verification.models.cycle_line import MatchedBy


class ChangeKind(models.TextChoices):
    APPEARED = "appeared", _("new entry")
    GONE = "gone", _("entry gone")
    RENAMED = "renamed", _("other name")
    MOVED = "moved", _("other kelurahan")
    ADDRESS = "address", _("other address")
    NIK = "nik", _("other NIK")
    KK = "kk", _("other KK number")
    BIRTH_DATE = "birth_date", _("other birth date")
    DIED = "died", _("reported deceased")
    RENUMBERED = "renumbered", _("other number in the source")
    AMBIGUOUS = "ambiguous", _("cannot be told apart")


class CycleChangeQuerySet(models.QuerySet["CycleChange"]):
    def visible_to(self, user: User) -> "CycleChangeQuerySet":
        """Changes in the area that `user` is assigned to."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        return self.filter(within("kelurahan__code", user.scope))


class CycleChange(models.Model):
    """One thing that nobody here had asked for; written anew with each return of the cycle.

    `before` and `after` are names, addresses, dates or area codes, never identity numbers.
    """

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="changes", verbose_name=_("round trip"),
        db_index=False,
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind)
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    kelurahan = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="kelurahan", db_index=False
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    before = models.CharField(_("before"), max_length=200, blank=True)
    after = models.CharField(_("after"), max_length=200, blank=True)
    matched_by = models.CharField(_("matched by"), max_length=9, choices=MatchedBy, blank=True)
    probability = models.FloatField(_("probability"), null=True, blank=True)
    row = models.PositiveIntegerField(_("row of the return"), null=True, blank=True)

    objects = CycleChangeQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            "id", "cycle", "kind", "person", "kelurahan", "before", "after", "matched_by",
            "probability", "row",
        ),
        Privacy.PRIVATE,
    ) | {"name": Privacy.MASKED}  # fmt: skip

    class Meta:
        verbose_name = _("change by the centre")
        verbose_name_plural = _("changes by the centre")
        indexes = [
            models.Index(fields=["cycle", "kind", "kelurahan"], name="cycle_change_list"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(row__isnull=False),
                name="cycle_change_about_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.kind}"


class CycleCount(models.Model):
    """How many of a kelurahan: of corrections (kind, answer), changes or rows (kind).

    Written with each return, so that no page counts a million rows.
    """

    class What(models.TextChoices):
        LINE = "line", _("corrections")
        CHANGE = "change", _("changes by the centre")
        ROW = "row", _("rows by how they were matched")

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="counts", verbose_name=_("round trip"),
        db_index=False,
    )  # fmt: skip
    kelurahan = models.ForeignKey(
        Area, models.PROTECT, null=True, related_name="+", verbose_name="kelurahan",
        db_index=False,
    )  # fmt: skip
    what = models.CharField(_("what"), max_length=6, choices=What)
    kind = models.CharField(_("kind"), max_length=10)
    action = models.CharField(_("action"), max_length=6, blank=True)
    answer = models.CharField(_("answer"), max_length=13, blank=True)
    age = models.PositiveSmallIntegerField(_("times asked"), default=0)
    number = models.PositiveIntegerField(_("number"))

    PRIVACY = dict.fromkeys(
        ("id", "cycle", "kelurahan", "what", "kind", "action", "answer", "age", "number"),
        Privacy.PRIVATE,
    )

    class Meta:
        verbose_name = _("count of a round trip")
        verbose_name_plural = _("counts of round trips")
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "what", "kelurahan", "kind", "action", "answer", "age"],
                name="cycle_count_once", nulls_distinct=False,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.what} {self.kind}: {self.number}"


class ReturnedEntry(models.Model):
    """The layout of a returned row as it is staged; it has no table of its own."""

    source_id = models.CharField(_("number of the person"), max_length=64)
    family_id = models.CharField(_("number of the family"), max_length=64)
    name = models.CharField(_("name"), max_length=150)
    nik_index = models.BinaryField(_("NIK, blind index"), null=True)
    nik_status = models.CharField(_("NIK status"), max_length=11)
    kk_index = models.BinaryField(_("KK number, blind index"), null=True)
    birth_date = models.DateField(_("birth date"), null=True)
    birth_place = models.CharField(_("birth place"), max_length=60)
    mother_name = models.CharField(_("mother's name"), max_length=150)
    sex = models.CharField(_("sex"), max_length=6)
    relation = models.CharField(_("relation to the head"), max_length=6)
    kelurahan = models.CharField("kelurahan", max_length=13, db_collation="C")
    address = models.CharField(_("address"), max_length=200)
    rt = models.CharField("RT", max_length=3)
    rw = models.CharField("RW", max_length=3)
    deceased = models.BooleanField(_("deceased"))
    said = models.CharField(_("status"), max_length=8)
    reason = models.CharField(_("reason"), max_length=120)
    # Of rows that the source's number does not find: for the model of duplicates.
    numbers = models.BinaryField(_("numbers, sealed"), null=True)

    PRIVACY = dict.fromkeys(
        (
            "id", "source_id", "family_id", "nik_index", "nik_status", "kk_index", "birth_date",
            "birth_place", "mother_name", "sex", "relation", "address", "rt", "rw", "deceased",
            "said", "reason", "numbers",
        ),
        Privacy.PRIVATE,
    ) | {"name": Privacy.MASKED, "kelurahan": Privacy.PUBLIC}  # fmt: skip

    class Meta:
        managed = False
        verbose_name = _("returned entry")
        verbose_name_plural = _("returned entries")

    def __str__(self) -> str:
        return f"{self.pk}"
