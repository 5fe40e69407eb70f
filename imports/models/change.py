"""What an import wrote, so that it can be taken back as a whole."""

from django.db import models

from accounts.privacy import Privacy
from imports.models.job import ImportJob


class AppliedChange(models.Model):
    """One row written by one import.

    `was` is the row before (null: it was not there). `became` is PostgreSQL's hash of the whole
    row after, by which a later change by anyone is noticed.
    """

    pk = models.CompositePrimaryKey("job", "target", "row_id")
    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="changes", db_index=False)
    target = models.PositiveSmallIntegerField()
    row_id = models.BigIntegerField()
    became = models.BigIntegerField()
    was = models.JSONField(null=True)

    PRIVACY = dict.fromkeys(("pk", "job", "target", "row_id", "became", "was"), Privacy.PRIVATE)

    def __str__(self) -> str:
        return f"{self.job_id} {self.target} {self.row_id}"
