"""What the centre changed by itself, for staff to read and as counts per kelurahan."""

from typing import Any

from django.db.backends.utils import CursorWrapper

from verification.models import Cycle
from verification.reconciling.fields import folded_sql
from verification.reconciling.matching import run_all

MOST_ROWS = 100_000  # of one kind are listed; all are counted
# Most rows are as they were: they are passed over before anything is folded.
CHANGED = f"""
CREATE TEMPORARY TABLE changed (
    kind text, person_id bigint, household_id bigint, kelurahan text, name text, before text,
    after text, how text, probability double precision, "row" integer
) ON COMMIT DROP;
INSERT INTO changed
SELECT v.kind, p.id, p.household_id, r.kelurahan, p.name, v.before, v.after, m.how, m.probability,
    r."row"
FROM matched m JOIN returned r ON r."row" = m."row"
JOIN recipients_person p ON p.id = m.person_id
JOIN recipients_household h ON h.id = p.household_id
CROSS JOIN LATERAL (VALUES
    ('renamed', 'name', p.name, r.name, r.name <> '' AND r.name <> p.name
        AND {folded_sql("r.name")} <> {folded_sql("p.name")}),
    ('birth_date', 'birth_date', p.birth_date::text, r.birth_date::text,
        r.birth_date <> coalesce(p.birth_date, 'infinity')),
    ('nik', 'nik', '', '', r.nik_index IS DISTINCT FROM p.nik_index),
    ('kk', 'kk', '', '', r.kk_index <> coalesce(h.kk_index, '')),
    ('moved', 'kelurahan', h.kelurahan_id, r.kelurahan,
        r.kelurahan <> '' AND r.kelurahan <> h.kelurahan_id),
    ('address', 'address', h.address, r.address, r.kelurahan = h.kelurahan_id
        AND r.address <> h.address AND {folded_sql("r.address")} <> {folded_sql("h.address")}),
    ('died', 'deceased', '', '', r.deceased AND NOT p.deceased),
    ('renumbered', 'name', '', '', m.how <> 'source_id' AND r.source_id <> ''),
    ('gone', 'name', '', '', r.said = 'removed')
) AS v (kind, field, before, after, is_so)
WHERE ((r.name, r.birth_date, r.nik_index, r.kk_index, r.kelurahan, r.address)
        IS DISTINCT FROM (p.name, p.birth_date, p.nik_index, h.kk_index, h.kelurahan_id, h.address)
        OR r.deceased OR r.said = 'removed' OR m.how <> 'source_id')
    AND v.is_so AND v.field = ANY(%(carried)s::text[]);
INSERT INTO changed
SELECT 'appeared', NULL, NULL, r.kelurahan, r.name, '', '', 'none', NULL, r."row"
FROM rest_row r WHERE r.said <> 'removed'
    AND NOT EXISTS (SELECT FROM matched m WHERE m."row" = r."row")
    AND NOT EXISTS (SELECT FROM doubtful d WHERE d."row" = r."row");
INSERT INTO changed
SELECT 'ambiguous', min(d.person_id), NULL, r.kelurahan, r.name, '', '', 'none', NULL, r."row"
FROM doubtful d JOIN returned r ON r."row" = d."row" GROUP BY r.kelurahan, r.name, r."row";
INSERT INTO changed
SELECT 'gone', p.id, p.household_id, h.kelurahan_id, p.name, '', '', 'none', NULL, NULL
FROM recipients_person p JOIN recipients_household h ON h.id = p.household_id
WHERE h.kelurahan_id >= %(from)s AND h.kelurahan_id < %(to)s AND h.status = 'active'
    AND p.merged_into_id IS NULL AND p.source_register = %(register)s AND p.source_id <> ''
    AND h.kelurahan_id IN (SELECT kelurahan FROM covered)
    AND NOT EXISTS (SELECT FROM matched m WHERE m.person_id = p.id)
    AND NOT EXISTS (SELECT FROM doubtful d WHERE d.person_id = p.id);
ANALYZE changed"""  # noqa: S608 – fixed words
# What was asked for is no change of the centre's own, nor what an earlier round trip listed.
ASKED_FOR = """
DELETE FROM changed c USING verification_cycleline l, asked a
WHERE l.cycle_id = %(cycle)s AND l.was_sent AND a.line_id = l.id AND l.person_id = c.person_id
    AND a.before ? CASE c.kind WHEN 'renamed' THEN 'name' WHEN 'moved' THEN 'kelurahan'
        WHEN 'died' THEN 'deceased' ELSE c.kind END;
DELETE FROM changed c USING verification_cycleline l, asked a
WHERE l.cycle_id = %(cycle)s AND l.was_sent AND a.line_id = l.id
    AND l.household_id = c.household_id AND c.kind IN ('kk', 'moved', 'address')
    AND a.before ? CASE c.kind WHEN 'moved' THEN 'kelurahan' ELSE c.kind END;
DELETE FROM changed c USING verification_cycleline l
WHERE c.kind = 'gone' AND l.person_id = c.person_id AND l.action = 'delete'
    AND (l.cycle_id = %(cycle)s OR l.answer = 'accepted');
DELETE FROM changed c USING verification_cycleline l
WHERE c.kind = 'gone' AND l.person_id IS NULL AND l.household_id = c.household_id
    AND l.action = 'delete' AND (l.cycle_id = %(cycle)s OR l.answer = 'accepted');
DELETE FROM changed c USING verification_cyclechange e
WHERE c.kind = 'gone' AND e.kind = 'gone' AND e.person_id = c.person_id
    AND e.cycle_id <> %(cycle)s"""
KEEP = """
DELETE FROM verification_cyclechange WHERE cycle_id = %(cycle)s;
INSERT INTO verification_cyclechange (cycle_id, kind, person_id, kelurahan_id, name, before,
    after, matched_by, probability, "row")
SELECT %(cycle)s, kind, person_id, coalesce(a.code, %(area)s), left(coalesce(n.name, ''), 150),
    left(coalesce(before, ''), 200), left(coalesce(after, ''), 200), how,
    CASE WHEN how = 'model' THEN probability END, "row"
FROM (SELECT *, row_number() OVER (PARTITION BY kind ORDER BY "row", person_id) AS place
    FROM changed) n
LEFT JOIN kelurahan_area a ON a.code = n.kelurahan
WHERE place <= %(most)s"""
COUNT_LINES = """
DELETE FROM verification_cyclecount WHERE cycle_id = %(cycle)s;
INSERT INTO verification_cyclecount (cycle_id, kelurahan_id, what, kind, action, answer, age,
    number)
SELECT cycle_id, kelurahan_id, 'line', kind, action, answer, age, count(*)
FROM verification_cycleline WHERE cycle_id = %(cycle)s AND (was_sent OR answer <> '')
GROUP BY 1, 2, kind, action, answer, age"""
COUNT = """
INSERT INTO verification_cyclecount (cycle_id, kelurahan_id, what, kind, action, answer, age,
    number)
SELECT %(cycle)s, a.code, 'change', c.kind, '', '', 0, count(*)
FROM changed c LEFT JOIN kelurahan_area a ON a.code = c.kelurahan GROUP BY 2, 4;
INSERT INTO verification_cyclecount (cycle_id, kelurahan_id, what, kind, action, answer, age,
    number)
SELECT %(cycle)s, a.code, 'row', coalesce(m.how, 'none'), '', '', 0, count(*)
FROM returned r LEFT JOIN matched m ON m."row" = r."row"
LEFT JOIN kelurahan_area a ON a.code = r.kelurahan GROUP BY 2, 4"""


def note_changes(
    cursor: CursorWrapper, cycle: Cycle, *, register: str, carried: frozenset[str]
) -> None:
    """Write the cycle's changes, in place of those of an earlier return, from `matched`."""
    values: dict[str, Any] = {
        **_values(cycle), "register": register, "carried": sorted(carried),
        "from": f"{cycle.area_id}.", "to": f"{cycle.area_id}/", "most": MOST_ROWS,
    }  # fmt: skip
    run_all(cursor, CHANGED, values)
    run_all(cursor, ASKED_FOR, values)
    run_all(cursor, KEEP, values)


def count(cursor: CursorWrapper, cycle: Cycle) -> None:
    """Count the cycle's lines, changes and rows by kelurahan, once the answers are kept."""
    run_all(cursor, COUNT_LINES, _values(cycle))
    run_all(cursor, COUNT, _values(cycle))


def _values(cycle: Cycle) -> dict[str, Any]:
    return {"cycle": cycle.pk, "area": cycle.area_id}
