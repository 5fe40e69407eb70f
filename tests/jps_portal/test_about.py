"""`/tentang/`: method, privacy, glossary."""

import re

from django.urls import reverse

from tests.markup import problems


def test_about_is_sound_html_and_needs_no_database(client):
    response = client.get(reverse("portal:about"))

    assert response.status_code == 200
    assert problems(response.content.decode()) == []


def test_every_entry_of_the_contents_leads_to_a_heading(client):
    html = client.get("/tentang/").content.decode()

    targets = re.findall(r'href="#([a-z]+)"', html)
    assert len(targets) >= 9
    assert [name for name in targets if f'id="{name}"' not in html] == []


def test_about_shows_no_telephone_or_mail_address_that_nobody_gave_us(client):
    html = client.get("/tentang/").content.decode()

    assert "tel:" not in html
    assert "mailto:" not in html


def test_about_refuses_post(client):
    assert client.post("/tentang/").status_code == 405
