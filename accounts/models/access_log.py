"""Who looked at whose personal data: append-only, kept by the database itself."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Privacy


class AccessLog(models.Model):
    """One look of one member of staff at one object's personal data."""

    class Action(models.TextChoices):
        REVEAL_NIK = "reveal_nik", _("revealed a NIK")
        REVEAL_KK = "reveal_kk", _("revealed a KK number")
        SEARCH_NIK = "search_nik", _("searched by exact NIK")
        SEARCH_NAME = "search_name", _("searched by name")
        REVEAL_CONTACT = "contact", _("revealed who complains")
        VIEW = "view", _("opened a household or person")
        EXPORT = "export", _("exported a list")

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="access_logs",
        verbose_name=_("who"),
    )  # fmt: skip
    action = models.CharField(_("action"), max_length=12, choices=Action)
    object_type = models.CharField(_("kind of object"), max_length=60, blank=True)
    object_id = models.BigIntegerField(_("object"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    PRIVACY = dict.fromkeys(
        ("id", "at", "user", "action", "object_type", "object_id", "reason"), Privacy.PRIVATE
    )

    class Meta:
        verbose_name = _("access log entry")
        verbose_name_plural = _("access log")
        ordering = ["-at"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="access_log_object")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.action} {self.object_type} {self.object_id}"
