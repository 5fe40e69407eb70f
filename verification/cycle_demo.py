"""Two round trips of a demo city: one with its answers, one being collected.

Findings of the register's own rules are approved and sent; what comes back is invented, by the
shares that were told of such round trips: most is made, some is ignored or refused. Answers are
written as the reconciliation writes them, without a file of the whole register.
"""

import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Role, User
from imports.applying import prepare_history
from kelurahan.models import Area
from recipients.demo.spread import City
from verification.actions import cycles, cycles_export
from verification.actions.faults import find_faults
from verification.models import Cycle, CycleState, Finding
from verification.reconciling import changing, recording
from verification.reconciling.matching import run_all
from verification.rules import RULES

MOST = 900
# Faults of a register that the ministry is asked to delete or repair; the nightly run finds more.
FOUND = ("deceased_active", "nik_absent", "nik_twice", "heads_several")
# Of a hundred corrections: ignored, refused, changed otherwise; the rest are made.
SHARES = {"unchanged": 5, "rejected": 9, "otherwise": 10}
REASONS = ("orang mampu", "sudah menerima program lain", "lainnya")
APPROVE = """
WITH chosen AS (
    SELECT f.id FROM verification_finding f JOIN recipients_household h ON h.id = f.household_id
    WHERE f.state = 'open' AND f.approved_at IS NULL AND f.action IN ('delete', 'repair')
        AND h.kelurahan_id LIKE %(area)s
    ORDER BY hashint8extended(f.id, %(seed)s) LIMIT %(most)s
), approved AS (
    UPDATE verification_finding f SET approved_by_id = %(by)s, approved_at = %(now)s,
        updated_at = %(now)s
    FROM chosen WHERE f.id = chosen.id RETURNING f.id
)
INSERT INTO verification_findingstep (finding_id, what, before, after, by_id, at, note)
SELECT id, 'approved', 'open', 'open', %(by)s, %(now)s, '' FROM approved"""
ANSWERS = """
DROP TABLE IF EXISTS pg_temp.answer, pg_temp.news, pg_temp.outcome, pg_temp.changed,
    pg_temp.matched, pg_temp.returned;
CREATE TEMPORARY TABLE answer ON COMMIT DROP AS
SELECT id AS line_id, CASE WHEN luck < %(unchanged)s THEN 'unchanged'
        WHEN luck < %(rejected)s THEN 'rejected'
        WHEN luck < %(otherwise)s AND action = 'repair' THEN 'otherwise'
        ELSE 'accepted' END AS answer,
    CASE WHEN luck BETWEEN %(unchanged)s AND %(rejected)s - 1
        THEN (%(reasons)s::text[])[1 + number %% 3] ELSE '' END AS reason,
    CASE WHEN luck >= %(otherwise)s AND action = 'delete' THEN 'none' ELSE 'source_id' END AS how,
    NULL::double precision AS probability,
    CASE WHEN luck >= %(otherwise)s AND action = 'delete' THEN NULL ELSE number + 1 END AS "row"
FROM verification_cycleline
CROSS JOIN LATERAL (SELECT abs(hashint8extended(id, %(seed)s)) %% 100 AS luck) l
WHERE cycle_id = %(cycle)s"""


@transaction.atomic
def add_cycles(city: City, seed: int) -> None:
    """Add them to a city that has none, in which an officer works and rules found something."""
    officer = User.objects.filter(role=Role.OFFICER, area=city.code).order_by("pk").first()
    if officer is None or Cycle.objects.exists():
        return
    if not Finding.objects.in_area(city.code).exists():
        find_faults([RULES[key] for key in FOUND])
    prepare_history()
    year, quarter = cycles.quarter_of(timezone.localdate())
    before = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    if _approved(city, officer, seed):
        _answered(_sent(city, officer, *before), officer, seed)
    if _approved(city, officer, seed + 1):
        area = Area.objects.get(pk=city.code)
        cycles.open_cycle(area=area, year=year, quarter=quarter, by=officer)


def _approved(city: City, by: User, seed: int) -> int:
    values: dict[str, Any] = {
        "area": f"{city.code}.%", "seed": seed, "most": MOST, "by": by.pk, "now": timezone.now(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(APPROVE, values)
        return int(cursor.rowcount)


def _sent(city: City, by: User, year: int, quarter: int) -> Cycle:
    area = Area.objects.get(pk=city.code)
    cycle = cycles.open_cycle(area=area, year=year, quarter=quarter, by=by)
    day = datetime.date(year, 3 * quarter, 20)
    Cycle.objects.filter(pk=cycle.pk).update(opened_on=day - datetime.timedelta(days=6))
    cycle = cycles_export.make_batch(cycle=cycle, by=by)
    receipt = f"BA-{quarter}/{year} (contoh)"
    return cycles.mark_sent(cycle=cycle, sent_on=day, receipt=receipt, by=by)


def _answered(cycle: Cycle, by: User, seed: int) -> None:
    """Write answers, and the counts that pages and figures read."""
    values: dict[str, Any] = {
        **SHARES,
        "reasons": list(REASONS),
        "seed": seed,
        "cycle": cycle.pk,
    }
    with connection.cursor() as cursor:
        run_all(cursor, ANSWERS, values)
        recording.record(cursor, cycle, by=by)
        run_all(cursor, changing.COUNT_LINES, {"cycle": cycle.pk})
    cycles.save(cycle, by=by, state=CycleState.RETURNED, returned_at=timezone.now())
