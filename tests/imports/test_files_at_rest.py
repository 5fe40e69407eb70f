"""Uploaded files are sealed where they lie, and are forgotten in time."""

import hashlib
import os
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.crypto import UnreadableError
from imports import actions, vault
from imports.models import ImportJob
from imports.purging import purge_files
from tests.imports.files import applied, checked, officer, received, roster_row, xlsx_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]
DAY = 24 * 60 * 60
DATA = bytes(range(256)) * 40  # ten pieces of the tests' size


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(vault, "PIECE", 1024)


@pytest.fixture
def sealed(tmp_path, small_pieces):
    path = tmp_path / "stored"
    kept = vault.keep(path, [DATA[:1500], DATA[1500:1501], DATA[1501:]], most=len(DATA))
    assert (kept.size, kept.sha256) == (len(DATA), hashlib.sha256(DATA).hexdigest())
    return vault.SealedFile(path, kept.key, kept.size)


def test_file_holds_nothing_readable():
    job = received([roster_row(1)], by=officer())

    stored = job.path.read_bytes()
    assert not any(text in stored for text in (b"3273", b"Siti", b"id_keluarga"))


def test_file_reads_as_it_was_sent(sealed):
    with sealed.open() as file:
        assert file.read() == DATA


@pytest.mark.parametrize("start", [0, 1, 1023, 1024, 5000, len(DATA) - 1, len(DATA)])
def test_any_place_of_the_file_is_found(sealed, start):
    with sealed.open() as file:
        file.seek(start)
        assert (file.read(1500), file.tell()) == (
            DATA[start : start + 1500], min(start + 1500, len(DATA)),
        )  # fmt: skip


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
        lambda data: data[:-1040],
        lambda data: data[1040:],
        lambda data: data[1040:2080] + data[:1040] + data[2080:],
        lambda data: b"",
    ],
    ids=["one bit", "end cut off", "start cut off", "pieces swapped", "emptied"],
)
def test_file_that_was_changed_does_not_open(sealed, spoil):
    sealed.path.write_bytes(spoil(sealed.path.read_bytes()))

    with pytest.raises(UnreadableError), sealed.open() as file:
        file.read()


def test_file_in_the_place_of_another_does_not_open(sealed, tmp_path):
    other = vault.SealedFile(tmp_path / "other", sealed.key, sealed.size)
    other.path.write_bytes(sealed.path.read_bytes())

    with pytest.raises(UnreadableError):
        other.open()


def test_file_beyond_the_limit_leaves_nothing(tmp_path, small_pieces):
    with pytest.raises(vault.TooLargeError):
        vault.keep(tmp_path / "stored", [DATA], most=len(DATA) - 1)

    assert not (tmp_path / "stored").exists()


def test_sealed_workbook_is_read():
    job = checked(xlsx_bytes([roster_row(1)]), by=officer(), name="daftar.xlsx")

    assert (job.state, job.new) == ("checked", 1)


def ended(job, days):
    """Move the whole job so many days into the past, its file too."""
    then = timezone.now() - timedelta(days=days)
    moments = ("received_at", "checked_at", "applied_at", "undone_at", "closed_at")
    ImportJob.objects.filter(pk=job.pk).update(
        **{name: then for name in moments if getattr(job, name)}
    )
    os.utime(job.path, (time.time() - days * DAY,) * 2)
    job.refresh_from_db()
    return job


@pytest.fixture
def kept_for_ten_days(settings):
    settings.IMPORT_KEEP_DAYS = 10


def finished(how, by):
    if how == "refused":
        return checked(b"", by=by)
    if how == "declined":
        job = checked([roster_row(1)], by=by)
        actions.decline(job=job, reason="wrong", by=by)
    else:
        job = applied([roster_row(1)], by=by)
        if how == "undone":
            actions.undo(job=job, by=by)
    return ImportJob.objects.get(pk=job.pk)


@pytest.mark.parametrize("how", ["applied", "undone", "declined", "refused"])
def test_file_of_a_finished_job_is_forgotten_after_its_days(kept_for_ten_days, how):
    job = ended(finished(how, officer()), days=11)

    assert purge_files() == 1

    job.refresh_from_db()
    assert not job.has_file
    assert not job.path.exists()


def test_younger_file_is_kept(kept_for_ten_days):
    job = ended(finished("applied", officer()), days=9)

    assert purge_files() == 0

    job.refresh_from_db()
    assert job.has_file
    assert job.path.exists()


def test_file_that_waits_for_confirmation_is_kept(kept_for_ten_days):
    job = ended(checked([roster_row(1)], by=officer()), days=100)

    assert purge_files() == 0
    assert job.path.exists()


def test_last_event_of_a_job_counts(kept_for_ten_days):
    by = officer()
    job = ended(finished("applied", by), days=11)
    actions.undo(job=job, by=by)

    assert purge_files() == 0


def test_file_without_a_job_goes_after_a_day(tmp_path):
    folder = tmp_path / "imports"
    folder.mkdir()
    for name, age in (("old", 2 * DAY), ("uploading", 60)):
        (folder / name).touch()
        os.utime(folder / name, (time.time() - age,) * 2)

    assert purge_files() == 1

    assert [path.name for path in folder.iterdir()] == ["uploading"]


def test_purge_before_the_first_file_finds_nothing():
    assert purge_files() == 0


def test_page_says_that_the_file_is_gone(client, settings, kept_for_ten_days):
    settings.STAFF_MFA_REQUIRED = False
    by = officer()
    job = ended(applied([roster_row(1), roster_row(2, nama="")], by=by), days=11)
    purge_files()
    client.force_login(by)

    html = client.get(job.get_absolute_url()).text

    assert "data-file-gone" in html
    assert client.get(reverse("imports:refused", args=[job.pk])).status_code == 404


def test_import_is_undone_without_its_file(kept_for_ten_days):
    by = officer()
    job = ended(applied([roster_row(1)], by=by), days=11)
    purge_files()

    assert actions.undo(job=job, by=by).state == "undone"
