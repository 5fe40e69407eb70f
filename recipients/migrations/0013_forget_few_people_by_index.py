"""Look the postings of a few deleted people up one by one: joined, the whole table was read."""

from django.db import migrations

FORGET = """
CREATE OR REPLACE FUNCTION recipients_forget_deleted_people() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone record;
BEGIN
    IF (SELECT count(*) > 1000 FROM (SELECT FROM old_rows LIMIT 1001) few) THEN
        UPDATE recipients_matchstate SET is_posted = false;
        DELETE FROM recipients_matchtraits t USING old_rows o WHERE t.person_id = o.id;
        RETURN NULL;
    END IF;
    FOR gone IN SELECT id FROM old_rows LOOP
        DELETE FROM recipients_matchposting WHERE person_id = gone.id AND key = ANY(
            (SELECT keys FROM recipients_matchtraits WHERE person_id = gone.id)::bigint[]);
        DELETE FROM recipients_matchtraits WHERE person_id = gone.id;
    END LOOP;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("recipients", "0012_keep_match_traits"),
    ]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
