"""The area tree in the admin: read-only, changed by its buttons."""

import datetime

import pytest
from django.urls import reverse

from kelurahan.models import Area, AreaFormerName
from tests.factories import UserFactory, area

pytestmark = pytest.mark.django_db
LIST = "admin:kelurahan_area_changelist"
PAGE = "admin:kelurahan_area_change"
DAY = datetime.date(2020, 6, 4)


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(role="administrator", area=None))
    return client


@pytest.fixture
def officer(client):
    client.force_login(UserFactory(role="officer"))
    return client


def listed(response):
    return [area.code for area in response.context["cl"].result_list]


@pytest.mark.parametrize("query", ["32.73.05", "pajajaran", "nama lama"])
def test_areas_are_found_by_code_name_and_former_name(administrator, query):
    kelurahan = area("32.73.05.1006", "Pajajaran")
    area("32.76.01.1001")
    AreaFormerName.objects.create(area=kelurahan, name="Nama Lama", until=DAY)

    response = administrator.get(reverse(LIST), {"q": query})

    assert "32.73.05.1006" in listed(response)
    assert "32.76.01.1001" not in listed(response)


@pytest.mark.parametrize(("value", "found"), [("yes", False), ("no", True)])
def test_areas_are_filtered_by_being_in_force(administrator, value, found):
    Area.objects.filter(pk=area().pk).update(valid_until=DAY)

    response = administrator.get(reverse(LIST), {"in_force": value})

    assert ("32.73.05.1006" in listed(response)) is found


def test_the_list_asks_few_queries(administrator, django_assert_max_num_queries):
    for number in range(1001, 1020):
        area(f"32.73.05.{number}")

    with django_assert_max_num_queries(8):
        administrator.get(reverse(LIST))


def test_an_area_is_shown_with_its_former_names_but_not_to_be_edited(administrator):
    AreaFormerName.objects.create(area=area(), name="Nama Lama", until=DAY)

    response = administrator.get(reverse(PAGE, args=["32.73.05.1006"]))

    assert response.context["has_change_permission"] is False
    assert "Nama Lama" in response.text
    assert 'name="name"' not in response.text


@pytest.mark.parametrize("page", ["admin:kelurahan_area_add", "admin:kelurahan_area_delete"])
def test_areas_are_neither_added_nor_deleted_by_hand(administrator, page):
    args = [area().pk] if page.endswith("delete") else []

    assert administrator.post(reverse(page, args=args)).status_code == 403


def test_an_administrator_renames_an_area(administrator):
    area("32.73.05.1006", "Nama Lama")

    response = administrator.post(
        reverse("admin:kelurahan_area_rename", args=["32.73.05.1006"]),
        {"name": "Nama Baru", "on": "2020-06-04"},
    )

    assert response.url == reverse(PAGE, args=["32.73.05.1006"])
    assert Area.objects.get(pk="32.73.05.1006").name == "Nama Baru"
    assert AreaFormerName.objects.get().until == DAY


def test_an_administrator_merges_an_area(administrator):
    area("32.73.05.1006")
    area("32.73.05.1007")

    administrator.post(
        reverse("admin:kelurahan_area_merge", args=["32.73.05.1006"]),
        {"into": "32.73.05.1007", "on": "2020-06-04"},
    )

    assert Area.objects.get(pk="32.73.05.1006").successor_id == "32.73.05.1007"


def test_what_the_action_refuses_is_said_on_the_form(administrator):
    area("32.73.05.1006")

    response = administrator.post(
        reverse("admin:kelurahan_area_close", args=["32.73.05"]), {"on": "2020-06-04"}
    )

    (error,) = response.context["form"].non_field_errors().as_data()
    assert error.code == "children"
    assert Area.objects.get(pk="32.73.05").valid_until is None


@pytest.mark.parametrize("kind", ["rename", "close", "merge"])
@pytest.mark.parametrize("data", [{}, {"on": "x", "name": "a\x00b", "into": "32"}])
def test_a_form_filled_wrongly_changes_nothing(administrator, kind, data):
    area("32.73.05.1006")
    url = reverse(f"admin:kelurahan_area_{kind}", args=["32.73.05.1006"])

    response = administrator.post(url, data)

    assert response.context["form"].errors
    assert not Area.objects.get(pk="32.73.05.1006").events.exists()


@pytest.mark.parametrize("kind", ["rename", "close", "merge"])
def test_a_closed_area_has_no_buttons(administrator, kind):
    Area.objects.filter(pk=area().pk).update(valid_until=DAY)
    url = reverse(f"admin:kelurahan_area_{kind}", args=["32.73.05.1006"])

    page = administrator.get(reverse(PAGE, args=["32.73.05.1006"]))

    assert administrator.get(url).status_code == 404
    assert url not in page.text


@pytest.mark.parametrize("kind", ["rename", "close", "merge"])
def test_only_administrators_have_the_buttons(officer, kind):
    area("32.73.05.1006")
    url = reverse(f"admin:kelurahan_area_{kind}", args=["32.73.05.1006"])

    page = officer.get(reverse(PAGE, args=["32.73.05.1006"]))

    assert url not in page.text
    assert officer.post(url, {"on": "2020-06-04", "name": "Baru"}).status_code == 403


@pytest.mark.parametrize("kind", ["rename", "close", "merge"])
def test_an_administrator_has_the_buttons(administrator, kind):
    area("32.73.05.1006")
    url = reverse(f"admin:kelurahan_area_{kind}", args=["32.73.05.1006"])

    page = administrator.get(reverse(PAGE, args=["32.73.05.1006"]))

    assert url in page.text
    assert administrator.get(url).status_code == 200
