"""Staging tables live in a schema of their own, apart from what is kept and backed up."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SCHEMA IF NOT EXISTS imports_staging",
            "DROP SCHEMA IF EXISTS imports_staging CASCADE",
        )
    ]
