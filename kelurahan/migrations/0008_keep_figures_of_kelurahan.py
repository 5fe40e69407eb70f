"""Keep the figures of each kelurahan, and note which of them have changed since."""

import uuid

import django.contrib.postgres.fields
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

# The id lasts as long as the transaction: a second change in it finds its own note, and nobody
# else's, so that a note which is being taken away is never mistaken for one's own.
NOTE = """
CREATE FUNCTION kelurahan_note_changed(codes text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    noting text := current_setting('kelurahan.noting', true);
BEGIN
    IF coalesce(noting, '') = '' THEN
        noting := set_config('kelurahan.noting', gen_random_uuid()::text, true);
    END IF;
    INSERT INTO kelurahan_changedarea (noted_by, code)
    SELECT noting::uuid, changed.code FROM unnest(codes) AS changed (code)
    ON CONFLICT DO NOTHING;
END $$
"""
# Nothing has been computed yet.
BEGIN_ANEW = "INSERT INTO kelurahan_changedarea (noted_by, code) VALUES (gen_random_uuid(), '')"


class Migration(migrations.Migration):
    dependencies = [("kelurahan", "0007_keep_offices_and_boundaries")]

    operations = [
        migrations.CreateModel(
            name="KeptFigures",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=13, primary_key=True, serialize=False, verbose_name="code"
                    ),
                ),
                ("version", models.CharField(max_length=64, verbose_name="version")),
                (
                    "indicators",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None
                    ),
                ),
                (
                    "programmes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None
                    ),
                ),
                (
                    "stages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), size=None
                    ),
                ),
                (
                    "values",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
            ],
            options={
                "verbose_name": "kept figures",
                "verbose_name_plural": "kept figures",
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("code"), 13
                        ),
                        name="kept_figures_of_a_kelurahan",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangedArea",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "noted_by",
                        "code",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("noted_by", models.UUIDField(default=uuid.uuid4)),
                ("code", models.CharField(blank=True, max_length=13, verbose_name="code")),
            ],
            options={
                "verbose_name": "changed area",
                "verbose_name_plural": "changed areas",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code", ""),
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Length("code"), 13
                            ),
                            _connector="OR",
                        ),
                        name="changed_area_is_a_kelurahan",
                    )
                ],
            },
        ),
        migrations.RunSQL(NOTE, "DROP FUNCTION kelurahan_note_changed(text[])"),
        migrations.RunSQL(BEGIN_ANEW, migrations.RunSQL.noop),
    ]
