"""Measuring how good names and numbers are, once for each search, or each month without one."""

import datetime

from django.db import connection, transaction
from django.utils import timezone

from verification.models import DuplicateRun, RegisterQuality
from verification.models.quality import FAULTS

EVERY = datetime.timedelta(days=30)
SQL = """
WITH listed AS MATERIALIZED (
    SELECT p.nik_index, p.nik_status, p.birth_date, p.name, p.mother_name
    FROM recipients_person p
    JOIN recipients_household h ON h.id = p.household_id AND h.status = 'active'
    WHERE p.merged_into_id IS NULL
), shared AS (
    SELECT sum(entries) AS people FROM (
        SELECT count(*) AS entries FROM listed WHERE nik_index IS NOT NULL
        GROUP BY nik_index HAVING count(*) > 1
    ) each
)
SELECT count(*),
    count(*) FILTER (WHERE nik_status = 'absent'),
    count(*) FILTER (WHERE nik_status = 'malformed'),
    coalesce((SELECT people FROM shared), 0)::bigint,
    count(*) FILTER (WHERE birth_date IS NULL),
    count(*) FILTER (WHERE (extract(month FROM birth_date), extract(day FROM birth_date))
        IN ((1, 1), (7, 1), (12, 31))),
    count(*) FILTER (WHERE name !~ '[^ ] +[^ ]'),
    count(*) FILTER (WHERE name ~ '[^[:alpha:] .,''’/-]'),
    count(*) FILTER (WHERE mother_name = '')
FROM listed"""


def measure_quality() -> RegisterQuality | None:
    """Measure the register unless nothing has happened since it was measured last."""
    last = RegisterQuality.objects.first()
    run = DuplicateRun.objects.filter(state=DuplicateRun.State.DONE).first()
    today = timezone.localdate()
    is_known = last is not None and (run is None or last.run_id == run.pk)
    if last is not None and (last.measured_on == today or (is_known and _is_fresh(last, today))):
        return None
    return _measured(run, today)


def _is_fresh(last: RegisterQuality, today: datetime.date) -> bool:
    return last.measured_on > today - EVERY


@transaction.atomic
def _measured(run: DuplicateRun | None, today: datetime.date) -> RegisterQuality:
    with connection.cursor() as cursor:
        cursor.execute(SQL)
        people, *found = cursor.fetchone()
    counts = dict(zip(FAULTS, found, strict=True))
    made, _is_new = RegisterQuality.objects.update_or_create(
        measured_on=today, defaults={"run": run, "people": people, **counts}
    )
    return made
