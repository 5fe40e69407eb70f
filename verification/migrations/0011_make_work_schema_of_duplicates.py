"""A schema for the tables of a search for duplicates, which come and go with it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("recipients", "0012_keep_match_traits"),
        ("verification", "0010_keep_merges"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE SCHEMA IF NOT EXISTS duplicates_work",
            "DROP SCHEMA IF EXISTS duplicates_work CASCADE",
        )
    ]
