"""Entries that neither number nor NIK ties together, compared by what else is known of them.

Blocked by birth date and by family card; weights in bits for agreement, as the model of duplicates
has them (docs/round-trip.md). A pair is taken when it is the best of both and clearly better than
the next; a likely pair with a rival is a doubt.
"""

from django.db.backends.utils import CursorWrapper

from verification.reconciling.fields import folded_sql

# The prior: one of about a million others is the same.
PRIOR, SURE, LIKELY, MARGIN = -20, 0.95, 0.5, 3
_NAME = f"left({folded_sql('r.name')}, 80)", f"left({folded_sql('p.name')}, 80)"
_BITS = f"""
    CASE WHEN {_NAME[0]} = {_NAME[1]} THEN 13
        WHEN levenshtein_less_equal({_NAME[0]}, {_NAME[1]}, 2) <= 2 THEN 9 ELSE -9 END
    + CASE WHEN r.birth_date = p.birth_date THEN 13
        WHEN r.birth_date IS NULL OR p.birth_date IS NULL THEN 0 ELSE -5 END
    + CASE WHEN r.kk_index = p.kk_index THEN 11 ELSE 0 END
    + CASE WHEN r.kelurahan = p.kelurahan THEN 4 ELSE -2 END
    + CASE WHEN r.address <> '' AND r.address = p.address THEN 7 ELSE 0 END
    + CASE WHEN r.nik_index <> p.nik_index THEN -4 ELSE 0 END
    + CASE WHEN r.sex <> '' AND p.sex <> '' AND r.sex <> p.sex THEN -8 ELSE 0 END
    + {PRIOR}"""
LEFT = """
CREATE TEMPORARY TABLE left_row ON COMMIT DROP AS
SELECT * FROM rest_row r WHERE NOT EXISTS (SELECT FROM matched m WHERE m."row" = r."row");
CREATE TEMPORARY TABLE left_person ON COMMIT DROP AS
SELECT * FROM rest_person p WHERE NOT EXISTS (SELECT FROM matched m WHERE m.person_id = p.id);
ANALYZE left_row;
ANALYZE left_person"""
SCORE = f"""
CREATE TEMPORARY TABLE likely ON COMMIT DROP AS
WITH pairs AS (
    SELECT r."row", p.id AS person_id FROM left_row r JOIN left_person p USING (birth_date)
    WHERE left(lower(r.name), 1) = left(lower(p.name), 1) OR r.kk_index = p.kk_index
        OR r.kelurahan = p.kelurahan
    UNION
    SELECT r."row", p.id FROM left_row r JOIN left_person p USING (kk_index)
), scored AS (
    SELECT r."row", p.id AS person_id, p.household_id, ({_BITS})::double precision AS bits
    FROM pairs JOIN left_row r USING ("row") JOIN left_person p ON p.id = pairs.person_id
)
SELECT *, 1 / (1 + power(2, -bits)) AS probability,
    bits - coalesce(max(bits) OVER (PARTITION BY "row" ORDER BY bits DESC, person_id
        ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), bits - 99) AS before_of_row,
    rank() OVER (PARTITION BY "row" ORDER BY bits DESC) AS place_of_row,
    bits - coalesce(max(bits) OVER (PARTITION BY person_id ORDER BY bits DESC, "row"
        ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), bits - 99) AS before_of_person,
    rank() OVER (PARTITION BY person_id ORDER BY bits DESC) AS place_of_person
FROM scored WHERE bits > -3;
INSERT INTO matched
SELECT "row", person_id, household_id, 'model', probability FROM likely
WHERE probability >= {SURE} AND place_of_row = 1 AND place_of_person = 1
    AND before_of_row >= {MARGIN} AND before_of_person >= {MARGIN};
INSERT INTO doubtful SELECT "row", person_id FROM likely WHERE probability >= {LIKELY}"""  # noqa: S608 – fixed words


def match_by_model(cursor: CursorWrapper) -> None:
    """Add to `matched` what is surely the same, to `doubtful` what is likely so."""
    for statements in (LEFT, SCORE):
        for statement in statements.split(";\n"):
            cursor.execute(statement)
