"""/cek-nik/: name and NIK together, told apart from nothing."""

import re

import pytest
from django.utils.html import escape

from recipients import identity
from recipients.forms import NikField
from recipients.models import Person
from tests.factories import DisbursementFactory, EnrolmentFactory, PersonFactory

pytestmark = pytest.mark.django_db
URL = "/cek-nik/"
NIK = "3273054201700001"
OTHER_NIK = "3273054201700002"
IMPOSSIBLE_NIK = "9999999999990000"
ZEROS = "0" * 16


@pytest.fixture
def person():
    person = PersonFactory(name="H. Tono Rusdiantono")
    Person.objects.filter(pk=person.pk).update(
        nik_cipher=identity.encrypt(NIK, column="person.nik", row_id=person.pk),
        nik_index=identity.blind_index(NIK),
        nik_status="well_formed",
    )
    person.refresh_from_db()
    return person


def post(client, name, number):
    return client.post(URL, {"name": name, "number": number})


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("number", [NIK, "3273 0542 0170 0001", "3273.0542.0170.0001"])
def test_name_and_number_together_show_the_household(client, person, number):
    DisbursementFactory(enrolment=EnrolmentFactory(household=person.household))

    page = text(post(client, "Tono Rusdiantono", number))

    assert "Tono Rusdiantono" in page
    assert 'data-status="paid"' in page


@pytest.mark.parametrize(
    "name", ["Toni Rusdiantono", "rusdiantono tono", "Tono Rusdyantona", "H. Tono Rusdiantono"]
)
def test_the_name_is_forgiven_what_the_search_forgives(client, person, name):
    assert "<article" in text(post(client, name, NIK))


@pytest.mark.parametrize("name", ["Tono", "rusdiantono"])
def test_one_word_of_a_longer_name_confirms_no_number(client, person, name):
    assert "data-nobody" in text(post(client, name, NIK))


def test_only_the_typed_words_of_the_name_are_shown(client, person):
    Person.objects.filter(pk=person.pk).update(name="Tono Rusdiantono Hadikusumo")

    page = text(post(client, "tono rusdiantono", NIK))

    assert "Tono Rusdiantono H•••" in page
    assert "Hadikusumo" not in page


def test_a_person_left_out_of_the_search_is_still_told(client, person):
    Person.objects.filter(pk=person.pk).update(hidden_from_search=True)

    assert "<article" in text(post(client, "Tono Rusdiantono", NIK))


def test_a_deactivated_household_is_not_told(client, person):
    household = person.household
    household.status, household.deactivated_because = "deactivated", "moved"
    household.deactivated_on = "2021-01-01"
    household.save()

    assert "data-nobody" in text(post(client, "Tono Rusdiantono", NIK))


def test_wrong_name_unknown_and_impossible_number_are_one_answer(client, person):
    pages = {
        text(post(client, name, number))
        for name, number in [
            ("Budi Santoso", NIK), ("Budi Santoso", OTHER_NIK), ("Budi Santoso", IMPOSSIBLE_NIK),
            ("Budi Santoso", ZEROS),
        ]
    }  # fmt: skip

    assert len(pages) == 1
    assert "data-nobody" in pages.pop()


def test_wrong_name_and_unknown_number_are_the_same_work(
    client, person, monkeypatch, django_assert_num_queries
):
    compared = []
    fits = "recipients.search.fits"
    monkeypatch.setattr(fits, lambda name, held: compared.append(held) is not None)
    client.get(URL)  # the first page of a process asks for the city's name

    # The limit, and the people with the number.
    for number in (NIK, OTHER_NIK, IMPOSSIBLE_NIK):
        with django_assert_num_queries(2):
            post(client, "Budi Santoso", number)

    assert len(compared) == 3


def test_the_number_never_comes_back(client, person):
    for name in ("Tono Rusdiantono", "Budi", "x"):
        page = text(post(client, name, NIK))

        assert not re.search(r"3273\D?0542|0170\D?0001|\b0001\b", page)


@pytest.mark.parametrize(
    ("typed", "code", "count"),
    [
        ("", "required", None),
        ("123", "length", 3),
        ("32730542017000011", "length", 17),
        ("0", "length", 1),
        ("32730542017O0001", "letters", None),
        ("-", "length", 0),
        ("٣٢٧٣٠٥٤٢٠١٧٠٠٠٠١", "letters", None),
    ],
)
def test_a_number_of_the_wrong_shape_is_answered_by_a_remedy(client, typed, code, count):
    message = str(NikField.default_error_messages[code])

    page = text(post(client, "Tono", typed))

    assert escape(message % {"count": count} if count is not None else message) in page
    assert "data-nobody" not in page


def test_a_nul_in_the_number_is_answered_by_a_remedy(client):
    page = text(post(client, "Tono", "327305\x004201700001"))

    assert escape(str(NikField.default_error_messages["letters"])) in page


def test_invisible_characters_of_a_pasted_number_are_dropped(client, person):
    assert "<article" in text(post(client, "Tono Rusdiantono", f"\u200b{NIK}\u200e"))


def test_nothing_is_kept(client, person):
    response = post(client, "Tono Rusdiantono", NIK)

    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_the_limit_is_its_own_and_counts_hits_and_misses(client, person, settings):
    settings.LIMITS = {**settings.LIMITS, "nik_check": (2, 100, 3600)}
    post(client, "Tono Rusdiantono", NIK)
    post(client, "Tono Rusdiantono", OTHER_NIK)

    response = post(client, "Tono Rusdiantono", NIK)

    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1
    assert "<article" not in text(response)


def test_a_number_shared_by_mistake_is_told_to_each_by_name(client, person):
    twin = PersonFactory(name="Budi Santoso")
    Person.objects.filter(pk=twin.pk).update(
        nik_cipher=identity.encrypt(NIK, column="person.nik", row_id=twin.pk),
        nik_index=identity.blind_index(NIK),
        nik_status="well_formed",
    )

    assert "Budi Santoso" in text(post(client, "Budi Santoso", NIK))
    assert "Tono Rusdiantono" in text(post(client, "Tono Rusdiantono", NIK))
