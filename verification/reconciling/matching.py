"""Whose row is whose: by the source's number, then by NIK, then by the model of duplicates.

Each step takes only what the steps before left over, and only pairs that are one to one. What
more than one entry fits is listed as doubtful, never guessed. `returned` are the staged rows,
`matched` is filled, `doubtful` holds the pairs that nobody should decide by machine.
"""

from collections.abc import Mapping
from typing import Any

from django.db.backends.utils import CursorWrapper

from recipients.models import NikStatus
from verification.reconciling.fields import folded_sql
from verification.reconciling.likeness import match_by_model

USABLE = f"('{NikStatus.WELL_FORMED}', '{NikStatus.WARNING}')"
CREATE = """
CREATE TEMPORARY TABLE matched (
    "row" integer, person_id bigint, household_id bigint, how text, probability double precision
) ON COMMIT DROP;
CREATE TEMPORARY TABLE doubtful ("row" integer, person_id bigint) ON COMMIT DROP"""
# A number whose NIK, KK number, birth date and name are all others' was given away: a doubt.
BY_SOURCE = f"""
WITH pair AS MATERIALIZED (
SELECT r."row", p.id, p.household_id, (r.nik_index <> p.nik_index
    AND r.kk_index <> h.kk_index AND r.birth_date <> p.birth_date AND r.name <> ''
    AND levenshtein_less_equal(
        left({folded_sql("r.name")}, 80), left({folded_sql("p.name")}, 80), 3) > 3
    ) IS TRUE AS is_other
FROM returned r
JOIN recipients_person p ON p.source_register = %(register)s AND p.source_id = r.source_id
    AND p.source_id <> ''
JOIN recipients_household h ON h.id = p.household_id
    AND h.kelurahan_id >= %(from)s AND h.kelurahan_id < %(to)s
), doubt AS (
    INSERT INTO doubtful SELECT "row", id FROM pair WHERE is_other
)
INSERT INTO matched
SELECT DISTINCT ON (id) "row", id, household_id, 'source_id', NULL
FROM pair WHERE NOT is_other ORDER BY id, "row";
ANALYZE matched"""  # noqa: S608 – fixed words
# What is left on either side. The same entry twice in the file is one entry.
REST = """
CREATE TEMPORARY TABLE rest_row ON COMMIT DROP AS
SELECT r.* FROM returned r
LEFT JOIN (SELECT DISTINCT p.source_id FROM matched m
    JOIN recipients_person p ON p.id = m.person_id) known
    ON known.source_id = r.source_id
WHERE known.source_id IS NULL;
CREATE TEMPORARY TABLE rest_person ON COMMIT DROP AS
SELECT p.id, p.household_id, p.name, p.birth_date,
    CASE WHEN p.nik_status IN ('well_formed', 'warning') THEN p.nik_index END AS nik_index,
    p.source_register = %(register)s AND h.status = 'active' OR EXISTS (
        SELECT FROM verification_cycleline l WHERE l.household_id = h.id) AS is_expected
FROM recipients_person p JOIN recipients_household h ON h.id = p.household_id
WHERE h.kelurahan_id >= %(from)s AND h.kelurahan_id < %(to)s AND p.merged_into_id IS NULL
    AND NOT EXISTS (SELECT FROM matched m WHERE m.person_id = p.id);
ANALYZE rest_row;
ANALYZE rest_person"""
# A NIK typed for somebody else agrees neither in the birth date nor in the name.
BY_NIK = f"""
CREATE TEMPORARY TABLE same_nik ON COMMIT DROP AS
SELECT r."row", p.id AS person_id, p.household_id,
    r.birth_date = p.birth_date OR levenshtein_less_equal(
        left({folded_sql("r.name")}, 80), left({folded_sql("p.name")}, 80), 3) <= 3 AS is_alike
FROM rest_row r JOIN rest_person p ON p.nik_index = r.nik_index
WHERE r.nik_status IN {USABLE};
WITH counted AS (
    SELECT *, count(*) OVER (PARTITION BY "row") AS of_row,
        count(*) OVER (PARTITION BY person_id) AS of_person
    FROM same_nik WHERE is_alike
)
INSERT INTO matched SELECT "row", person_id, household_id, 'nik', NULL FROM counted
WHERE of_row = 1 AND of_person = 1;
INSERT INTO doubtful SELECT "row", person_id FROM same_nik"""  # noqa: S608 – fixed words
# A doubt is over when one of the two has found its own.
SETTLE = """
DELETE FROM doubtful d USING matched m WHERE m."row" = d."row";
DELETE FROM doubtful d USING matched m WHERE m.person_id = d.person_id;
CREATE INDEX ON matched (person_id);
CREATE INDEX ON matched (household_id);
ANALYZE matched;
ANALYZE doubtful"""


def match(cursor: CursorWrapper, *, register: str, area: str) -> None:
    """Fill `matched` and `doubtful` from `returned`, for entries of ours in an area."""
    values = {"register": register, "from": f"{area}.", "to": f"{area}/"}
    for statements in (CREATE, BY_SOURCE, REST, BY_NIK):
        run_all(cursor, statements, values)
    match_by_model(cursor)
    run_all(cursor, SETTLE, values)


def run_all(cursor: CursorWrapper, statements: str, values: Mapping[str, Any]) -> None:
    """Execute statements one after the other, each with its own plan."""
    for statement in statements.split(";\n"):
        cursor.execute(statement, values)
