"""Entries that neither number nor NIK ties together, compared by the model of duplicates.

Both sides are what is left over, so the model scores thousands of entries and not the register. A
pair is taken when it is the best of both and clearly better than the next; a likely pair with a
rival is a doubt.
"""

import math
from collections.abc import Iterator
from itertools import batched

from django.db import connection
from django.db.backends.utils import CursorWrapper

from accounts import crypto
from recipients.matching import entries, values
from recipients.matching.traits import MAX_BLOCK, Record
from verification.duplicates import spec, versions
from verification.duplicates.checking import traits_table

# A returned entry is most probably one of ours, so less is asked for than of doubles; but two
# that fit nearly as well (within so many bits) are left to a person.
SURE, LIKELY, MARGIN = 0.9, 0.5, 3.0
# In bits: the model's prior is that of doubles in a register.
LIFT = 4.0
AT_ONCE = 5_000
PLACE = "returned_entry"

LEFT = """
CREATE TEMPORARY TABLE left_row ON COMMIT DROP AS
SELECT * FROM rest_row r WHERE r.said <> 'removed'
    AND NOT EXISTS (SELECT FROM matched m WHERE m."row" = r."row");
CREATE TEMPORARY TABLE left_person ON COMMIT DROP AS
SELECT * FROM rest_person p WHERE p.is_expected
    AND NOT EXISTS (SELECT FROM matched m WHERE m.person_id = p.id);
ANALYZE left_row;
ANALYZE left_person"""
_SCORED = """
CREATE TEMPORARY TABLE likely ON COMMIT DROP AS
WITH theirs AS MATERIALIZED (
    SELECT t.number, {columns} FROM left_row_traits t {joins}
), ours AS MATERIALIZED (
    SELECT t.number, {columns} FROM left_person_traits t {joins}
), key_of_ours AS (SELECT number, unnest(keys) AS key FROM left_person_traits
), usable AS (
    SELECT key FROM key_of_ours GROUP BY key HAVING count(*) <= {most}
), near AS MATERIALIZED (
    SELECT DISTINCT a.number AS "row", b.number AS person_id
    FROM (SELECT number, unnest(keys) AS key FROM left_row_traits) a
    JOIN usable USING (key) JOIN key_of_ours b USING (key)
), scored AS (
    SELECT near."row", near.person_id, {weight} + {lift} AS bits
    FROM near JOIN theirs l ON l.number = near."row" JOIN ours r ON r.number = near.person_id
    WHERE {prefilter}
)
SELECT "row", person_id, 1 / (1 + power(2::float8, -greatest(bits, -1000))) AS probability,
    bits - lead(bits) OVER of_row AS ahead_of_row, row_number() OVER of_row AS place_of_row,
    bits - lead(bits) OVER of_person AS ahead_of_person,
    row_number() OVER of_person AS place_of_person
FROM scored WHERE bits >= {least}
WINDOW of_row AS (PARTITION BY "row" ORDER BY bits DESC, person_id),
    of_person AS (PARTITION BY person_id ORDER BY bits DESC, "row")"""
TAKE = f"""
INSERT INTO matched
SELECT l."row", l.person_id, p.household_id, 'model', l.probability
FROM likely l JOIN left_person p ON p.id = l.person_id
WHERE l.probability >= {SURE} AND place_of_row = 1 AND place_of_person = 1
    AND coalesce(ahead_of_row, {MARGIN}) >= {MARGIN}
    AND coalesce(ahead_of_person, {MARGIN}) >= {MARGIN};
INSERT INTO doubtful SELECT "row", person_id FROM likely WHERE probability >= {LIKELY};
DROP TABLE left_row_traits;
DROP TABLE left_person_traits"""  # noqa: S608 – fixed words


def sealed_numbers(row: int, nik: str, kk: str) -> bytes | None:
    """Seal the numbers of a staged row until it is compared; None where it has neither."""
    return crypto.seal(f"{nik} {kk}", place=f"{PLACE}:{row}") if nik or kk else None


def match_by_model(cursor: CursorWrapper) -> None:
    """Add to `matched` what is surely the same, to `doubtful` what is likely so."""
    for statement in LEFT.split(";\n"):
        cursor.execute(statement)
    cursor.execute("SELECT EXISTS (SELECT FROM left_row) AND EXISTS (SELECT FROM left_person)")
    if not cursor.fetchone()[0]:
        return
    traits_table("left_row_traits", _returned())
    traits_table("left_person_traits", _ours())
    found = spec.load(versions.active_model().content)
    cursor.execute(
        _SCORED.format(
            columns=values.columns_sql("t"), joins=values.joins_sql("t"), most=MAX_BLOCK, lift=LIFT,
            weight=found.weight_sql(), prefilter=found.prefilter_sql(),
            least=math.log2(LIKELY / (1 - LIKELY)),
        )
    )  # fmt: skip
    for statement in TAKE.split(";\n"):
        cursor.execute(statement)


def _returned() -> Iterator[tuple[int, Record]]:
    """Yield what the left rows say, their numbers opened in memory only."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT "row", numbers, name, birth_date, birth_place, mother_name, sex, relation,'
            " kelurahan, address, rt, rw, deceased FROM left_row"
        )
        rows = cursor.fetchall()
    for row, sealed, name, born, birth_place, mother, sex, relation, *home, deceased in rows:
        opened = crypto.unseal(sealed, place=f"{PLACE}:{row}") if sealed else " "
        nik, kk = opened.split(" ")
        kelurahan, address, rt, rw = home
        yield row, Record(
            0, 0, name, born, birth_place, mother, sex, relation, nik, kk, kelurahan, address, rt,
            rw, deceased,
        )  # fmt: skip


def _ours() -> Iterator[tuple[int, Record]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM left_person ORDER BY household_id, id")
        ids = [row[0] for row in cursor.fetchall()]
    for some in batched(ids, AT_ONCE):
        for record in entries.records(some):
            yield record.person, record
