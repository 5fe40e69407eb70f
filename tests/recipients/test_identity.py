"""Identity numbers are sealed for their row and found by equality only."""

import base64
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from recipients import actions, identity
from recipients.models import Household, Person
from tests.factories import PersonFactory, UserFactory

NIK, KK = "3273050201700001", "3273050102030004"
KEY = base64.b64encode(b"only for the tests of the portal").decode()
OTHER = base64.b64encode(b"another key for the same tests32").decode()
NUMBERS = st.text("0123456789", min_size=1, max_size=20)


def sealed(number=NIK, column="person.nik", row_id=7):
    return identity.encrypt(number, column=column, row_id=row_id)


def opened(blob, column="person.nik", row_id=7):
    return identity.decrypt(blob, column=column, row_id=row_id)


@given(number=NUMBERS, row_id=st.integers(1, 2**62))
def test_what_was_sealed_opens_again(number, row_id):
    assert opened(sealed(number, row_id=row_id), row_id=row_id) == number


@given(number=NUMBERS.filter(lambda number: len(number) >= 6))
def test_sealed_number_holds_none_of_its_digits(number):
    assert number.encode() not in sealed(number)


def test_same_number_seals_differently_each_time():
    assert sealed() != sealed()


@pytest.mark.parametrize("place", [{"row_id": 8}, {"column": "household.kk"}])
def test_number_copied_elsewhere_does_not_open(place):
    with pytest.raises(identity.UnreadableNumberError):
        opened(sealed(), **place)


@pytest.mark.parametrize("at", [0, 1, 12, 13, -1])
def test_tampered_number_does_not_open(at):
    blob = bytearray(sealed())
    blob[at] ^= 1

    with pytest.raises(identity.UnreadableNumberError):
        opened(bytes(blob))


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" + b"0" * 12])
def test_cut_off_number_does_not_open(blob):
    with pytest.raises(identity.UnreadableNumberError):
        opened(blob)


def test_another_key_of_the_same_number_does_not_open(settings):
    blob = sealed()
    settings.IDENTITY_KEYS = f"1:{OTHER}"

    with pytest.raises(identity.UnreadableNumberError):
        opened(blob)


def test_refusal_tells_nothing_of_the_number():
    with pytest.raises(identity.UnreadableNumberError) as refusal:
        opened(sealed(), row_id=8)

    assert not re.search(r"\d{6}", str(refusal.value))


def test_equal_numbers_have_equal_indexes_of_32_bytes():
    assert identity.blind_index(NIK) == identity.blind_index(NIK)
    assert identity.blind_index(NIK) != identity.blind_index(KK)
    assert len(identity.blind_index(NIK)) == 32


def test_every_key_in_force_gives_an_index_newest_first(settings):
    first = identity.blind_index(NIK)
    settings.IDENTITY_KEYS = f"2:{OTHER},1:{KEY}"

    newest, oldest = identity.blind_indexes(NIK)

    assert newest == identity.blind_index(NIK)
    assert oldest == first


@pytest.mark.parametrize(
    "keys",
    ["", "1", "1:short", f"0:{KEY}", f"256:{KEY}", f"x:{KEY}", f"1:{KEY},1:{OTHER}", f"²:{KEY}",
     "1:" + base64.b64encode(b"31 bytes, one less than needed.").decode()],
)  # fmt: skip
def test_bad_keys_are_refused_by_name(settings, keys):
    settings.IDENTITY_KEYS = keys

    with pytest.raises(ImproperlyConfigured, match="IDENTITY_KEYS"):
        identity.keyring()


def texts_of_all_tables():
    """Every table as the text that a dump would hold."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                yield table, b"".join(bytes(part) for part in copy)


@pytest.mark.django_db
def test_no_table_holds_a_digit_run_of_any_number():
    officer = UserFactory(role="officer")
    person = PersonFactory()
    actions.set_nik(person=person, text="3273050201709999", by=officer)
    actions.set_nik(person=person, text=NIK, by=officer)
    actions.set_kk(household=person.household, text=KK, by=officer)

    dump = dict(texts_of_all_tables())

    assert b"Tono Rusdiantono" in dump["recipients_person"]  # the dump is really read
    for number in (NIK, KK, "3273050201709999"):
        for form in (number.encode(), number.encode().hex().encode()):
            assert not [table for table, text in dump.items() if form in text]


@pytest.mark.django_db
def test_database_refuses_a_number_without_its_index():
    person = PersonFactory()

    with pytest.raises(Exception, match="person_nik_encrypted_and_indexed"):
        Person.objects.filter(pk=person.pk).update(nik_cipher=sealed(), nik_status="well_formed")


@pytest.mark.django_db
def test_database_refuses_a_kk_number_without_its_index():
    person = PersonFactory()

    with pytest.raises(Exception, match="household_kk_encrypted_and_indexed"):
        Household.objects.filter(pk=person.household_id).update(kk_cipher=sealed())
