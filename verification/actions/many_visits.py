"""Many visits in a few statements: a file that comes back, a simulated campaign.

What is plain, the first verdict about somebody of whom no such finding is known, is written by the
set; the rest goes one by one through the same rules as on the page.
"""

import datetime
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from recipients.models import Household
from verification.actions.visits import (
    RECORD,
    Moves,
    check_open,
    checked_visit,
    decide,
    tidy,
    write_counts,
)
from verification.models import KINDS, PROPOSES, Campaign, Finding, Result, Task, Visit

VISITS = """
INSERT INTO verification_visit (task_id, key, result, note, died_on, at, by_id)
SELECT * FROM unnest(%(tasks)s::bigint[], %(keys)s::uuid[], %(results)s::text[], %(notes)s::text[],
    %(deaths)s::date[], %(times)s::timestamptz[]), (VALUES (%(by)s::bigint)) AS one (by_id)"""
FINDINGS = """
WITH found AS (
    SELECT * FROM unnest(%(tasks)s::bigint[], %(results)s::text[], %(actions)s::text[],
        %(times)s::timestamptz[]) AS f (task_id, result, action, at) WHERE action <> ''
), opened AS (
    INSERT INTO verification_finding (rule, kind, source, household_id, person_id, evidence, state,
        action, closed_because, times_reopened, opened_at, updated_at)
    SELECT f.result, f.result, 'campaign', p.household_id, p.id, '{}', 'open', f.action, '', 0,
        f.at, now()
    FROM found f JOIN verification_task t ON t.id = f.task_id
    JOIN recipients_person p ON p.id = t.person_id
    RETURNING id, person_id, opened_at
), noted AS (
    INSERT INTO verification_findingstep (finding_id, what, before, after, by_id, at, note)
    SELECT id, 'opened', '', 'open', %(by)s, opened_at, '' FROM opened
)
UPDATE verification_task t SET finding_id = o.id FROM opened o
WHERE t.campaign_id = %(campaign)s AND t.person_id = o.person_id"""
DECIDE = """
UPDATE verification_task t SET visits = visits + 1,
    result = CASE WHEN f.result = 'nobody' THEN t.result ELSE f.result END,
    decided_on = CASE WHEN f.result = 'nobody' THEN t.decided_on ELSE f.day END
FROM unnest(%(tasks)s::bigint[], %(results)s::text[], %(days)s::date[]) AS f (task_id, result, day)
WHERE t.id = f.task_id"""


@dataclass(frozen=True, slots=True)
class Found:
    """What one visit found; see `record_visit`. `at` is for what is recorded later: default now."""

    task: int
    result: Result
    key: uuid.UUID
    note: str = ""
    died_on: datetime.date | None = None
    at: datetime.datetime | None = None


@transaction.atomic
def record_visits(*, campaign: Campaign, found: Sequence[Found], by: User) -> int:
    """Record what many visits found; return how many are new. Those sent before change nothing.

    All of them or none: PermissionDenied outside `by`'s area, ValidationError for what is wrong.
    """
    check_open(campaign)
    known = set(Visit.objects.filter(key__in=[each.key for each in found]).values_list("key"))
    fresh = [each for each in found if (each.key,) not in known]
    tasks = _locked(campaign, fresh, by=by)
    plain, others = _parted(fresh, tasks)
    moves = _write(campaign, plain, tasks, by=by)
    for each in others:
        task = tasks[each.task]
        visit = checked_visit(task, each.result, note=each.note, died_on=each.died_on)
        visit.key, visit.by = each.key, by
        visit.save(force_insert=True)
        moves.update(decide(task, visit))
    write_counts(campaign, moves)
    return len(fresh)


def _locked(campaign: Campaign, found: Sequence[Found], *, by: User) -> dict[int, Task]:
    """Lock the tasks, then their households, in order; refuse what is not `by`'s to record."""
    wanted = {each.task for each in found}
    rows = Task.objects.filter(campaign=campaign, pk__in=wanted).order_by("pk")
    rows = rows.select_related("campaign", "person")
    tasks = {task.pk: task for task in rows.select_for_update(no_key=True, of=("self",))}
    if wanted - tasks.keys():
        raise ValidationError(_("Some of these people do not belong to this campaign."))
    for kelurahan in sorted({task.kelurahan_id for task in tasks.values()}):
        permissions.require(by, RECORD, kelurahan)
    homes = {tasks[f.task].person.household_id for f in found if f.result in KINDS}
    homes |= {task.person.household_id for task in tasks.values() if task.finding_id}
    locked = Household.objects.filter(pk__in=homes).order_by("pk").only("pk")
    list(locked.select_for_update(no_key=True))
    return tasks


def _parted(found: Sequence[Found], tasks: dict[int, Task]) -> tuple[list[Found], list[Found]]:
    """Part the plain ones from those that meet an earlier verdict or finding."""
    people = {tasks[each.task].person_id for each in found if each.result in KINDS}
    known = set(
        Finding.objects.filter(person__in=people, stage=None, enrolment=None).values_list(
            "person", "rule"
        )
    )
    times = Counter(each.task for each in found)
    plain: list[Found] = []
    others: list[Found] = []
    for each in found:
        task = tasks[each.task]
        # A date of death is compared with the birth date, which only the single way does.
        is_plain = not (
            task.result or times[each.task] > 1 or each.died_on
            or each.result not in task.campaign.offered
            or (task.person_id, each.result.value) in known
        )  # fmt: skip
        (plain if is_plain else others).append(each)
    return plain, others


def _write(
    campaign: Campaign, plain: Sequence[Found], tasks: dict[int, Task], *, by: User
) -> Moves:
    now = timezone.now()
    times = [each.at or now for each in plain]
    days = [timezone.localtime(at).date() for at in times]
    values: dict[str, Any] = {
        "campaign": campaign.pk, "by": by.pk, "times": times, "days": days,
        "tasks": [each.task for each in plain], "keys": [each.key for each in plain],
        "results": [each.result.value for each in plain],
        "notes": [tidy(each.note) for each in plain], "deaths": [each.died_on for each in plain],
        "actions": [PROPOSES[each.result].value if each.result in PROPOSES else ""
                    for each in plain],
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (VISITS, DECIDE, FINDINGS):
            cursor.execute(statement, values)
    moves: Moves = Counter()
    for each, day in zip(plain, days, strict=True):
        if each.result != Result.NOBODY:
            kelurahan = tasks[each.task].kelurahan_id
            moves[kelurahan, "", None] -= 1
            moves[kelurahan, each.result.value, day] += 1
    return moves
