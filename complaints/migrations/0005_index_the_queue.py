"""The queue is read by deadline and by status; both lists stay cheap at a million complaints."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

OPEN = ("received", "verified", "assigned", "in_progress", "asked", "reopened")


class Migration(migrations.Migration):
    atomic = False  # the indexes are built beside the work

    dependencies = [("complaints", "0004_ship_answer_templates")]
    operations = [
        AddIndexConcurrently(
            "complaint",
            models.Index(
                condition=models.Q(status__in=OPEN),
                fields=["answer_by", "id"],
                name="complaint_open_by_deadline",
            ),
        ),
        AddIndexConcurrently(
            "complaint",
            models.Index(fields=["status", "-id"], name="complaint_newest_by_status"),
        ),
    ]
