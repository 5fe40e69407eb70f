"""A complaint's stage must belong to its programme, as a payment's does (recipients 0002)."""

from django.db import migrations

ADD = """
ALTER TABLE complaints_complaint ADD CONSTRAINT complaint_stage_of_programme
    FOREIGN KEY (stage_id, programme_id)
    REFERENCES recipients_stage (id, programme_id) DEFERRABLE INITIALLY DEFERRED
"""
DROP = "ALTER TABLE complaints_complaint DROP CONSTRAINT complaint_stage_of_programme"


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0001_initial"),
        ("recipients", "0002_refuse_stage_of_another_programme"),
    ]

    operations = [migrations.RunSQL(ADD, DROP)]
