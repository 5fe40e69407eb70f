"""What stands beside a Release so that others can check it, and what the next one must know."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kelurahan.models.area import Area
from kelurahan.models.release import Release


class ReleaseFile(models.Model):
    """A table that goes with a Release as it was on that day: names of areas, labels, digests."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="files")
    name = models.CharField(_("file"), max_length=40)
    content = models.TextField(_("content"))

    class Meta:
        verbose_name = _("file of a release")
        verbose_name_plural = _("files of releases")
        constraints = [
            models.UniqueConstraint(fields=["release", "name"], name="release_file_once"),
            models.CheckConstraint(
                condition=Q(name__regex=r"^[a-z]+\.(csv|txt)$"), name="release_file_is_csv_or_txt"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"#{self.release_id} {self.name}"


class ReleaseSignature(models.Model):
    """An Ed25519 signature of a Release's seal; the public key stands outside the database."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="signatures")
    key_id = models.CharField(_("key"), max_length=20)
    signature = models.CharField(_("signature"), max_length=88, help_text=_("64 bytes, as Base64."))

    class Meta:
        verbose_name = _("signature of a release")
        verbose_name_plural = _("signatures of releases")
        constraints = [
            models.UniqueConstraint(fields=["release", "key_id"], name="release_signed_once_a_key"),
            models.CheckConstraint(
                condition=Q(signature__regex=r"^[A-Za-z0-9+/]{86}==$"),
                name="release_signature_is_64_bytes",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"#{self.release_id} {self.key_id}"


class WithheldCount(models.Model):
    """A count that the newest Release does not tell, so that the next one can go on hiding it.

    Only those of the newest Release are kept, and nothing but publishing reads them.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    indicator = models.CharField(_("indicator"), max_length=60)
    value = models.PositiveBigIntegerField(_("value"))

    class Meta:
        verbose_name = _("withheld count")
        verbose_name_plural = _("withheld counts")
        constraints = [
            models.UniqueConstraint(
                fields=["release", "area", "indicator"], name="withheld_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.indicator}"
