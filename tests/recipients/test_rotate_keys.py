"""rotate_keys seals everything anew, can be stopped and started, and leaves no trace."""

import base64

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command

from accounts.crypto import UnreadableError
from imports import actions as importing
from imports.models import AppliedChange
from recipients import actions, identity, queries, rotation
from recipients.models import Household, Person
from tests.factories import PersonFactory, UserFactory
from tests.imports import files

pytestmark = pytest.mark.django_db
NIK, OTHER_NIK, KK = "3273050201700001", "3273050201700002", "3273050102030004"
OLD = "1:" + base64.b64encode(b"the first key of these tests 32b").decode()
NEW = "2:" + base64.b64encode(b"the second key of these tests32b").decode()


@pytest.fixture(autouse=True)
def _first_key(settings):
    settings.IDENTITY_KEYS = OLD


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def person(officer):
    """A person whose history also holds a sealed NIK, in a household with a KK number."""
    person = PersonFactory()
    actions.set_nik(person=person, text=OTHER_NIK, by=officer)
    actions.set_nik(person=person, text=NIK, by=officer)
    actions.set_kk(household=person.household, text=KK, by=officer)
    return Person.objects.get()


def nik(person):
    return identity.decrypt(person.nik_cipher, column="person.nik", row_id=person.pk)


def test_old_key_reads_and_finds_before_the_rotation(settings, person, officer):
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"

    assert nik(person) == NIK
    assert queries.people_with_number(NIK, officer) == [person]


def test_everything_reads_and_is_found_without_the_old_key(settings, person, officer):
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys", verbosity=0)
    settings.IDENTITY_KEYS = NEW

    person.refresh_from_db()
    household = Household.objects.get()
    kk = identity.decrypt(household.kk_cipher, column="household.kk", row_id=household.pk)
    assert (nik(person), kk) == (NIK, KK)
    assert queries.people_with_number(NIK, officer) == [person]
    assert queries.people_with_number(KK, officer) == [person]


def test_history_is_sealed_anew_too(settings, person):
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys", verbosity=0)
    settings.IDENTITY_KEYS = NEW

    event = person.events.exclude(nik_cipher=None).get()
    number = identity.decrypt(event.nik_cipher, column="person.nik", row_id=event.id)
    assert number == OTHER_NIK
    assert bytes(event.nik_index) == identity.blind_index(OTHER_NIK)


def test_rotation_leaves_no_history_and_no_new_date(settings, person):
    events, updated_at = person.events.count(), person.updated_at
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"

    call_command("rotate_keys", verbosity=0)

    person.refresh_from_db()
    assert (person.events.count(), person.updated_at) == (events, updated_at)
    actions.change_person(person=person, by=UserFactory(role="officer"), name="Toni")
    assert person.events.count() == events + 1


def test_second_factors_are_sealed_anew(settings, officer):
    TOTP.activate(officer, "JBSWY3DPEHPK3PXP")
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys", verbosity=0)
    settings.IDENTITY_KEYS = NEW

    secret = Authenticator.objects.get().data["secret"]
    assert get_adapter().decrypt(secret) == "JBSWY3DPEHPK3PXP"


def test_check_counts_what_needs_the_old_key_and_changes_nothing(settings, person, capsys):
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"

    with pytest.raises(CommandError):
        call_command("rotate_keys", check=True)

    assert "recipients_personevent: 1 " in capsys.readouterr().out
    assert identity.key_number(Person.objects.get().nik_cipher) == 1


def test_check_is_content_after_a_rotation(settings, person):
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys", verbosity=0)

    call_command("rotate_keys", check=True)

    assert not any(rotation.remaining().values())


def test_second_rotation_changes_nothing(settings, person):
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys", verbosity=0)
    before = bytes(Person.objects.get().nik_cipher)

    assert rotation.rotate().rotated == 0
    assert bytes(Person.objects.get().nik_cipher) == before


def test_rotation_that_was_stopped_goes_on(settings, officer, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 1)
    for number in (NIK, OTHER_NIK):
        actions.set_nik(person=PersonFactory(), text=number, by=officer)
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"

    class StoppedError(Exception):
        pass

    def stop(table, rows):
        raise StoppedError

    with pytest.raises(StoppedError):
        rotation.rotate(stop)
    assert rotation.remaining()["recipients_person"] == 1

    rotation.rotate()

    assert rotation.remaining()["recipients_person"] == 0


def test_number_that_no_key_opens_is_named_and_kept(settings, person, capsys):
    settings.IDENTITY_KEYS = NEW
    before = bytes(Person.objects.get().nik_cipher)

    with pytest.raises(CommandError):
        call_command("rotate_keys", verbosity=0)

    assert f"recipients_person {person.pk}" in capsys.readouterr().err
    assert bytes(Person.objects.get().nik_cipher) == before


def test_sealed_factor_that_was_tampered_with_does_not_open(settings):
    with pytest.raises(UnreadableError):
        get_adapter().decrypt("not base64!")


@pytest.fixture
def imported(settings, tmp_path, monkeypatch):
    """Jobs of the same row: one adds the person and a NIK, the next empties the NIK."""
    settings.MEDIA_ROOT = tmp_path
    by = files.officer()
    return [
        files.applied([files.roster_row(1, nik=NIK)], by=by),
        files.applied([files.roster_row(1, nik="", no_kk="")], by=by),
    ]


@pytest.mark.django_db(transaction=True)
def test_import_that_emptied_numbers_is_undone_after_a_rotation(settings, imported, capsys):
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"
    with pytest.raises(CommandError):
        call_command("rotate_keys", check=True)
    assert "imports_appliedchange: 2 " in capsys.readouterr().out
    call_command("rotate_keys", verbosity=0)
    settings.IDENTITY_KEYS = NEW
    call_command("rotate_keys", check=True)

    importing.undo(job=imported[1], by=imported[1].uploaded_by)

    person, household = Person.objects.get(), Household.objects.get()
    kk = identity.decrypt(household.kk_cipher, column="household.kk", row_id=household.pk)
    assert (nik(person), kk) == (NIK, files.roster_row(1)["no_kk"])
    assert bytes(person.nik_index) == identity.blind_index(NIK)


@pytest.mark.django_db(transaction=True)
def test_rotation_is_no_change_that_keeps_an_import_from_being_undone(settings, imported):
    importing.undo(job=imported[1], by=imported[1].uploaded_by)
    files.applied([files.roster_row(2)], by=imported[1].uploaded_by)
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys", verbosity=0)

    importing.undo(job=imported[0], by=imported[0].uploaded_by)

    assert not AppliedChange.objects.filter(job=imported[0]).exists()
    assert not Person.objects.filter(source_id="P1").exists()


@pytest.mark.django_db(transaction=True)
def test_refused_rows_can_be_read_after_a_rotation(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    job = files.checked([files.roster_row(1), files.roster_row(2, nama="")], by=files.officer())
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys", verbosity=0)
    settings.IDENTITY_KEYS = NEW

    job.refresh_from_db()

    with job.file.open() as file:
        assert b"id_keluarga" in file.read()


@pytest.mark.django_db(transaction=True)
def test_rows_that_wait_for_confirmation_are_sealed_anew(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    by = files.officer()
    job = files.checked([files.roster_row(1, nik=NIK)], by=by)
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys", verbosity=0)
    settings.IDENTITY_KEYS = NEW

    files.worked(importing.confirm(job=job, by=by, queue=False))

    assert nik(Person.objects.get()) == NIK
