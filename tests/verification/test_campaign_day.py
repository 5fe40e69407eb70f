"""A campaign day: forty facilitators record at once, on real connections."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tests.factories import HouseholdFactory, PersonFactory, UserFactory, area
from tests.verification.test_campaigns import started
from verification import actions
from verification.board import board
from verification.models import CampaignCount, Finding, Task, Visit

FACILITATORS = 40
RESULTS = ("correct", "moved", "deceased", "nobody")


@pytest.mark.django_db(transaction=True)
def test_forty_facilitators_at_once_are_counted_exactly(officer):
    """They share two kelurahan and their families, correct each other, and send twice."""
    staff = [UserFactory(role="facilitator", area=area("32.73.05")) for _ in range(FACILITATORS)]
    homes = [
        HouseholdFactory(kelurahan=area(f"32.73.05.100{6 + n % 2}"))
        for n in range(FACILITATORS // 4)
    ]
    people = [PersonFactory(household=homes[n % len(homes)]) for n in range(FACILITATORS)]
    campaign = started(officer)
    tasks = {task.person_id: task for task in Task.objects.filter(campaign=campaign)}

    def day_of(number):
        try:
            for step, result in enumerate(RESULTS):
                # Everybody visits their own, then those of their neighbours.
                task, key = tasks[people[(number + step) % FACILITATORS].pk], uuid.uuid4()
                for _ in range(2):
                    actions.record_visit(task=task, result=result, key=key, by=staff[number])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(FACILITATORS) as pool:
        list(pool.map(day_of, range(FACILITATORS)))

    whole = board(campaign).whole
    verdicts = list(Task.objects.values_list("result", flat=True))
    assert Visit.objects.count() == FACILITATORS * len(RESULTS)
    assert all(task.visits == len(RESULTS) for task in Task.objects.all())
    assert (whole.target, whole.done) == (FACILITATORS, FACILITATORS)
    assert whole.results == {r: verdicts.count(r) for r in sorted(set(verdicts))}
    assert not CampaignCount.objects.filter(people__lt=0).exists()
    faulty = Task.objects.exclude(result="correct")
    assert Finding.objects.open().count() == faulty.count()
    assert not faulty.exclude(finding__state="open").exists()
