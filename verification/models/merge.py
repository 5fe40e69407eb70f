"""Merges: one entry of a person stands, the other is set aside; each can be undone once."""

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
from verification.models.duplicates import DuplicatePair
from verification.models.finding import Finding


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: User) -> "MergeQuerySet":
        """Merges both of whose entries `user` may see."""
        if not user.is_active or not (user.area_id or user.sees_everything):
            return self.none()
        return self.filter(
            within("kept__household__kelurahan__code", user.scope)
            & within("gone__household__kelurahan__code", user.scope)
        )

    def in_force(self) -> "MergeQuerySet":
        """Merges that nobody has undone."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """`gone` was set aside because `kept` is the same person's entry.

    `changed` is what an undo puts back (see verification.actions.merging): ids, states and days,
    never a name or number. No `pair`: the two were merged as parts of one cluster.
    """

    pair = models.ForeignKey(
        DuplicatePair, models.PROTECT, null=True, blank=True, related_name="merges",
        verbose_name=_("likely duplicate"),
    )  # fmt: skip
    kept = models.ForeignKey(
        Person, models.PROTECT, related_name="kept_in", verbose_name=_("entry that stays")
    )
    gone = models.ForeignKey(
        Person, models.PROTECT, related_name="merges", verbose_name=_("entry set aside")
    )
    finding = models.ForeignKey(
        Finding, models.PROTECT, related_name="merges", verbose_name=_("finding")
    )
    changed = models.JSONField(_("what was changed"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("undone by"),
    )  # fmt: skip
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            "id", "pair", "kept", "gone", "finding", "changed", "by", "at", "undone_by",
            "undone_at",
        ),
        Privacy.PRIVATE,
    )  # fmt: skip

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        permissions = [("merge_people", _("Can merge two entries of one person, and undo it"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kept=F("gone")), name="merge_of_two_entries"
            ),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="merge_undone_by_someone",
            ),
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at=None), name="merge_in_force_once"
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.ReadOnly(
                name="merge_stays",
                fields=["pair", "kept", "gone", "finding", "changed", "by", "at"],
            ),
            pgtrigger.Protect(
                name="undone_once", operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__undone_at__isnull=False),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return gettext("merge %(id)s") % {"id": self.pk}

    @property
    def is_in_force(self) -> bool:
        """Whether nobody has undone it."""
        return self.undone_at is None
