"""Visits of a campaign: each is kept, the newest verdict counts, and findings follow."""

import datetime
import uuid
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from recipients.models import Household
from verification.actions._common import What, move
from verification.actions.findings import open_finding
from verification.models import (
    KINDS,
    PROPOSES,
    Campaign,
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
VALUES (%(campaign)s, %(kelurahan)s, %(day)s, %(result)s, greatest(%(people)s, 0))
ON CONFLICT (campaign_id, kelurahan_id, day, result) DO UPDATE SET people = c.people + %(people)s"""

# How many people more or fewer: by kelurahan, verdict, and the day it was given.
type Moves = Counter[tuple[str, str, datetime.date | None]]


class VisitedSinceError(ValidationError):
    """Somebody else recorded a visit after the form was shown."""


@transaction.atomic
def record_visit(
    *, task: Task, result: Result, by: User, key: uuid.UUID | None = None, note: str = "",
    died_on: datetime.date | None = None, seen: int | None = None,
) -> Task:  # fmt: skip
    """Record what a visit found; another verdict replaces the one before.

    `key` names the visit, so that one sent again, from a phone that lost its network, is one.
    `seen` is how many visits whoever decides knew of: VisitedSinceError when there are more now.
    A verdict other than correct opens a finding; one that is taken back closes it again.
    """
    task = Task.objects.select_for_update(no_key=True, of=("self",)).get(pk=task.pk)
    permissions.require(by, RECORD, task.kelurahan_id)
    check_open(task.campaign)
    key = key or uuid.uuid4()
    if (sent := Visit.objects.filter(key=key).first()) is not None:
        _refuse_other(sent, Visit(task=task, result=result, note=tidy(note), died_on=died_on))
        return task
    if seen is not None and seen != task.visits:
        raise VisitedSinceError(_("Somebody else recorded a visit here meanwhile. Look again."))
    visit = checked_visit(task, Result(result), note=note, died_on=died_on)
    visit.key, visit.by = key, by
    visit.save(force_insert=True)
    write_counts(task.campaign, decide(task, visit))
    return task


def _refuse_other(sent: Visit, said: Visit) -> None:
    """Raise VisitedSinceError when a form that was sent before says something else now."""
    if sent.task_id != said.task_id:
        raise ValidationError(_("This form was sent for somebody else. Open it anew."))
    if (sent.result, sent.note, sent.died_on) != (said.result, said.note, said.died_on):
        raise VisitedSinceError(_("You sent this form already. Look again: is that a correction?"))


def check_open(campaign: Campaign) -> None:
    """Raise ValidationError unless the campaign is under way."""
    if campaign.state != CampaignState.OPEN:
        raise ValidationError(_("This campaign is not under way."))


def checked_visit(task: Task, result: Result, *, note: str, died_on: datetime.date | None) -> Visit:
    """Return a visit that may be recorded, or raise ValidationError saying what is wrong."""
    if result not in task.campaign.offered:
        raise ValidationError(_("This campaign does not ask for this verdict."))
    if died_on is not None:
        _check_death(task, result, died_on)
    return Visit(task=task, result=result, note=tidy(note), died_on=died_on)


def tidy(note: str) -> str:
    """Return a note on one line, at its longest."""
    return " ".join(note.split())[:LONGEST_NOTE]


def _check_death(task: Task, result: Result, died_on: datetime.date) -> None:
    if result != Result.DECEASED:
        raise ValidationError(_("Only the deceased have a date of death."))
    if died_on > timezone.localdate():
        raise ValidationError(_("The date of death lies in the future."))
    born = task.person.birth_date
    if born is not None and died_on < born:
        raise ValidationError(_("The date of death lies before the birth date."))


def decide(task: Task, visit: Visit) -> Moves:
    """Let a stored visit count for its locked task; return what changes in the counts."""
    moves: Moves = Counter()
    task.visits += 1
    if visit.result not in (Result.NOBODY, task.result):
        moves[task.kelurahan_id, task.result, task.decided_on] -= 1
        task.finding = _finding(task, Result(visit.result), by=visit.by)
        task.result, task.decided_on = visit.result, timezone.localdate()
        moves[task.kelurahan_id, task.result, task.decided_on] += 1
    task.save(update_fields=["visits", "result", "decided_on", "finding"])
    return moves


def write_counts(campaign: Campaign, moves: Moves) -> None:
    """Move people between counts, always in the same order: nobody waits in a ring."""
    with connection.cursor() as cursor:
        for place, people in sorted(moves.items(), key=lambda item: [*map(str, item[0])]):
            kelurahan, result, day = place
            # Only what is added may make a row; what is taken away has one.
            values: dict[str, Any] = {
                "campaign": campaign.pk, "kelurahan": kelurahan, "day": day, "result": result,
                "people": people,
            }  # fmt: skip
            if people:
                cursor.execute(COUNT, values)


def _finding(task: Task, result: Result, *, by: User) -> Finding | None:
    """Open the finding of a verdict, and close that of the verdict it replaces."""
    # Whoever opens a finding locks the household first, then the finding; so do we.
    Household.objects.select_for_update(no_key=True).get(pk=task.person.household_id)
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
