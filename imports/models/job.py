"""A file on its way into the portal, from its upload to its report."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Privacy
from imports.vault import SealedFile
from kelurahan.models import within


class State(models.TextChoices):
    RECEIVED = "received", _("received")
    STAGED = "staged", _("read")
    CHECKED = "checked", _("waiting for confirmation")
    CONFIRMED = "confirmed", _("confirmed")
    APPLIED = "applied", _("applied")
    UNDOING = "undoing", _("to be taken back")
    REFUSED = "refused", _("refused")
    FAILED = "failed", _("failed")
    EXPIRED = "expired", _("expired")
    UNDONE = "undone", _("undone")


class Phase(models.TextChoices):
    """What is being done at the moment; empty when nothing is."""

    NONE = "", ""
    QUEUED = "queued", _("waiting for the worker")
    READING = "reading", _("reading the file")
    CHECKING = "checking", _("comparing with the register")
    WAITING = "waiting", _("waiting for another import into the same area")
    APPLYING = "applying", _("writing to the register")
    PUBLISHING = "publishing", _("publishing figures")
    UNDOING = "undoing", _("taking back what was written")


# States in which the worker has something to do.
WORK = (State.RECEIVED, State.STAGED, State.CONFIRMED, State.UNDOING)
# States in which a file stays that never reached the register.
CLOSED = (State.REFUSED, State.FAILED, State.EXPIRED)
# States in which nothing follows any more, unless somebody undoes what was applied.
ENDED = (State.APPLIED, State.UNDONE, *CLOSED)
# Work to do: of a state, or figures that were not published yet.
DUE = Q(state__in=WORK) | Q(unpublished=True)


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def visible_to(self, user: User) -> "ImportJobQuerySet":
        """Jobs that were sent in for the area `user` is assigned to, or a part of it."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        return self.filter(within("scope", user.scope))

    def abandoned(self) -> "ImportJobQuerySet":
        """Jobs with work to do whose worker has not been heard of for its whole lease."""
        return self.filter(DUE, Q(lease=None) | Q(lease_until__lt=timezone.now()))

    def waiting_since_before(self, moment: datetime) -> "ImportJobQuerySet":
        """Previews that were ready before `moment` and that nobody confirmed or declined."""
        return self.filter(state=State.CHECKED, checked_at__lt=moment)

    def applied_before(self, moment: datetime) -> "ImportJobQuerySet":
        """Applied jobs from before `moment` that nobody is taking back."""
        return self.filter(state=State.APPLIED, applied_at__lt=moment)

    def ended_before(self, moment: datetime) -> "ImportJobQuerySet":
        """Jobs that nobody works on any more and whose last event lies before `moment`."""
        return (
            self.filter(state__in=ENDED)
            .exclude(unpublished=True)
            .alias(
                ended=Greatest("received_at", "checked_at", "applied_at", "undone_at", "closed_at")
            )
            .filter(ended__lt=moment)
        )

    def applied_like(
        self, job: "ImportJob", *, options: Iterable[str], fields: Iterable[str]
    ) -> "ImportJobQuerySet":
        """Applied files of the same format that agree in these, the last one first.

        `options` have the same value, `fields` the file carries too or lacks too. Rows that came
        back put right (`source["repair"]`) are left out: they are no whole list.
        """
        same = self.filter(format=job.format, state=State.APPLIED).exclude(pk=job.pk)
        for name in options:
            same = same.filter(**{f"options__{name}": job.options.get(name, "")})
        for field in fields:
            carries = Q(source__contains={"fields": [field]})
            here = field in job.source.get("fields", [])
            same = same.filter(carries if here else ~carries)
        return same.exclude(source__contains={"repair": True}).order_by("-applied_at")


class ImportJob(models.Model):
    """One file: who sent it, what it was found to be, what became of it.

    `scope` is the area code that bounds what the file may change ("" is everything). `source`
    holds what the readers found out, `report` counts per target and area (see imports.reports).
    """

    format = models.CharField(_("format"), max_length=40)
    options = models.JSONField(_("options"), default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports",
        verbose_name=_("sent by"),
    )  # fmt: skip
    scope = models.CharField(_("area"), max_length=13, blank=True, db_collation="C")
    file_name = models.CharField(_("file name"), max_length=200)
    stored_as = models.CharField(max_length=80, unique=True, editable=False)
    # Sealed; without it the file is gone (see imports.vault).
    file_key = models.BinaryField(null=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    source = models.JSONField(_("what the file is"), default=dict)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.RECEIVED)
    phase = models.CharField(
        _("at work"), max_length=10, choices=Phase, blank=True, default=Phase.QUEUED
    )
    rows_total = models.PositiveIntegerField(_("rows in the file, about"), default=0)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    new = models.PositiveIntegerField(_("new rows"), default=0)
    changed = models.PositiveIntegerField(_("changed rows"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged rows"), default=0)
    refused = models.PositiveIntegerField(_("refused rows"), default=0)
    report = models.JSONField(_("report"), default=dict)
    refused_code = models.CharField(_("refused because"), max_length=30, blank=True)
    refused_detail = models.CharField(_("detail"), max_length=300, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # Empty where the portal closed it: nobody declined it.
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("closed by"),
    )  # fmt: skip
    # Set in the transaction that changes the register, so that no crash leaves old figures.
    unpublished = models.BooleanField(_("figures are to be published"), default=False)
    release = models.PositiveIntegerField(_("published as release"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("confirmed by"),
    )  # fmt: skip
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("undone by"),
    )  # fmt: skip

    objects = ImportJobQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            "id", "format", "options", "uploaded_by", "scope", "file_name", "stored_as",
            "file_key", "sha256", "size", "source", "state", "phase", "rows_total", "rows_done",
            "new", "changed", "unchanged", "refused", "report", "refused_code", "refused_detail",
            "release", "attempts", "lease", "lease_until", "received_at", "checked_at",
            "confirmed_at", "confirmed_by", "applied_at", "undone_at", "undone_by", "closed_at",
            "closed_by", "unpublished",
        ),
        Privacy.PRIVATE,
    )  # fmt: skip

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        permissions = [
            ("confirm_importjob", _("Can confirm an import")),
            ("undo_importjob", _("Can undo an import")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="import_sha256_is_hex"
            ),
            models.CheckConstraint(
                condition=~Q(state="checked") | Q(checked_at__isnull=False),
                name="import_checked_with_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "applied", "undoing", "undone"])
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="import_confirmed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "undoing", "undone"], applied_at__isnull=False)
                | Q(~Q(state__in=["applied", "undoing", "undone"]), applied_at__isnull=True),
                name="import_applied_at_exactly_when_applied",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False, undone_by__isnull=False)
                | Q(state="undoing", undone_at__isnull=True, undone_by__isnull=False)
                | Q(
                    ~Q(state__in=["undoing", "undone"]),
                    undone_at__isnull=True, undone_by__isnull=True,
                ),
                name="import_undone_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(~Q(refused_code=""), state__in=["refused", "failed", "expired"])
                | Q(~Q(state__in=["refused", "failed", "expired"]), refused_code=""),
                name="import_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["refused", "failed", "expired"], closed_at__isnull=False)
                | Q(
                    ~Q(state__in=["refused", "failed", "expired"]),
                    closed_at__isnull=True, closed_by__isnull=True,
                ),
                name="import_closed_at_exactly_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(unpublished=False) | Q(state__in=["applied", "undoing", "undone"]),
                name="import_unpublished_once_applied",
            ),
            models.CheckConstraint(
                condition=Q(lease=None, lease_until=None)
                | Q(lease__isnull=False, lease_until__isnull=False),
                name="import_lease_has_an_end",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return gettext("import %(id)s") % {"id": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("imports:job", args=[self.pk])

    @property
    def path(self) -> Path:
        """Where the file is kept, sealed."""
        return Path(settings.MEDIA_ROOT) / "imports" / self.stored_as

    @property
    def file(self) -> SealedFile:
        """The file as it was sent; raises FileNotFoundError once it is purged."""
        if self.file_key is None:
            raise FileNotFoundError(self.stored_as)
        return SealedFile(self.path, bytes(self.file_key), self.size)

    @property
    def has_file(self) -> bool:
        """Whether the file is still kept."""
        return self.file_key is not None

    @property
    def is_at_work(self) -> bool:
        """Whether the worker has something to do for it."""
        return self.state in WORK or self.unpublished

    @property
    def is_undoable(self) -> bool:
        """Whether it can still be told what the file changed (see imports.purging)."""
        until = timezone.now() - timedelta(days=settings.IMPORT_UNDO_DAYS)
        return self.applied_at is not None and self.applied_at >= until
