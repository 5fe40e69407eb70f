"""Looking families up by a name or a number, neither of which is ever repeated."""

import re

import pytest

from accounts.models import AccessLog
from recipients import actions, search
from recipients.identity import MASK
from tests.factories import HouseholdFactory, PersonFactory, UserFactory, area
from tests.markup import problems
from tests.workspace.conftest import OTHER, OWN

pytestmark = pytest.mark.django_db

FIND = "/petugas/keluarga/cari/"
NIK, KK = "3273050201700417", "3273051209119876"


def person(name="Tono Rusdiantono", code=OWN):
    return PersonFactory(name=name, household=HouseholdFactory(kelurahan=area(code)))


def found(response):
    assert response.status_code == 200
    return [int(pk) for pk in re.findall(r'data-household="(\d+)"', response.text)]


def test_part_of_a_name_finds_families_of_ones_own_area(page):
    own = person()
    person("Tono Lain", OTHER)

    assert found(page.post(FIND, {"text": "rusdi"})) == [own.household_id]


@pytest.mark.parametrize("code", ["32.73", "32.73.05"])
def test_wider_areas_find_misspelt_names_by_the_index_of_the_search(client, code):
    own = person()
    foreign = person(code="32.76.01.1006")
    search.index_people([own.pk, foreign.pk])
    client.force_login(UserFactory(area=area(code)))

    assert found(client.post(FIND, {"text": "tono rusdiamtono"})) == [own.household_id]


def test_wider_areas_find_part_of_a_name_too(client, officer):
    own = person()
    client.force_login(officer)

    assert found(client.post(FIND, {"text": "usdianto"})) == [own.household_id]


@pytest.mark.parametrize("number", [NIK, KK, "3273 0502 0170 0417"])
def test_a_number_finds_its_family_and_the_look_is_noted(page, officer, number):
    own = person()
    actions.set_nik(person=own, text=NIK, by=officer)
    actions.set_kk(household=own.household, text=KK, by=officer)

    response = page.post(FIND, {"text": number})

    assert found(response) == [own.household_id]
    entry = AccessLog.objects.get()
    assert (entry.action, entry.object_id) == ("search_nik", own.pk)
    assert MASK in response.text
    assert not re.search(f"{NIK}|{KK}", response.text)


def test_a_foreign_number_finds_nobody_and_is_noted(page):
    foreign = person(code="32.76.01.1006")
    actions.set_nik(person=foreign, text=NIK, by=UserFactory(role="administrator", area=None))

    assert found(page.post(FIND, {"text": NIK})) == []
    assert AccessLog.objects.get().object_id is None


def test_a_search_by_name_is_noted_without_the_name(page):
    page.post(FIND, {"text": "rusdi"})

    entry = AccessLog.objects.get()
    assert (entry.action, entry.object_id, entry.reason) == ("search_name", None, "")


def test_what_was_typed_is_not_written_back(page):
    response = page.post(FIND, {"text": "Zulkarnaenwati"})

    assert "Zulkarnaenwati" not in response.text
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("text", ["%%%", "___", "a b c", "' OR 1=1--", "\\\\\\", "((("])
def test_hostile_text_finds_nobody(page, text):
    person()

    assert found(page.post(FIND, {"text": text})) == []


@pytest.mark.parametrize("text", ["", "a", "\x00abc", "x" * 200])
def test_unreadable_text_is_refused_without_a_look(page, text):
    response = page.post(FIND, {"text": text})

    assert response.status_code == 400
    assert not AccessLog.objects.exists()
    assert problems(response.text) == []


def test_an_address_finds_nobody(page):
    person()

    assert page.get(f"{FIND}?text=rusdi")["Location"] == "/petugas/keluarga/"
    assert not AccessLog.objects.exists()


def test_a_member_who_is_not_the_head_is_named(page):
    head = person("Asep Kepala")
    PersonFactory(name="Euis Anak", household=head.household, relation="child")

    text = page.post(FIND, {"text": "Euis"}).text

    assert "Asep Kepala" in text
    assert "Euis Anak" in text
