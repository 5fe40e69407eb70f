"""Staff say on the page of an area where its office is."""

import pytest
from django.urls import reverse

from kelurahan.models import Area, AreaOffice
from tests.factories import UserFactory, area

pytestmark = pytest.mark.django_db
HERE = "32.73.05.1006"
PAGE = "admin:kelurahan_area_change"
GIVEN = {"address": "Jl. Uji 1, Bandung", "telephone": "(022) 123-4567",
         "hours": "Senin–Jumat 08.00–16.00", "map_link": "https://peta.example/1"}  # fmt: skip


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def staff(client):
    """Log in somebody of a role and area; return the client."""

    def log_in(role="officer", of="32.73"):
        area(HERE)
        client.force_login(UserFactory(role=role, area=of and area(of)))
        return client

    return log_in


def address(code=HERE):
    return reverse("admin:kelurahan_area_office", args=[code])


def kept():
    return AreaOffice.objects.filter(pk=HERE).values(*GIVEN).first()


def test_an_office_is_entered_and_changed(staff):
    client = staff()

    response = client.post(address(), GIVEN)
    assert kept() == GIVEN
    client.post(address(), {**GIVEN, "address": "Jl. Baru 2"})

    assert response.url == reverse(PAGE, args=[HERE])
    assert kept() == {**GIVEN, "address": "Jl. Baru 2"}


def test_the_form_holds_what_is_known(staff):
    AreaOffice.objects.create(area=area(HERE), **GIVEN)

    html = staff().get(address()).text

    assert all(f'value="{value}"' in html for value in GIVEN.values())


def test_an_emptied_office_is_forgotten(staff):
    AreaOffice.objects.create(area=area(HERE), **GIVEN)

    staff().post(address(), dict.fromkeys(GIVEN, ""))

    assert kept() is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", ""),
        ("address", "x" * 201),
        ("address", "a\x00b"),
        ("telephone", "<script>"),
        ("telephone", "0" * 41),
        ("map_link", "http://peta.example/"),
        ("map_link", "javascript:alert(1)"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(staff, field, value):
    response = staff().post(address(), {**GIVEN, field: value})

    assert field in response.context["form"].errors
    assert kept() is None


@pytest.mark.parametrize(
    ("role", "of", "status"),
    [
        ("administrator", None, 302), ("officer", "32.73", 302), ("kecamatan", "32.73.05", 302),
        ("lurah", HERE, 302), ("lurah", "32.73.05.1001", 404), ("officer", "32.76", 404),
        ("facilitator", HERE, 403),
    ],
)  # fmt: skip
def test_offices_are_entered_by_those_who_work_for_the_area(staff, role, of, status):
    client = staff(role, of)

    assert client.post(address(), GIVEN).status_code == status
    assert (kept() is not None) is (status == 302)
    assert (address() in client.get(reverse(PAGE, args=[HERE])).text) is (status == 302)


def test_a_closed_area_has_no_office_to_enter(staff):
    client = staff()
    Area.objects.filter(pk=HERE).update(valid_until="2020-06-04")

    assert client.get(address()).status_code == 404
