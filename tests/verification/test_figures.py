"""What the repair of the register publishes."""

import pytest
from django.utils import timezone

from kelurahan.models import Figure
from kelurahan.publishing import publish
from tests.factories import PersonFactory
from verification import actions

pytestmark = pytest.mark.django_db

ENOUGH = 8  # counts up to 7 are suppressed


def published(code="32.73"):
    release = publish(force=True)
    figures = Figure.objects.filter(release=release, area=code)
    return {figure.indicator: figure.value for figure in figures}


def test_families_with_open_findings_are_counted_once(officer):
    for person in [PersonFactory() for _ in range(ENOUGH)]:
        for kind in ("moved", "deceased"):
            actions.open_finding(household=person.household, kind=kind, source="staff", by=officer)
    closed = actions.open_finding(
        household=PersonFactory().household, kind="moved", source="staff", by=officer
    )
    actions.dismiss(finding=closed, reason="as_it_is", by=officer)

    assert published()["families_to_repair"] == ENOUGH


def test_few_families_to_repair_are_not_told(officer):
    actions.open_finding(
        household=PersonFactory().household, kind="moved", source="staff", by=officer
    )

    assert published("32.73.05.1006")["families_to_repair"] is None


def test_newest_campaign_is_published_by_verdict(officer):
    people = [PersonFactory() for _ in range(ENOUGH + 2)]
    today = timezone.localdate()
    campaign = actions.plan_campaign(
        name="Uji", area=people[0].household.kelurahan.parent.parent, opens_on=today,
        deadline=today, by=officer,
    )  # fmt: skip
    actions.start_campaign(campaign=campaign, by=officer)
    for person, result in zip(people, ["correct", *["moved"] * ENOUGH], strict=False):
        actions.record_visit(task=person.tasks.get(), result=result, by=officer)

    figures = published()
    assert (figures["campaign_people"], figures["campaign_visited"]) == (ENOUGH + 2, ENOUGH + 1)
    assert (figures["campaign_correct"], figures["campaign_moved"]) == (1, ENOUGH)
