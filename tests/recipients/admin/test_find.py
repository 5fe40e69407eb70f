"""Looking people up by name or number."""

import re

import pytest

from accounts.models import AccessLog
from recipients import actions, search
from tests.factories import (
    PersonFactory,
    UserFactory,
    area,
)
from tests.recipients.admin.pages import FIND, KK, NIK, url

pytestmark = pytest.mark.django_db


def hits(response):
    return re.search(r'data-hits="(\d+)"', response.text)[1]


def test_name_finds_people_of_ones_own_area(staff, person, stranger):
    PersonFactory(name="Tono Lain", household__kelurahan=area("32.76.01.1006"))

    response = staff.post(FIND, {"text": "tono rusdi"})

    assert hits(response) == "1"
    assert url(person) in response.text


def test_misspelt_name_finds_people_of_ones_own_area(staff, person, stranger):
    foreign = PersonFactory(name="Tono Rusdiantono", household=stranger.household)
    search.index_people([person.pk, foreign.pk])

    response = staff.post(FIND, {"text": "tono rusdiamtono"})

    assert hits(response) == "1"
    assert url(person) in response.text


@pytest.mark.parametrize("text", [NIK, "3273 0502 0170 0001", KK])
def test_number_finds_its_person_and_is_noted(staff, person, officer, text):
    response = staff.post(FIND, {"text": text})

    assert hits(response) == "1"
    entry = AccessLog.objects.get()
    assert (entry.action, entry.object_id) == ("search_nik", person.pk)
    assert NIK not in response.text


def test_search_by_name_is_noted_without_the_name(staff, person):
    staff.post(FIND, {"text": "tono rusdi"})

    entry = AccessLog.objects.get()
    assert (entry.action, entry.object_id, entry.reason) == ("search_name", None, "")


def test_foreign_number_is_noted_but_not_found(staff, stranger):
    administrator = UserFactory(role="administrator", area=None)
    actions.set_nik(person=stranger, text=NIK, by=administrator)

    response = staff.post(FIND, {"text": NIK})

    assert hits(response) == "0"
    assert AccessLog.objects.get().object_id is None


def test_look_up_ignores_what_is_in_the_address(staff, person):
    assert "data-hits" not in staff.get(f"{FIND}?text=tono").text


@pytest.mark.parametrize("text", ["%%%", "___", "a b c", "' OR 1=1", "\\", "x" * 300, "\x00abc"])
def test_hostile_text_finds_nobody(staff, person, text):
    response = staff.post(FIND, {"text": text})

    assert response.status_code == 200
    assert url(person) not in response.text


def test_look_up_is_never_kept(staff, person):
    assert "no-store" in staff.post(FIND, {"text": "tono"})["Cache-Control"]


def test_explaining_shows_what_the_public_reads_and_the_steps(staff, person):
    search.index_people([person.pk])

    response = staff.post(FIND, {"text": person.name.split()[0], "explain": "on"})

    explanation = response.context["explained"]
    [result] = explanation.results
    assert result.person == person
    assert "•••" in result.shown
    assert [reason.word for reason in result.reasons] == [person.name.split()[0]]
    assert dict(explanation.steps)["people compared"] == 1
    assert AccessLog.objects.get().action == "search_name"


def test_explaining_stays_within_ones_own_area(staff, person, stranger):
    foreign = PersonFactory(name=person.name, household=stranger.household)
    search.index_people([person.pk, foreign.pk])

    response = staff.post(FIND, {"text": person.name, "explain": "on"})

    assert [result.person for result in response.context["explained"].results] == [person]


@pytest.mark.parametrize("text", [NIK, "a b c", "%%%%"])
def test_what_the_public_search_refuses_is_not_explained(staff, person, text):
    explanation = staff.post(FIND, {"text": text, "explain": "on"}).context["explained"]

    assert explanation is None or explanation.refused
