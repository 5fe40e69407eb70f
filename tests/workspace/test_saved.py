"""Filters that somebody keeps under a name."""

import pytest

from accounts.models import SavedFilter
from tests.factories import UserFactory, area
from tests.workspace.conftest import OWN
from workspace import saved

KEEP = "/petugas/keluarga/saringan/"


def keep(client, name, query):
    return client.post(KEEP, {"name": name, "query": query})


def test_a_kept_view_leads_to_its_filters(page):
    response = keep(page, "Belum dibayar", "register=dtks&payment=failed")

    assert response["Location"] == "/petugas/keluarga/?register=dtks&payment=failed"
    assert 'href="?register=dtks&amp;payment=failed"' in page.get("/petugas/keluarga/").text


def test_only_what_the_list_offers_is_kept(page, lurah):
    keep(page, "Uji", "register=dtks&text=Tono+Rusdiantono&after=3&nik_index=x&finding=any")

    assert SavedFilter.objects.get(user=lurah).query == "register=dtks&finding=any"


@pytest.mark.parametrize(
    "query", ["finding=Tono", "rt=3273050201700417", "programme=<b>", "desil=%00", "status=1"]
)
def test_values_that_are_not_offered_are_not_kept(page, query):
    keep(page, "Uji", query)

    assert not SavedFilter.objects.exists()


def test_the_same_name_again_replaces_the_view(page, lurah):
    keep(page, "Uji", "register=dtks")
    keep(page, "Uji", "register=non_dtks")

    assert SavedFilter.objects.get(user=lurah).query == "register=non_dtks"


@pytest.mark.parametrize("name", ["", "x" * 61, "\x00"])
def test_a_view_needs_a_name(page, name):
    keep(page, name, "register=dtks")

    assert not SavedFilter.objects.exists()


def test_nobody_keeps_more_views_than_fit(page, lurah):
    for number in range(saved.MOST + 1):
        keep(page, f"Uji {number}", "register=dtks")

    assert SavedFilter.objects.filter(user=lurah).count() == saved.MOST
    keep(page, "Uji 0", "register=non_dtks")
    assert SavedFilter.objects.get(name="Uji 0").query == "register=non_dtks"


def test_views_are_ones_own(page, lurah):
    other = UserFactory(area=area(OWN), role="lurah")
    theirs = SavedFilter.objects.create(
        user=other, page=saved.HOUSEHOLDS, name="Rahasia", query="register=dtks"
    )

    assert "Rahasia" not in page.get("/petugas/keluarga/").text
    assert page.post(f"{KEEP}{theirs.pk}/hapus/").status_code == 404


def test_a_view_can_be_removed(page, lurah):
    keep(page, "Uji", "register=dtks")
    view = SavedFilter.objects.get(user=lurah)

    page.post(f"{KEEP}{view.pk}/hapus/")

    assert not SavedFilter.objects.exists()
