"""How common each value of a trait is: the columns that `traits.COUNTS` and `RARITIES` ask for.

Counted by each search of the whole register, over the entries that take part in it. Values of a
single entry are not kept: they are the common case.
"""

from django.db import connection, transaction

from recipients.matching.traits import COUNTS, FIELDS, RARITIES

# The row of this value tells how many entries have any.
ALL = ""
COUNTED = tuple(dict.fromkeys([*COUNTS.values(), *RARITIES.values()]))
# Whose entries count, and are compared: those of active households, not merged into another.
TAKING_PART = """
JOIN recipients_person p ON p.id = t.person_id AND p.merged_into_id IS NULL
JOIN recipients_household h ON h.id = p.household_id AND h.status = 'active'
"""
_COUNT = """
INSERT INTO recipients_matchvalue ("column", value, entries)
SELECT '{0}', value, entries FROM (
    SELECT t."{0}"::text AS value, count(*) AS entries FROM recipients_matchtraits t
    {1} WHERE t."{0}" IS NOT NULL GROUP BY t."{0}"
) counted WHERE entries > 1
UNION ALL SELECT '{0}', '', count(t."{0}") FROM recipients_matchtraits t {1}
"""


@transaction.atomic
def recount() -> None:
    """Count the values of all entries that take part anew."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("DELETE FROM recipients_matchvalue")
        for column in COUNTED:
            cursor.execute(_COUNT.format(column, TAKING_PART))
        cursor.execute("ANALYZE recipients_matchvalue")


def columns_sql(alias: str) -> str:
    """Return the columns that a pair is scored by, of traits `alias` joined by `joins_sql`."""
    own = [f'{alias}."{name}"' for name in FIELDS]
    counts = [
        f'CASE WHEN {alias}."{source}" IS NOT NULL'
        f' THEN coalesce({alias}_{source}.entries, 1) END::integer AS "{name}"'
        for name, source in COUNTS.items()
    ]
    rarities = [
        f'CASE WHEN {alias}."{source}" IS NOT NULL THEN round(10 * log(2,'
        f" greatest({alias}_{source}_all.entries, 1)::numeric"
        f' / coalesce({alias}_{source}.entries, 1))) END::integer AS "{name}"'
        for name, source in RARITIES.items()
    ]
    return ", ".join([*own, *counts, *rarities])


def joins_sql(alias: str) -> str:
    """Return the joins that `columns_sql` needs."""
    return " ".join(
        f'LEFT JOIN recipients_matchvalue {alias}_{source} ON {alias}_{source}."column" ='
        f" '{source}' AND {alias}_{source}.value = {alias}.\"{source}\"::text"
        f' LEFT JOIN recipients_matchvalue {alias}_{source}_all ON {alias}_{source}_all."column"'
        f" = '{source}' AND {alias}_{source}_all.value = ''"
        for source in COUNTED
    )
