"""The receipt: what a citizen takes home, and nowhere else."""

import re

import pytest

from complaints import qr, receipts, tracking
from complaints.models import Complaint, Kind
from tests.complaints.factories import KELURAHAN
from tests.complaints.test_form import FORM, typed
from tests.factories import area
from tests.markup import problems


@pytest.fixture(autouse=True)
def city(db):
    return area(KELURAHAN)


def sent(client, **changes):
    return client.post(FORM, typed(**changes))


def test_receipt_names_code_link_and_deadline(client):
    response = sent(client)

    complaint = Complaint.objects.get()
    html = response.content.decode()
    assert f"data-code>{receipts.written(receipts.code_of(complaint))}<" in html
    found = re.search(r"/pengaduan/s/([\w-]{22})/", html)
    assert tracking.by_link(found[1]) == complaint
    assert str(complaint.answer_by.astimezone().year) in html
    assert problems(html) == []


def test_receipt_is_kept_by_no_cache_and_no_search_engine(client):
    response = sent(client)

    assert "no-store" in response["Cache-Control"]
    assert 'name="robots" content="noindex"' in response.content.decode()


def test_without_telephone_the_receipt_names_four_digits(client):
    html = sent(client, phone="").content.decode()

    pin = re.search(r"data-pin>(\d{4})<", html)[1]
    complaint = Complaint.objects.get()
    assert tracking.by_code(receipts.code_of(complaint), pin) == complaint


def test_with_telephone_no_digit_of_it_is_on_the_receipt(client):
    html = sent(client).content.decode()

    assert "data-pin" not in html
    assert "7890" not in html.replace(receipts.link_of(Complaint.objects.get().submission), "")


def test_request_about_personal_data_names_the_hour(client):
    response = sent(client, kind=Kind.PRIVACY, detail="show_me")

    by = response.context["complaint"].answer_by
    assert response.context["by_the_hour"]
    assert f"{by.astimezone():%H.%M}" in response.content.decode()


def test_picture_breaks_no_policy():
    drawn = qr.picture("https://jps.example.go.id/pengaduan/s/AAAA/")

    assert "style" not in drawn
    assert "<script" not in drawn
    assert "AAAA" not in drawn


def test_after_a_new_secret_the_receipt_does_without_the_link(client, monkeypatch):
    values = typed()
    client.post(FORM, values)
    monkeypatch.setattr(receipts, "link_of", lambda submission: "other")

    response = client.post(FORM, values)

    assert response.context["link"] == ""
    assert problems(response.content.decode()) == []
