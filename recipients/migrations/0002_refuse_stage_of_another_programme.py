"""A payment's stage and enrolment must belong to the same programme.

Composite foreign keys, which Django cannot declare, say so; their targets are the unique
constraints `stage_id_with_programme` and `enrolment_id_with_programme`.
"""

from django.db import migrations

ADD = """
ALTER TABLE recipients_disbursement
    ADD CONSTRAINT disbursement_stage_of_programme
        FOREIGN KEY (stage_id, programme_id)
        REFERENCES recipients_stage (id, programme_id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT disbursement_enrolment_of_programme
        FOREIGN KEY (enrolment_id, programme_id)
        REFERENCES recipients_enrolment (id, programme_id) DEFERRABLE INITIALLY DEFERRED
"""
DROP = """
ALTER TABLE recipients_disbursement
    DROP CONSTRAINT disbursement_stage_of_programme,
    DROP CONSTRAINT disbursement_enrolment_of_programme
"""


class Migration(migrations.Migration):
    dependencies = [("recipients", "0001_initial")]

    operations = [migrations.RunSQL(ADD, DROP)]
