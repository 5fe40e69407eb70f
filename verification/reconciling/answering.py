"""The one answer of each correction, and which removed entries are there again.

`asked` holds what each line asked for, opened for the comparison only; `answer` is filled. What
the returned row holds counts; what the ministry says of it only where the row does not show it.
"""

import json
from itertools import batched
from typing import Any

from django.db.backends.utils import CursorWrapper

from verification.models import Cycle, CycleLine
from verification.reconciling.collecting import opened
from verification.reconciling.fields import FIELDS, compared_sql, facts_sql, plain
from verification.reconciling.matching import run_all

AT_ONCE = 2_000
CREATE = """
CREATE TEMPORARY TABLE asked (line_id bigint, asked jsonb, before jsonb) ON COMMIT DROP;
CREATE TEMPORARY TABLE answer (
    line_id bigint, answer text, reason text, how text, probability double precision,
    "row" integer
) ON COMMIT DROP"""
FOLD = f"""
UPDATE asked SET asked = {compared_sql("asked")}, before = {compared_sql("before")};
ANALYZE asked"""  # noqa: S608 – fixed words
# A kelurahan is covered where at least half of its people are there who were not to be removed, or
# all but three: a few rows that moved there, or the beginning of a broken file, prove nothing of
# those who lack.
COVERED = """
CREATE TEMPORARY TABLE covered ON COMMIT DROP AS
SELECT r.kelurahan FROM (SELECT DISTINCT kelurahan FROM returned) r
LEFT JOIN (
    SELECT h.kelurahan_id AS kelurahan, count(*) AS expected, count(m.person_id) AS found
    FROM recipients_person p JOIN recipients_household h ON h.id = p.household_id
    LEFT JOIN matched m ON m.person_id = p.id
    WHERE h.kelurahan_id >= %(from)s AND h.kelurahan_id < %(to)s AND h.status = 'active'
        AND p.source_register = %(register)s AND p.source_id <> '' AND p.merged_into_id IS NULL
        AND NOT EXISTS (SELECT FROM verification_cycleline l
            WHERE l.action = 'delete' AND l.person_id = p.id)
        AND NOT EXISTS (SELECT FROM verification_cycleline l
            WHERE l.action = 'delete' AND l.person_id IS NULL AND l.household_id = h.id)
    GROUP BY 1
) ours USING (kelurahan)
WHERE ours.kelurahan IS NULL OR 2 * ours.found >= ours.expected
    OR ours.expected - ours.found <= 3"""
# A household is in the return as long as one of its members is.
ROWS = f"""
CREATE TEMPORARY TABLE line_row ON COMMIT DROP AS
SELECT l.id AS line_id, m."row", m.how, m.probability, p.relation = 'head' AS is_head
FROM verification_cycleline l JOIN matched m ON m.person_id = l.person_id
JOIN recipients_person p ON p.id = m.person_id
WHERE {{which}}
UNION ALL
SELECT l.id, m."row", m.how, m.probability, p.relation = 'head'
FROM verification_cycleline l JOIN matched m ON m.household_id = l.household_id
JOIN recipients_person p ON p.id = m.person_id
WHERE l.person_id IS NULL AND {{which}};
CREATE TEMPORARY TABLE line_fact ON COMMIT DROP AS
SELECT DISTINCT ON (x.line_id) x.*, r.said, r.reason,
    {facts_sql("r", "r", kelurahan="kelurahan")} AS facts
FROM line_row x JOIN returned r ON r."row" = x."row"
ORDER BY x.line_id, r.said = 'removed', NOT x.is_head, x."row";
ANALYZE line_fact"""  # noqa: S608 – fixed words
DROP_ROWS = "DROP TABLE line_row;\nDROP TABLE line_fact"
ANSWER = """
WITH about AS (
    SELECT l.*, a.asked - %(lacking)s::text[] AS wanted, a.before - %(lacking)s::text[] AS old,
        a.asked <> '{}' AS names_values, f."row" AS found, f.how, f.probability AS likely, f.said,
        f.reason AS because, f.facts,
        EXISTS (SELECT FROM doubtful d JOIN recipients_person p ON p.id = d.person_id
            WHERE p.id = l.person_id OR (l.person_id IS NULL AND p.household_id = l.household_id)
        ) AS is_doubtful,
        EXISTS (SELECT FROM covered c WHERE c.kelurahan = l.kelurahan_id) AS is_covered,
        l.person_id IS NULL AND NOT EXISTS (SELECT FROM recipients_person p
            WHERE p.household_id = l.household_id) AS has_left
    FROM verification_cycleline l JOIN asked a ON a.line_id = l.id
    LEFT JOIN line_fact f ON f.line_id = l.id
)
INSERT INTO answer
SELECT id, CASE
    WHEN found IS NULL AND (is_doubtful OR has_left) THEN 'ambiguous'
    WHEN found IS NULL AND NOT is_covered THEN 'not_covered'
    WHEN found IS NULL OR said = 'removed' THEN
        CASE action WHEN 'delete' THEN 'accepted' ELSE 'not_in_return' END
    WHEN action = 'repair' AND names_values AND wanted <> '{}' AND facts @> wanted THEN 'accepted'
    WHEN action = 'repair' AND NOT names_values AND old <> '{}' AND NOT facts @> old
        THEN 'accepted'
    WHEN action = 'keep' THEN 'accepted'
    WHEN said = 'rejected' THEN 'rejected'
    WHEN action = 'delete' THEN 'unchanged'
    WHEN old = '{}' THEN 'ambiguous'
    WHEN facts @> old THEN 'unchanged'
    ELSE 'otherwise' END,
    CASE WHEN found IS NULL THEN '' ELSE because END, coalesce(how, 'none'), likely, found
FROM about"""
# Only what the ministry says on its own account belongs to a rejection.
TIDY = """
UPDATE answer SET reason = '' WHERE answer NOT IN ('rejected', 'otherwise');
UPDATE answer SET probability = NULL WHERE how <> 'model';
ANALYZE answer"""
EARLIER = """
CREATE TEMPORARY TABLE removed ON COMMIT DROP AS
SELECT DISTINCT ON (l.finding_id) l.id, l.finding_id, l.answer, l.action
FROM verification_cycleline l JOIN verification_cycle c ON c.id = l.cycle_id
WHERE c.area_id = %(area)s AND (c.year, c.quarter) < (%(year)s, %(quarter)s)
    AND NOT EXISTS (SELECT FROM verification_cycleline own WHERE own.cycle_id = %(cycle)s
        AND own.finding_id = l.finding_id AND own.was_sent)
ORDER BY l.finding_id, c.year DESC, c.quarter DESC;
DELETE FROM removed WHERE answer <> 'accepted' OR action <> 'delete';
ANALYZE removed"""
# Lines of an earlier file of this cycle stay and lose their answer where it no longer holds.
AGAIN = """
WITH again AS (
    SELECT l.*, f.how, f.probability AS likely, f."row" AS found
    FROM removed JOIN verification_cycleline l ON l.id = removed.id
    JOIN line_fact f ON f.line_id = l.id WHERE f.said <> 'removed'
), added AS (
    INSERT INTO verification_cycleline (cycle_id, finding_id, was_sent, kind, action,
        household_id, person_id, kelurahan_id, age, earlier_id, asked, answer, reason, matched_by)
    SELECT %(cycle)s, finding_id, false, kind, action, household_id, person_id, kelurahan_id, age,
        id, '[]', '', '', '' FROM again
    ON CONFLICT DO NOTHING RETURNING id, finding_id
), ours AS (
    SELECT id, finding_id FROM added UNION
    SELECT id, finding_id FROM verification_cycleline
    WHERE cycle_id = %(cycle)s AND NOT was_sent
)
INSERT INTO answer
SELECT ours.id, CASE WHEN again.id IS NULL THEN '' ELSE 'reappeared' END, '',
    coalesce(again.how, ''), again.likely, again.found
FROM ours LEFT JOIN again USING (finding_id)"""


def answer(cursor: CursorWrapper, cycle: Cycle, *, register: str, carried: frozenset[str]) -> None:
    """Fill `answer` for the cycle's lines, and `covered`, from what matching found.

    `carried` are the fields that the file has columns for: of the others it says nothing.
    """
    run_all(cursor, CREATE, {})
    for some in batched(cycle.lines.sent().only("pk", "entry").iterator(AT_ONCE), AT_ONCE):
        with cursor.copy("COPY asked (line_id, asked, before) FROM STDIN") as copy:
            for line in some:
                copy.write_row((line.pk, *_told(line)))
    values: dict[str, Any] = {
        "cycle": cycle.pk, "area": cycle.area_id, "year": cycle.year, "quarter": cycle.quarter,
        "lacking": [name for name in FIELDS if name not in carried], "register": register,
        "from": f"{cycle.area_id}.", "to": f"{cycle.area_id}/",
    }  # fmt: skip
    run_all(cursor, FOLD, {})
    run_all(cursor, COVERED, values)
    run_all(cursor, ROWS.replace("{which}", "l.cycle_id = %(cycle)s AND l.was_sent"), values)
    cursor.execute(ANSWER, values)
    run_all(cursor, DROP_ROWS, {})
    run_all(cursor, EARLIER, values)
    run_all(cursor, ROWS.replace("{which}", "l.id IN (SELECT id FROM removed)"), values)
    cursor.execute(AGAIN, values)
    run_all(cursor, TIDY, {})


def _told(line: CycleLine) -> tuple[str, str]:
    sealed = opened(line)
    asked, before = (
        json.dumps({name: plain(name, value) for name, value in sealed[part].items()})
        for part in ("asked", "before")
    )
    return asked, before
