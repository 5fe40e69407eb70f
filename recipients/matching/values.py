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
# Rarity in tenths of bits, as integers: every engine adds the same.
_RARITY = (
    "round(10 * ln(greatest({all}, 1)::float8 / coalesce({value}.entries, 1)) / ln(2::float8))"
)


@transaction.atomic
def recount(table: str) -> None:
    """Count the values of all entries in `table`, which has the columns of traits, anew."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM recipients_matchvalue")
        for column in COUNTED:
            cursor.execute(
                f'INSERT INTO recipients_matchvalue ("column", value, entries)'
                f' SELECT %s, "{column}"::text, count(*) FROM {table}'
                f' WHERE "{column}" IS NOT NULL GROUP BY "{column}" HAVING count(*) > 1'
                f' UNION ALL SELECT %s, %s, count("{column}") FROM {table}',
                [column, column, ALL],
            )
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
        f'CASE WHEN {alias}."{source}" IS NOT NULL AND {alias}_all."{source}" IS NOT NULL THEN '
        + _RARITY.format(all=f"{alias}_all.{source}", value=f"{alias}_{source}")
        + f' END::integer AS "{name}"'
        for name, source in RARITIES.items()
    ]
    return ", ".join([*own, *counts, *rarities])


def joins_sql(alias: str) -> str:
    """Return the joins that `columns_sql` needs."""
    sums = ", ".join(
        f"max(entries) FILTER (WHERE \"column\" = '{source}') AS {source}" for source in COUNTED
    )
    totals = f"SELECT {sums} FROM recipients_matchvalue WHERE value = '{ALL}'"
    values = " ".join(
        f'LEFT JOIN recipients_matchvalue {alias}_{source} ON {alias}_{source}."column" ='
        f" '{source}' AND {alias}_{source}.value = {alias}.\"{source}\"::text"
        for source in COUNTED
    )
    return f"{values} CROSS JOIN ({totals}) {alias}_all"
