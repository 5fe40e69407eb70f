"""Visits by the set: the same rows, refusals and counts as one by one."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tests.factories import HouseholdFactory, PersonFactory, UserFactory, area
from tests.verification.test_campaigns import started, task_of
from verification import actions
from verification.actions import Found
from verification.board import board
from verification.models import CampaignCount, Finding, FindingStep, Result, Task, Visit

pytestmark = pytest.mark.django_db

RESULTS = ("correct", "moved", "deceased", "no_nik", "nobody", "invalid", "duplicate", "not_found")


@pytest.fixture
def facilitator():
    return UserFactory(role="facilitator", area=area())


def found(person, result="correct", **more):
    return Found(task_of(person).pk, Result(result), uuid.uuid4(), **more)


def facts():
    """What the database holds of a campaign, whichever way it came there."""
    return (
        sorted(Task.objects.values_list("result", "visits", "decided_on", "finding__rule")),
        sorted(Visit.objects.values_list("result", "note", "by")),
        sorted(Finding.objects.values_list("rule", "kind", "source", "state", "action")),
        sorted(FindingStep.objects.values_list("what", "before", "after", "by")),
        sorted(CampaignCount.objects.exclude(people=0).values_list("result", "people")),
    )


@pytest.mark.parametrize("by_the_set", [True, False])
def test_set_writes_what_single_visits_write(officer, facilitator, by_the_set):
    people = [PersonFactory() for _ in RESULTS]
    campaign = started(officer)
    visits = [found(p, r, note=" a  b ") for p, r in zip(people, RESULTS, strict=True)]

    if by_the_set:
        actions.record_visits(campaign=campaign, found=visits, by=facilitator)
    else:
        for each in visits:
            actions.record_visit(
                task=Task.objects.get(pk=each.task), result=each.result, key=each.key,
                note=each.note, by=facilitator,
            )  # fmt: skip

    today = timezone.localdate()
    verdicts = sorted(r for r in RESULTS if r != "nobody")
    kinds = [r for r in verdicts if r != "correct"]
    tasks, seen, findings, steps, counts = facts()
    assert tasks == sorted(
        [("", 1, None, None)] + [(r, 1, today, None if r == "correct" else r) for r in verdicts],
        key=lambda row: row[0],
    )
    assert seen == sorted((r, "a b", facilitator.pk) for r in RESULTS)
    assert [row[:4] for row in findings] == [(r, r, "campaign", "open") for r in kinds]
    assert {row[0]: row[4] for row in findings}["no_nik"] == "repair"
    assert steps == [("opened", "", "open", facilitator.pk)] * len(kinds)
    assert counts == [("", 1), *((r, 1) for r in verdicts)]


def test_set_sent_again_changes_nothing(officer, facilitator):
    campaign, visits = None, []
    people = [PersonFactory() for _ in range(3)]
    campaign = started(officer)
    visits = [found(person, "moved") for person in people]
    actions.record_visits(campaign=campaign, found=visits, by=facilitator)
    before = facts()

    assert actions.record_visits(campaign=campaign, found=visits, by=facilitator) == 0
    assert facts() == before


def test_set_corrects_an_earlier_verdict_through_the_single_rules(officer, facilitator):
    person = PersonFactory()
    campaign = started(officer)
    actions.record_visit(task=task_of(person), result="moved", by=facilitator)

    actions.record_visits(campaign=campaign, found=[found(person)], by=facilitator)

    assert task_of(person).result == "correct"
    assert Finding.objects.get().state == "dismissed"
    assert board(campaign).whole.results == {"correct": 1}


def test_set_reopens_a_finding_that_was_closed(officer, facilitator):
    person = PersonFactory()
    known = actions.open_finding(
        household=person.household, person=person, kind="moved", source="staff", by=officer
    )
    actions.dismiss(finding=known, reason="as_it_is", by=officer)
    campaign = started(officer)

    actions.record_visits(campaign=campaign, found=[found(person, "moved")], by=facilitator)

    assert Finding.objects.get().times_reopened == 1


def test_two_visits_to_one_person_in_a_set_both_count(officer, facilitator):
    person = PersonFactory()
    campaign = started(officer)

    visits = [found(person, "moved"), found(person, "correct")]
    actions.record_visits(campaign=campaign, found=visits, by=facilitator)

    assert (task_of(person).visits, task_of(person).result) == (2, "correct")


def test_set_with_somebody_elses_area_is_refused_whole(officer, facilitator):
    mine = PersonFactory()
    other = PersonFactory(household=HouseholdFactory(kelurahan=area("32.73.05.1007")))
    campaign = started(officer)

    with pytest.raises(PermissionDenied):
        actions.record_visits(campaign=campaign, found=[found(mine), found(other)], by=facilitator)
    assert not Visit.objects.exists()


def test_set_about_another_campaign_is_refused(officer, facilitator):
    person = PersonFactory()
    started(officer)
    visits = [found(person)]
    PersonFactory()
    today = timezone.localdate()
    other = actions.plan_campaign(
        name="Other", area=area("32.73"), opens_on=today, deadline=today, by=officer
    )
    actions.start_campaign(campaign=other, by=officer)

    with pytest.raises(ValidationError):
        actions.record_visits(campaign=other, found=visits, by=facilitator)


def test_visits_of_a_past_day_are_counted_on_that_day(officer, facilitator):
    person = PersonFactory()
    campaign = started(officer)
    at = timezone.now() - datetime.timedelta(days=3)

    actions.record_visits(campaign=campaign, found=[found(person, at=at)], by=facilitator)

    day = timezone.localtime(at).date()
    assert task_of(person).decided_on == CampaignCount.objects.get(people=1).day == day
    assert Visit.objects.get().at == at
