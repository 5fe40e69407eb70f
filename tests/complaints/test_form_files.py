"""Files that come with a complaint, and those that wait while the form is corrected."""

import io
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from complaints import drafts, evidence, tokens
from complaints.models import Complaint, Evidence
from tests.complaints.factories import KELURAHAN, received
from tests.complaints.test_form import FORM, typed
from tests.factories import area


@pytest.fixture(autouse=True)
def city(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return area(KELURAHAN)


def photo(name="foto.jpg"):
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 80, 40)).save(stream, "JPEG")
    return SimpleUploadedFile(name, stream.getvalue(), "image/jpeg")


def kept():
    return Evidence.objects.filter(complaint=Complaint.objects.get()).count()


def test_photo_is_kept_with_the_complaint(client):
    client.post(FORM, typed(files=[photo(), photo()]))

    assert kept() == 2


def test_files_wait_while_the_form_is_corrected(client):
    page = client.post(FORM, typed(phone="12", files=[photo()])).context

    client.post(FORM, typed(draft=page["draft"]))

    assert len(page["kept_files"]) == kept() == 1


def test_waiting_files_can_be_left_out(client):
    draft = client.post(FORM, typed(phone="12", files=[photo()])).context["draft"]

    client.post(FORM, typed(draft=draft, drop_files="1"))

    assert kept() == 0


def test_one_bad_file_does_not_lose_the_good_ones(client):
    response = client.post(FORM, typed(files=[photo(), SimpleUploadedFile("x.jpg", b"x" * 9)]))

    assert len(response.context["attached"].errors) == 1
    assert len(response.context["kept_files"]) == 1
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("sent", [6, 40])
def test_more_than_five_files_are_refused_unread(client, sent, monkeypatch):
    monkeypatch.setattr("complaints.views.attaching.prepare", lambda files: pytest.fail("was read"))

    response = client.post(FORM, typed(files=[photo() for _ in range(sent)]))

    assert response.context["attached"].errors
    assert not Complaint.objects.exists()


def test_waiting_and_new_files_together_are_at_most_five(client):
    draft = client.post(FORM, typed(phone="12", files=[photo() for _ in range(3)])).context["draft"]

    response = client.post(FORM, typed(draft=draft, files=[photo() for _ in range(3)]))

    assert response.context["attached"].errors
    assert len(response.context["kept_files"]) == 3


def test_too_many_files_from_one_connection_wait_while_the_text_goes(client, settings):
    settings.LIMITS = {**settings.LIMITS, "complaint_files": (1, 100, 10 * 365 * 86_400)}
    client.post(FORM, typed(phone="12", files=[photo()]))

    response = client.post(FORM, typed(files=[photo()]))

    assert response.context["attached"].errors


@pytest.mark.parametrize("forged", ["x", "\x00", "é" * 5000, "QUJD" * 30])
def test_forged_draft_brings_no_file(client, forged):
    client.post(FORM, typed(draft=forged))

    assert kept() == 0


def test_waiting_file_is_sealed_and_gone_after_an_hour():
    content = b"rahasia " * 100
    draft = drafts.keep([evidence.Prepared(Evidence.Format.PDF, content)])
    (path,) = drafts.folder().iterdir()

    assert b"rahasia" not in path.read_bytes()
    assert [file.content for file in drafts.read(draft)] == [content]
    os.utime(path, (path.stat().st_mtime - drafts.SECONDS - 1,) * 2)
    assert drafts.read(draft) == []
    assert drafts.purge() == 1
    assert not path.exists()


def open_file(client, complaint, row):
    return client.post(
        "/pengaduan/berkas/", {"pass": tokens.new_pass(complaint.pk), "file": str(row.pk)}
    )


def test_owner_saves_a_clean_file(client):
    client.post(FORM, typed(files=[photo()]))
    row = Evidence.objects.get()

    response = open_file(client, row.complaint, row)

    assert b"".join(response.streaming_content).startswith(b"\xff\xd8\xff")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("state", ["waiting", "infected", "purged"])
def test_file_that_is_not_clean_is_not_opened(client, state):
    client.post(FORM, typed(files=[photo()]))
    row = Evidence.objects.get()
    Evidence.objects.filter(pk=row.pk).update(state=state)

    assert open_file(client, row.complaint, row).status_code == 404


def test_file_of_another_complaint_is_not_found(client):
    client.post(FORM, typed(files=[photo()]))

    assert open_file(client, received(), Evidence.objects.get()).status_code == 404


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "٣", "\x00"])
def test_hostile_file_number_is_not_found(client, number):
    sent = {"pass": tokens.new_pass(received().pk), "file": number}

    assert client.post("/pengaduan/berkas/", sent).status_code == 404


def test_form_that_comes_back_again_writes_no_file_again(client):
    draft = client.post(FORM, typed(phone="12", files=[photo()])).context["draft"]

    again = client.post(FORM, typed(phone="12", draft=draft)).context

    assert len(list(drafts.folder().iterdir())) == len(again["kept_files"]) == 1


def test_file_added_later_waits_with_the_others(client):
    draft = client.post(FORM, typed(phone="12", files=[photo()])).context["draft"]
    draft = client.post(FORM, typed(phone="12", draft=draft, files=[photo()])).context["draft"]

    client.post(FORM, typed(draft=draft))

    assert kept() == 2


def test_slow_file_is_the_last_that_is_tried(client, monkeypatch):
    monkeypatch.setattr("complaints.views.attaching.SECONDS", -1)

    response = client.post(FORM, typed(files=[photo(), photo()]))

    assert len(response.context["attached"].errors) == 2
    assert response.context["kept_files"] == []
