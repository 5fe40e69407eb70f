"""Refused rows: where and why, never what was written there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Privacy
from imports.models.job import ImportJob


class RowProblem(models.Model):
    """One reason why one row is refused; the row itself stays in the private file."""

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="problems", db_index=False)
    row = models.PositiveIntegerField(_("row"))
    field = models.CharField(_("column"), max_length=40, blank=True)
    code = models.CharField(_("reason"), max_length=30)
    detail = models.CharField(_("detail"), max_length=120, blank=True)
    area = models.CharField(_("area"), max_length=13, blank=True)

    PRIVACY = dict.fromkeys(
        ("id", "job", "row", "field", "code", "detail", "area"), Privacy.PRIVATE
    )

    class Meta:
        verbose_name = _("refused row")
        verbose_name_plural = _("refused rows")
        ordering = ["row", "pk"]
        indexes = [models.Index(fields=["job", "row"], name="row_problem_by_row")]

    def __str__(self) -> str:
        return f"{self.row} {self.code}"
