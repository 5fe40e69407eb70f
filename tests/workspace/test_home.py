"""What waits for a member of staff."""

import re

import pytest
from django.utils import timezone

from complaints.models import Complaint
from tests.complaints.factories import received
from tests.factories import HouseholdFactory, UserFactory, area
from tests.workspace.conftest import OTHER, OWN
from verification import actions

pytestmark = pytest.mark.django_db
HOUR = timezone.timedelta(hours=1)


def numbers(response):
    found = re.findall(
        r'data-tile="(\w+)"><a href="([^"]+)"><b class="stat__value">\D*(\d+)</b>', response.text
    )
    return {name: (int(number), address) for name, address, number in found}


def finding(code, by):
    household = HouseholdFactory(kelurahan=area(code))
    return actions.open_finding(household=household, kind="moved", source="staff", by=by)


def test_overdue_and_unassigned_complaints_of_the_area_wait(page):
    late = received(area=area(OWN))
    received(area=area(OWN))
    received(area=area(OTHER))
    now = timezone.now()
    Complaint.objects.filter(pk=late.pk).update(
        received_at=now - 3 * HOUR, verify_by=now - 2 * HOUR, answer_by=now - HOUR
    )

    found = numbers(page.get("/petugas/"))

    assert found["overdue"][0] == 1
    assert found["unassigned"][0] == 2
    assert found["mine"][0] == 0


def test_findings_of_the_area_wait_until_they_are_taken(page, lurah, officer):
    finding(OWN, officer)
    taken = finding(OWN, officer)
    finding(OTHER, officer)
    actions.take(finding=taken, by=lurah)

    found = numbers(page.get("/petugas/"))

    assert found["findings"][0] == 1
    assert found["findings_mine"][0] == 1


def test_every_number_leads_to_a_page(page):
    for name, (_number, address) in numbers(page.get("/petugas/")).items():
        assert page.get(address).status_code == 200, name


@pytest.mark.parametrize("role", ["facilitator", "lurah", "kecamatan", "officer", "administrator"])
def test_every_role_has_a_home(client, role):
    place = {"kecamatan": "32.73.05", "officer": "32.73"}.get(role, OWN)
    client.force_login(UserFactory(role=role, area=area(place)))

    assert numbers(client.get("/petugas/"))


def test_home_asks_one_question_for_each_number(page, django_assert_num_queries):
    response = page.get("/petugas/")

    # beside the numbers: session, user, campaign
    with django_assert_num_queries(len(numbers(response)) + 3):
        page.get("/petugas/")
