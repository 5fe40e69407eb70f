"""Rules about what is known of a person besides the NIK."""

import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from recipients import names
from verification.models import Action, Kind
from verification.rules.base import execute, rule

AT_ONCE = 50_000
OLDEST = 120
# More entries of one name on one day tell of a date that was filled in, not of a person.
MOST_NAMESAKES = 50
# Different people for the civil registry, or of different sex.
DISTINCT = """
    (a.civil_match = 'matched' AND b.civil_match = 'matched' AND a.nik_index <> b.nik_index)
    OR (a.sex <> '' AND b.sex <> '' AND a.sex <> b.sex)"""


def fold_names() -> None:
    """Keep folded name and birth date of those in active households for this transaction."""
    execute("DROP TABLE IF EXISTS pg_temp.folded_name")
    execute(
        "CREATE TEMPORARY TABLE folded_name (person_id bigint, name text, birth_date date)"
        " ON COMMIT DROP"
    )
    last = 0
    while people := _people_after(last):
        last = people[-1][0]
        with connection.cursor() as cursor, cursor.copy("COPY folded_name FROM STDIN") as copy:
            # Folded names are letters only, so they need no quoting.
            copy.write("".join(f"{pk}\t{_folded(name)}\t{born}\n" for pk, name, born in people))
    execute("ANALYZE folded_name")


def _folded(name: str) -> str:
    return "".join([word.folded for word in names.words(name)])


def _people_after(last: int) -> list[tuple[int, str, datetime.date]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.name, p.birth_date FROM recipients_person p"
            " JOIN recipients_household h ON h.id = p.household_id AND h.status = 'active'"
            " WHERE p.merged_into_id IS NULL AND p.id > %s AND p.birth_date IS NOT NULL"
            " ORDER BY p.id LIMIT %s",
            [last, AT_ONCE],
        )
        return list(cursor.fetchall())


@rule(
    "person_twice", _("Another entry has the same name and birth date."), Kind.DUPLICATE,
    prepare=fold_names,
)  # fmt: skip
def person_twice() -> str:
    """The same folded name and birth date in active households, unless the registry differs."""
    return f"""
WITH shared AS MATERIALIZED (
    SELECT name, birth_date FROM folded_name WHERE name <> ''
    GROUP BY 1, 2 HAVING count(*) BETWEEN 2 AND {MOST_NAMESAKES}
), namesake AS MATERIALIZED (
    SELECT p.id, p.household_id, p.civil_match, p.nik_index, p.sex, f.name, f.birth_date
    FROM shared JOIN folded_name f ON f.name = shared.name AND f.birth_date = shared.birth_date
    JOIN recipients_person p ON p.id = f.person_id
)
SELECT a.household_id, a.id, NULL, NULL,
    jsonb_build_object('people', jsonb_agg(b.id ORDER BY b.id))
FROM namesake a JOIN namesake b
    ON b.name = a.name AND b.birth_date = a.birth_date AND b.id <> a.id AND ({DISTINCT}) IS NOT TRUE
GROUP BY 1, 2"""


@rule(
    "deceased_active", _("The person is recorded as deceased but still listed."), Kind.DECEASED,
    action=Action.DELETE,
)  # fmt: skip
def deceased_active() -> str:
    """A deceased member of an active household."""
    return """
SELECT p.household_id, p.id, NULL, NULL,
    jsonb_build_object('deceased_on', p.deceased_on, 'relation', p.relation)
FROM recipients_person p
JOIN recipients_household h ON h.id = p.household_id AND h.status = 'active'
WHERE p.deceased AND p.merged_into_id IS NULL"""


@rule("age_impossible", _("The birth or death date is impossible."), Kind.INVALID)
def age_impossible() -> str:
    """Born or died in the future, older than anyone, or dead before birth."""
    return f"""
SELECT p.household_id, p.id, NULL, NULL, jsonb_build_object(
    'birth_date', p.birth_date, 'deceased_on', p.deceased_on,
    'why', CASE WHEN p.birth_date > %(today)s THEN 'born_in_future'
        WHEN p.deceased_on > %(today)s THEN 'died_in_future'
        WHEN p.deceased_on < p.birth_date THEN 'died_before_birth' ELSE 'too_old' END)
FROM recipients_person p
JOIN recipients_household h ON h.id = p.household_id AND h.status = 'active'
WHERE p.merged_into_id IS NULL AND (
    p.birth_date > %(today)s OR p.deceased_on > %(today)s OR p.deceased_on < p.birth_date
    OR p.birth_date <= coalesce(p.deceased_on, %(today)s) - interval '{OLDEST + 1} years')"""


@rule("age_order", _("A child is older than the head, or a parent younger."), Kind.INVALID)
def age_order() -> str:
    """Birth dates that contradict the relations within one family."""
    return """
SELECT p.household_id, p.id, NULL, NULL, jsonb_build_object(
    'relation', p.relation, 'birth_date', p.birth_date, 'head_birth_date', head.birth_date)
FROM recipients_person p
JOIN recipients_household h ON h.id = p.household_id AND h.status = 'active'
JOIN (
    SELECT household_id, min(birth_date) AS birth_date FROM recipients_person
    WHERE relation = 'head' AND NOT deceased AND merged_into_id IS NULL
    GROUP BY 1 HAVING count(*) = 1
) head ON head.household_id = p.household_id
WHERE p.merged_into_id IS NULL AND (
    p.relation = 'child' AND p.birth_date <= head.birth_date
    OR p.relation = 'parent' AND p.birth_date >= head.birth_date)"""
