"""Note in which kelurahan something counted has changed (kelurahan.kept).

A statement that touches more than a few thousand rows is an import: everything is then counted
anew, which is cheaper than to look up where each of its rows belongs. Parents may go before their
children within a transaction, and then note it for them.
"""

from django.db import migrations

MOST = 5000
# Each function serves triggers that call the rows of their statement "changed".
WHERE = {
    "household": "SELECT DISTINCT kelurahan_id FROM changed",
    "person": """SELECT DISTINCT h.kelurahan_id FROM changed
        JOIN recipients_household h ON h.id = changed.household_id""",
    "enrolment": """SELECT DISTINCT h.kelurahan_id FROM changed
        JOIN recipients_household h ON h.id = changed.household_id""",
    "disbursement": """SELECT DISTINCT h.kelurahan_id FROM changed
        JOIN recipients_enrolment e ON e.id = changed.enrolment_id
        JOIN recipients_household h ON h.id = e.household_id""",
}
FUNCTION = """
CREATE FUNCTION recipients_note_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT FROM changed LIMIT {most} + 1) AS few) > {most} THEN
        PERFORM kelurahan_note_changed(ARRAY['']);
    ELSE
        PERFORM kelurahan_note_changed(ARRAY({where}));
    END IF;
    RETURN NULL;
END $$;
"""
# A trigger that sees its rows may have one occasion only, and an update shows old and new ones.
OCCASIONS = {
    "insert": "INSERT ON recipients_{table} REFERENCING NEW TABLE AS changed",
    "delete": "DELETE ON recipients_{table} REFERENCING OLD TABLE AS changed",
    "update_from": "UPDATE ON recipients_{table} REFERENCING OLD TABLE AS changed",
    "update_to": "UPDATE ON recipients_{table} REFERENCING NEW TABLE AS changed",
}
TRIGGER = """
CREATE TRIGGER note_{occasion} AFTER {rows}
    FOR EACH STATEMENT EXECUTE FUNCTION recipients_note_{table}();
"""
EVERYWHERE = """
CREATE FUNCTION recipients_note_everywhere() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM kelurahan_note_changed(ARRAY['']);
    RETURN NULL;
END $$;
"""
# The names of programmes and the order of stages are in the figures of all kelurahan.
OF_ALL = """
CREATE TRIGGER note_everywhere AFTER {occasion} ON recipients_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION recipients_note_everywhere();
"""
ALL = [*((table, "TRUNCATE") for table in WHERE), ("stage", "UPDATE"), ("programme", "UPDATE")]


def _forward() -> str:
    parts = [EVERYWHERE]
    for table, where in WHERE.items():
        parts.append(FUNCTION.format(table=table, where=where, most=MOST))
        for occasion, rows in OCCASIONS.items():
            parts.append(
                TRIGGER.format(occasion=occasion, rows=rows.format(table=table), table=table)
            )
    parts += [OF_ALL.format(table=table, occasion=occasion) for table, occasion in ALL]
    return "".join(parts)


def _backward() -> str:
    names = [f"recipients_note_{name}" for name in (*WHERE, "everywhere")]
    return "".join(f"DROP FUNCTION {name}() CASCADE;" for name in names)


class Migration(migrations.Migration):
    dependencies = [
        ("kelurahan", "0008_keep_figures_of_kelurahan"),
        ("recipients", "0010_set_merged_people_aside"),
    ]

    operations = [migrations.RunSQL(_forward(), _backward())]
