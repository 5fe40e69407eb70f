"""Signatures: what they cover, how keys change, and that a forged Release is found and named."""

import base64
import json

import pgtrigger
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from kelurahan import signing
from kelurahan.models import Release, ReleaseFile, ReleaseSignature
from kelurahan.sealing import stored_seal, stored_signatures
from kelurahan.verifying import verdict, verdicts
from tests.kelurahan.releases import KELURAHAN, KEY, OTHER_KEY, published, some_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(settings):
    settings.RELEASE_SIGNING_KEY, settings.RELEASE_PUBLIC_KEYS = KEY, []


@pytest.fixture
def release(monkeypatch):
    return published(monkeypatch, *some_rows(), note="angka pertama\nbaris kedua")


def tamper(sql, *triggers):
    with pgtrigger.ignore(*triggers), connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount


def test_a_release_is_signed_when_it_is_published(release):
    assert verdict(Release.objects.get()).signed_by == ["uji"]


def test_without_a_key_releases_are_published_unsigned(monkeypatch, settings):
    settings.RELEASE_SIGNING_KEY = ""

    published(monkeypatch, *some_rows())

    found = verdict(Release.objects.get())
    assert (found.is_intact, found.signed_by) == (True, [])


def test_the_seal_holds_all_that_the_signature_covers(release):
    lines = stored_seal(Release.objects.get()).splitlines()

    assert lines[:2] == ["jps-release 1", "number 1"]
    assert f"sha256 {release.sha256}" in lines
    assert lines[-3:] == ["note", "angka pertama", "baris kedua"]
    assert [line.split()[2] for line in lines if line.startswith("file ")] == [
        "areas.csv", "digests.txt", "indicators.csv", "programmes.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        "note = 'tidak ada yang berubah'",
        "published_at = published_at - interval '1 day'",
        "published_at = published_at + interval '1 microsecond'",
    ],
)
def test_a_changed_note_or_date_no_longer_fits_the_signature(release, change):
    tamper(f"UPDATE kelurahan_release SET {change}", "kelurahan.Release:immutable")

    assert "signature by key uji does not fit" in verdict(Release.objects.get()).faults[0]


def test_a_changed_table_no_longer_fits_the_signature(release):
    tamper(
        "UPDATE kelurahan_releasefile SET content = replace(content, 'twice', 'once')"
        " WHERE name = 'indicators.csv'",
        "kelurahan.ReleaseFile:immutable",
    )

    assert not verdict(Release.objects.get()).is_intact


def test_a_changed_figure_is_named(release):
    tamper(
        f"UPDATE kelurahan_figure SET value = 6 WHERE indicator = 'due' AND area_id = '{KELURAHAN[0]}'",
        "kelurahan.Figure:immutable",
    )

    faults = verdict(Release.objects.get()).faults

    assert faults == [
        f"changed: indicator due of area {KELURAHAN[0]}",
        f"stored now, maybe changed: {KELURAHAN[0]},due,,0,6",
    ]


def test_a_removed_figure_is_named(release):
    tamper(
        f"DELETE FROM kelurahan_figure WHERE indicator = 'paid' AND area_id = '{KELURAHAN[1]}'",
        "kelurahan.Figure:immutable",
    )

    faults = verdict(Release.objects.get()).faults

    assert f"changed: indicator paid of area {KELURAHAN[1]}" in faults
    assert any("are stored" in fault for fault in faults)


def test_a_figure_changed_together_with_hash_and_digests_still_breaks_the_signature(release):
    """Whoever has the whole database, but not the key."""
    from kelurahan.publishing import canonical_rows, digest, stored_rows
    from kelurahan.sealing import digests

    tamper(
        "UPDATE kelurahan_figure SET value = 6 WHERE indicator = 'due'",
        "kelurahan.Figure:immutable",
    )
    rows = stored_rows(release)
    with pgtrigger.ignore("kelurahan.Release:immutable", "kelurahan.ReleaseFile:immutable"):
        Release.objects.update(sha256=digest(None, rows))
        ReleaseFile.objects.filter(name="digests.txt").update(content=digests(canonical_rows(rows)))

    found = verdict(Release.objects.get())

    assert found.signed_by == []
    assert "signature by key uji does not fit" in found.faults[0]


def test_the_later_release_tells_that_an_earlier_hash_was_changed(monkeypatch, release):
    published(monkeypatch, *some_rows(due=6))
    tamper(
        f"UPDATE kelurahan_release SET sha256 = '{'0' * 64}' WHERE number = 1",
        "kelurahan.Release:immutable",
    )

    assert [found.is_intact for found in verdicts()] == [False, False]


@pytest.mark.parametrize("model", [ReleaseFile, ReleaseSignature])
def test_the_database_refuses_to_change_what_seals(release, model):
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        model.objects.update(release=1)


@pytest.mark.parametrize("model", [ReleaseFile, ReleaseSignature])
def test_the_database_refuses_to_remove_what_seals(release, model):
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_the_database_refuses_a_signature_of_another_shape(release):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReleaseSignature.objects.create(release=release, key_id="x", signature="kurang")


def test_after_a_change_of_keys_former_signatures_still_hold(monkeypatch, settings, release):
    former = signing.public_keys()["uji"]
    settings.RELEASE_SIGNING_KEY = OTHER_KEY
    settings.RELEASE_PUBLIC_KEYS = [f"uji:{former.base64}"]
    published(monkeypatch, *some_rows(due=6))

    assert [found.signed_by for found in verdicts()] == [["uji"], ["lain"]]


def test_a_signature_by_an_unknown_key_does_not_count(settings, release):
    settings.RELEASE_SIGNING_KEY = OTHER_KEY

    found = verdict(Release.objects.get())

    assert (found.signed_by, found.is_intact) == ([], False)


def test_releases_from_before_the_key_are_signed_later(monkeypatch, settings):
    settings.RELEASE_SIGNING_KEY = ""
    published(monkeypatch, *some_rows())
    settings.RELEASE_SIGNING_KEY = KEY

    call_command("sign_releases")
    call_command("sign_releases")

    assert [found.signed_by for found in verdicts()] == [["uji"]]


def test_a_changed_release_is_not_signed_later(monkeypatch, settings):
    settings.RELEASE_SIGNING_KEY = ""
    published(monkeypatch, *some_rows())
    settings.RELEASE_SIGNING_KEY = KEY
    tamper("UPDATE kelurahan_figure SET value = 9 WHERE value = 7", "kelurahan.Figure:immutable")

    with pytest.raises(CommandError, match="Release 1 was changed"):
        call_command("sign_releases")

    assert not ReleaseSignature.objects.exists()


def test_the_signature_is_plain_ed25519_of_the_seal(release):
    signature = stored_signatures(release)[0]

    signing.public_keys()["uji"].key.verify(signature.value, stored_seal(release).encode())

    assert len(signature.value) == 64


@pytest.mark.parametrize(
    "text", ["", "uji", "uji:", "uji:AAAA", f"Uji:{'A' * 43}=", f"uji:{'A' * 44}", f"u ji:{'A' * 43}="]
)  # fmt: skip
def test_a_key_of_another_shape_is_refused_without_repeating_it(settings, text):
    settings.RELEASE_SIGNING_KEY, settings.RELEASE_PUBLIC_KEYS = "", [text]

    with pytest.raises(ImproperlyConfigured, match="RELEASE_PUBLIC_KEYS: write id:Base64") as error:
        signing.public_keys()

    assert "AAAA" not in str(error.value)


def test_two_keys_of_one_id_are_refused(settings):
    settings.RELEASE_PUBLIC_KEYS = [KEY]

    with pytest.raises(ImproperlyConfigured, match="two release keys"):
        signing.public_keys()


def test_release_key_prints_a_key_that_signs_and_keeps_the_former_one(capsys, settings):
    former = signing.public_keys()["uji"].base64

    call_command("release_key", "2027")

    secret, public = capsys.readouterr().out.splitlines()
    assert public == f"RELEASE_PUBLIC_KEYS=uji:{former}"
    settings.RELEASE_SIGNING_KEY = secret.removeprefix("RELEASE_SIGNING_KEY=")
    assert len(base64.b64decode(signing.public_keys()["2027"].base64)) == 32


def test_verify_releases_tells_good_news(capsys, release):
    call_command("verify_releases", "--signed")

    assert capsys.readouterr().out == "release 1: as published, signed by uji\n"


def test_verify_releases_fails_and_names_the_figure_as_json(capsys, release):
    tamper("UPDATE kelurahan_figure SET value = 9 WHERE value = 5 AND area_id = '32.73'",
           "kelurahan.Figure:immutable")  # fmt: skip

    with pytest.raises(CommandError, match="Not as published: release 1"):
        call_command("verify_releases", "--json")

    [found] = json.loads(capsys.readouterr().out)
    assert "changed: indicator due of area 32.73" in found["faults"]


def test_verify_releases_may_insist_on_signatures(monkeypatch, settings):
    settings.RELEASE_SIGNING_KEY = ""
    published(monkeypatch, *some_rows())

    call_command("verify_releases")
    with pytest.raises(CommandError):
        call_command("verify_releases", "--signed")
