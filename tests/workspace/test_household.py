"""One household with all that belongs to it."""

import re

import pytest

from accounts.models import AccessLog
from complaints import actions as complaining
from recipients import actions as register
from recipients.identity import MASK
from tests.complaints.factories import at_work
from tests.factories import (
    DisbursementFactory,
    EnrolmentFactory,
    HouseholdFactory,
    PersonFactory,
    StageFactory,
    area,
)
from tests.markup import problems
from tests.verification.doubles import model_of_names
from tests.workspace.conftest import OTHER, OWN
from verification import actions

NIK, KK = "3273050201700417", "3273051209119876"


def address(household):
    return f"/petugas/keluarga/{household.pk}/"


@pytest.fixture
def household(officer):
    person = PersonFactory(household=HouseholdFactory(kelurahan=area(OWN)))
    register.set_nik(person=person, text=NIK, by=officer)
    register.set_kk(household=person.household, text=KK, by=officer)
    return person.household


def test_page_shows_members_without_their_numbers(page, household):
    text = page.get(address(household)).text

    assert "Tono Rusdiantono" in text
    assert text.count(MASK) >= 2
    assert not re.search(f"{NIK[:8]}|{KK[:8]}", text)
    assert problems(text) == []


def test_opening_the_page_is_noted(page, lurah, household):
    page.get(address(household))

    entry = AccessLog.objects.get()
    assert (entry.user, entry.action, entry.object_id) == (lurah, "view", household.pk)


@pytest.mark.parametrize("code", [OTHER, "32.76.01.1006"])
def test_a_foreign_household_is_not_there_and_not_noted(page, code):
    foreign = HouseholdFactory(kelurahan=area(code))

    assert page.get(address(foreign)).status_code == 404
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("number", ["0", "1" + "0" * 30])
def test_a_number_that_nobody_has_is_not_there(page, number):
    assert page.get(f"/petugas/keluarga/{number}/").status_code == 404


def test_payments_are_told_by_stage_with_their_reason(page, household):
    enrolment = EnrolmentFactory(household=household)
    for number, status in ((2, "failed"), (1, "paid")):
        DisbursementFactory(
            enrolment=enrolment, status=status,
            stage=StageFactory(programme=enrolment.programme, number=number),
            failed_because="moved" if status == "failed" else "",
        )  # fmt: skip

    response = page.get(address(household))

    assert re.findall(r'data-payment="(\w+)"', response.text) == ["paid", "failed"]


def test_findings_are_told_with_their_trail(page, lurah, household):
    found = actions.open_finding(household=household, kind="moved", source="staff", by=lurah)
    actions.note(finding=found, text="Rumah kosong.", by=lurah)

    text = page.get(address(household)).text

    assert re.findall(r'data-step="(\w+)"', text) == ["opened", "noted"]
    assert "Rumah kosong." in text


def test_complaints_about_the_household_are_listed(page, officer, household):
    complaint = at_work(officer, area=area(OWN))
    complaining.match_household(complaint=complaint, household=household, by=officer)

    assert f'data-complaint="{complaint.pk}"' in page.get(address(household)).text


def test_a_confidential_complaint_is_for_officers_only(client, page, officer, household):
    complaint = at_work(officer, area=area(OWN), kind="not_handed_out")
    complaining.match_household(complaint=complaint, household=household, by=officer)

    assert "data-complaint" not in page.get(address(household)).text
    client.force_login(officer)
    assert "data-complaint" in client.get(address(household)).text


def test_history_tells_every_change_and_who_made_it(page, officer, household):
    person = household.people.get()
    register.change_household(household=household, by=officer, rt="009")
    register.change_person(person=person, by=officer, name="Tono Rusdianto")

    text = page.get(address(household)).text

    history = text[text.index('<ol class="trail">', text.index("data-change") - 400) :]
    assert "<ins>009</ins>" in history
    assert "<del>Tono Rusdiantono</del>" in history
    assert officer.username in history
    changes = re.findall(r"<li data-change>.*?</li>", history, re.DOTALL)
    assert all(officer.username in change for change in changes)


def test_facilitators_have_no_way_to_a_number(client, page, facilitator, household):
    assert "/reveal/" in page.get(address(household)).text
    client.force_login(facilitator)

    assert "/reveal/" not in client.get(address(household)).text


def test_page_asks_few_queries_however_much_there_is(
    page, lurah, officer, household, django_assert_max_num_queries
):
    model_of_names()
    enrolment = EnrolmentFactory(household=household)
    for number in range(1, 5):
        stage = StageFactory(programme=enrolment.programme, number=number)
        DisbursementFactory(enrolment=enrolment, stage=stage)
        person = PersonFactory(household=household, relation="child", name=f"Anak {number}")
        register.change_person(person=person, by=officer, name=f"Anak ke-{number}")
        actions.open_finding(
            household=household, person=person, kind="deceased", source="staff", by=lurah
        )

    # session, user, household, log, people, enrolments, payments, findings, steps, complaints,
    # proposals, four histories, the names of who acted; doubles: pairs, members, model, likeness
    page.get(address(household))  # the model is read once
    with django_assert_max_num_queries(21):
        page.get(address(household))
