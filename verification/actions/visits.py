"""Visits of a campaign: each is kept, the newest verdict counts, and findings follow."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from verification.actions._common import What, move
from verification.actions.findings import open_finding
from verification.models import (
    KINDS,
    PROPOSES,
    CampaignState,
    CloseReason,
    Finding,
    Result,
    Source,
    State,
    Task,
    Visit,
)

RECORD = "verification.record_visit"
LONGEST_NOTE = 300
COUNT = """
INSERT INTO verification_campaigncount AS c (campaign_id, kelurahan_id, day, result, people)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (campaign_id, kelurahan_id, day, result) DO UPDATE SET people = c.people + %s"""


@transaction.atomic
def record_visit(
    *, task: Task, result: Result, by: User, key: uuid.UUID | None = None, note: str = ""
) -> Task:
    """Record what a visit found; another verdict replaces the one before.

    `key` names the visit, so that one sent again, from a phone that lost its network, is one.
    A verdict other than correct opens a finding; one that is taken back closes it again.
    """
    task = Task.objects.select_for_update(no_key=True).get(pk=task.pk)
    permissions.require(by, RECORD, task.kelurahan_id)
    result, note = Result(result), " ".join(note.split())[:LONGEST_NOTE]
    if task.campaign.state != CampaignState.OPEN:
        raise ValidationError(_("This campaign is not under way."))
    key = key or uuid.uuid4()
    if Visit.objects.filter(key=key).exists():
        return task
    Visit.objects.create(task=task, key=key, result=result, by=by, note=note)
    before = (task.decided_on, task.result)
    task.visits += 1
    if result != Result.NOBODY and result != task.result:
        task.result, task.decided_on = result, timezone.localdate()
        task.finding = _finding(task, result, by=by)
        _count(task, before)
    task.save(update_fields=["visits", "result", "decided_on", "finding"])
    return task


def _count(task: Task, before: tuple[Any, str]) -> None:
    """Move one person from a count to another, always in the same order: nobody waits in a ring."""
    moves = [(*before, -1), (task.decided_on, task.result, 1)]
    with connection.cursor() as cursor:
        for day, result, people in sorted(moves, key=lambda row: (row[1], str(row[0]))):
            # Only what is added may make a row; what is taken away has one.
            values: list[Any] = [
                task.campaign_id,
                task.kelurahan_id,
                day,
                result,
                max(people, 0),
                people,
            ]
            cursor.execute(COUNT, values)


def _finding(task: Task, result: Result, *, by: User) -> Finding | None:
    """Open the finding of a verdict, and close that of the verdict it replaces."""
    old = task.finding
    if old is not None and old.is_open and old.source == Source.CAMPAIGN:
        _take_back(old, result, by=by)
    if result == Result.CORRECT:
        return None
    return open_finding(
        household=task.person.household, person=task.person, kind=KINDS[result],
        source=Source.CAMPAIGN, action=PROPOSES[result], by=by,
    )  # fmt: skip


def _take_back(finding: Finding, result: Result, *, by: User) -> None:
    """Dismiss a finding that rested on a visit only, as whoever corrects the visit."""
    right = result == Result.CORRECT
    move(
        finding, State.DISMISSED, What.DISMISSED, by=by, taken_by=None,
        closed_because=CloseReason.AS_IT_IS if right else CloseReason.ELSEWHERE,
        closed_by=by, closed_at=timezone.now(),
    )  # fmt: skip
