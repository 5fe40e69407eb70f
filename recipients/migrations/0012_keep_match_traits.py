"""Tables beside the register that the search for duplicates reads, and who keeps them in step.

Triggers note whose traits are stale, for every writer: actions, imports, undo, rotation of keys.
They are statement triggers, since an import writes a million people in one statement.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

NOTE_STALE = """
CREATE FUNCTION recipients_note_new_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO recipients_stalematch (person_id) SELECT id FROM new_rows;
    RETURN NULL;
END $$;
CREATE FUNCTION recipients_note_changed_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO recipients_stalematch (person_id)
    SELECT n.id FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE (n.household_id, n.name, n.birth_date, n.birth_place, n.mother_name, n.sex, n.relation,
            n.deceased, n.nik_index)
        IS DISTINCT FROM (o.household_id, o.name, o.birth_date, o.birth_place, o.mother_name,
            o.sex, o.relation, o.deceased, o.nik_index);
    RETURN NULL;
END $$;
CREATE FUNCTION recipients_note_changed_households() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO recipients_stalematch (person_id)
    SELECT p.id FROM new_rows n JOIN old_rows o ON o.id = n.id
    JOIN recipients_person p ON p.household_id = n.id
    WHERE (n.kelurahan_id, n.address, n.rt, n.rw, n.kk_index)
        IS DISTINCT FROM (o.kelurahan_id, o.address, o.rt, o.rw, o.kk_index);
    RETURN NULL;
END $$;
CREATE FUNCTION recipients_forget_deleted_people() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE many boolean := (SELECT count(*) > 1000 FROM old_rows);
BEGIN
    IF many THEN
        UPDATE recipients_matchstate SET is_posted = false;
        DELETE FROM recipients_matchtraits t USING old_rows o WHERE t.person_id = o.id;
    ELSE
        WITH gone AS (
            DELETE FROM recipients_matchtraits t USING old_rows o WHERE t.person_id = o.id
            RETURNING t.person_id, t.keys
        )
        DELETE FROM recipients_matchposting p USING gone, unnest(gone.keys) AS k
        WHERE p.key = k AND p.person_id = gone.person_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER match_new_people AFTER INSERT ON recipients_person
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION recipients_note_new_people();
CREATE TRIGGER match_changed_people AFTER UPDATE ON recipients_person
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION recipients_note_changed_people();
CREATE TRIGGER match_deleted_people AFTER DELETE ON recipients_person
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION recipients_forget_deleted_people();
CREATE TRIGGER match_changed_households AFTER UPDATE ON recipients_household
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION recipients_note_changed_households();
-- What can be made anew needs no write-ahead log.
ALTER TABLE recipients_matchposting SET UNLOGGED;
INSERT INTO recipients_matchstate (id, is_posted, entries) VALUES (1, false, 0);
INSERT INTO recipients_stalematch (person_id) SELECT id FROM recipients_person;
"""
FORGET = """
DROP TRIGGER match_new_people ON recipients_person;
DROP TRIGGER match_changed_people ON recipients_person;
DROP TRIGGER match_deleted_people ON recipients_person;
DROP TRIGGER match_changed_households ON recipients_household;
DROP FUNCTION recipients_note_new_people(), recipients_note_changed_people(),
    recipients_note_changed_households(), recipients_forget_deleted_people();
"""


def add_columns(_apps: object, _schema_editor: object) -> None:
    """Give the traits' table the columns of today's traits."""
    from recipients.matching import store

    store.fit()


class Migration(migrations.Migration):
    dependencies = [
        ("recipients", "0011_note_whose_figures_change"),
    ]

    operations = [
        migrations.CreateModel(
            name="MatchTraits",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="recipients.person",
                    ),
                ),
                ("made_by", models.IntegerField()),
                ("facts", models.BigIntegerField()),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MatchValue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "column",
                        "value",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("column", models.CharField(db_collation="C", max_length=40)),
                ("value", models.TextField(db_collation="C")),
                ("entries", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="StaleMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_id", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="MatchPosting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key",
                        "person_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recipients.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MatchState",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("is_posted", models.BooleanField(default=False)),
                ("entries", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="match_state_one_row"
                    )
                ],
            },
        ),
        migrations.RunSQL(NOTE_STALE, FORGET),
        migrations.RunPython(add_columns, migrations.RunPython.noop),
    ]
