"""What is left to do, and how a job was closed, becomes a fact of the row.

Until now a file to be taken back, and figures to be published, were known by the phase alone,
which a worker empties when it takes a job.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MARK = """
UPDATE imports_importjob SET closed_at = greatest(received_at, checked_at)
    WHERE state IN ('refused', 'failed') AND closed_at IS NULL;
UPDATE imports_importjob SET unpublished = true WHERE state = 'applied' AND phase = 'publishing';
UPDATE imports_importjob SET state = 'undoing', undone_by_id = (report ->> 'undo_by')::bigint
    WHERE state = 'applied' AND phase = 'undoing';
SET CONSTRAINTS ALL IMMEDIATE;
"""
UNMARK = """
UPDATE imports_importjob SET phase = 'publishing' WHERE state = 'applied' AND unpublished;
UPDATE imports_importjob SET state = 'applied', phase = 'undoing', undone_by_id = NULL,
    report = report || jsonb_build_object('undo_by', undone_by_id) WHERE state = 'undoing';
UPDATE imports_importjob SET state = 'refused' WHERE state = 'expired';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0004_seal_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="importjob",
            name="import_confirmed_by_someone",
        ),
        migrations.RemoveConstraint(
            model_name="importjob",
            name="import_applied_at_exactly_when_applied",
        ),
        migrations.RemoveConstraint(
            model_name="importjob",
            name="import_undone_by_someone",
        ),
        migrations.RemoveConstraint(
            model_name="importjob",
            name="import_refused_with_reason",
        ),
        migrations.AddField(
            model_name="importjob",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closed"),
        ),
        migrations.AddField(
            model_name="importjob",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="closed by",
            ),
        ),
        migrations.AddField(
            model_name="importjob",
            name="unpublished",
            field=models.BooleanField(default=False, verbose_name="figures are to be published"),
        ),
        migrations.AlterField(
            model_name="importjob",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "received"),
                    ("staged", "read"),
                    ("checked", "waiting for confirmation"),
                    ("confirmed", "confirmed"),
                    ("applied", "applied"),
                    ("undoing", "to be taken back"),
                    ("refused", "refused"),
                    ("failed", "failed"),
                    ("expired", "expired"),
                    ("undone", "undone"),
                ],
                default="received",
                max_length=9,
                verbose_name="state",
            ),
        ),
        migrations.RunSQL(MARK, UNMARK),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ["confirmed", "applied", "undoing", "undone"]), _negated=True
                    ),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="import_confirmed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("applied_at__isnull", False),
                        ("state__in", ["applied", "undoing", "undone"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["applied", "undoing", "undone"]), _negated=True),
                        ("applied_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="import_applied_at_exactly_when_applied",
            ),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "undone"),
                        ("undone_at__isnull", False),
                        ("undone_by__isnull", False),
                    ),
                    models.Q(
                        ("state", "undoing"),
                        ("undone_at__isnull", True),
                        ("undone_by__isnull", False),
                    ),
                    models.Q(
                        models.Q(("state__in", ["undoing", "undone"]), _negated=True),
                        ("undone_at__isnull", True),
                        ("undone_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="import_undone_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("refused_code", ""), _negated=True),
                        ("state__in", ["refused", "failed", "expired"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["refused", "failed", "expired"]), _negated=True),
                        ("refused_code", ""),
                    ),
                    _connector="OR",
                ),
                name="import_refused_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False),
                        ("state__in", ["refused", "failed", "expired"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["refused", "failed", "expired"]), _negated=True),
                        ("closed_at__isnull", True),
                        ("closed_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="import_closed_at_exactly_when_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unpublished", False),
                    ("state__in", ["applied", "undoing", "undone"]),
                    _connector="OR",
                ),
                name="import_unpublished_once_applied",
            ),
        ),
    ]
