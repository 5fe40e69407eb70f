"""The menu that all pages of staff share."""

import re

import pytest
from django.urls import reverse

from tests.markup import problems

PATHS = ["/petugas/", "/petugas/keluarga/", "/petugas/temuan/", "/petugas/impor/"]


def places(text):
    menu = re.search(r'<ul class="staffnav".*?</ul>', text, re.DOTALL)[0]
    return re.findall(r'<a href="([^"]+)"( aria-current="\w+")?', menu)


@pytest.mark.parametrize("path", PATHS)
def test_each_page_has_the_menu_with_one_place_marked(page, path):
    found = places(page.get(path).text)

    assert [address for address, mark in found if mark] == [path]
    assert set(PATHS) <= {address for address, _mark in found}


@pytest.mark.parametrize("path", PATHS)
def test_each_page_names_who_is_signed_in_and_the_area(page, lurah, path):
    text = page.get(path).text

    assert lurah.username in text
    assert f'<span data-area="{lurah.area_id}">{lurah.area.name}' in text


@pytest.mark.parametrize("path", PATHS)
def test_each_page_is_sound_and_begins_with_a_way_to_its_content(page, path):
    text = page.get(path).text

    assert problems(text) == []
    assert re.search(r'<body>\s*<a class="skip" href="#content">', text)


def test_public_pages_do_not_tell_who_is_signed_in(page, lurah):
    for path in ("/", "/tentang/"):
        assert lurah.username not in page.get(path).text


def test_menu_offers_only_what_the_role_may_open(client, page):
    for address, _mark in places(page.get("/petugas/").text):
        assert client.get(address).status_code in (200, 302), address


def test_logging_in_leads_to_what_waits(client, lurah):
    response = client.post(
        reverse("account_login"), {"login": lurah.username, "password": "kata-sandi-uji"}
    )

    assert response["Location"] == "/petugas/"
