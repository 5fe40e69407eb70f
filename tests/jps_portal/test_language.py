"""The language switch works without script and leads nowhere but back to us."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse


def switch(client, **data):
    return client.post(reverse("portal:language"), data)


def test_indonesian_is_the_language_of_a_first_visit(client):
    response = client.get("/tentang/", headers={"Accept-Language": "en"})

    assert response.headers["Content-Language"] == "id"
    assert '<html lang="id">' in response.content.decode()


def test_the_chosen_language_is_kept_for_the_next_page(client):
    switch(client, language="en", next="/tentang/")

    assert '<html lang="en">' in client.get("/tentang/").content.decode()


def test_the_switch_leads_back_by_get(client):
    response = switch(client, language="en", next="/tentang/?a=b")

    assert response.status_code == 303
    assert response.headers["Location"] == "/tentang/?a=b"


@pytest.mark.parametrize(
    "address",
    [
        "", "https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)",
        "\\\\example.org", "tentang/", "http:///example.org", "/\x00//example.org\n", " //example.org",
    ],
)  # fmt: skip
def test_the_switch_leads_home_instead_of_to_a_foreign_or_odd_address(client, address):
    assert switch(client, language="en", next=address).headers["Location"] == "/"


@pytest.mark.parametrize("language", ["", "xx", "en; Path=/admin", "../en"])
def test_an_unknown_language_sets_no_cookie(client, language):
    assert not switch(client, language=language).cookies


def test_the_switch_works_on_a_page_without_csrf_cookie():
    response = switch(Client(enforce_csrf_checks=True), language="en")

    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_the_cookie_is_closed_to_scripts_and_other_sites(client, settings):
    settings.LANGUAGE_COOKIE_SECURE = True

    cookie = switch(client, language="en").cookies[settings.LANGUAGE_COOKIE_NAME]

    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)


def test_the_switch_refuses_get(client):
    assert client.get(reverse("portal:language")).status_code == 405


def test_a_page_names_itself_as_the_way_back(client):
    html = client.get("/tentang/?x=<b>&y").content.decode()

    assert 'name="next" value="/tentang/?x=%3Cb%3E&amp;y"' in html


def test_the_answer_to_a_form_is_not_named_as_the_way_back(client):
    response = client.post("/nowhere/", {"name": "Tono"})

    assert 'name="next"' not in response.content.decode()
