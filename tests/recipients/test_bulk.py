"""Rows sent by COPY."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from recipients.bulk import copy_in, copy_text, reserve_ids
from recipients.models import Household, Person, Programme
from tests.factories import HouseholdFactory

pytestmark = pytest.mark.django_db
FIELDS = ("id", "slug", "name", "funder_level", "funder", "legal_basis", "benefit", "description")


def row(row_id, slug="uji", description=""):
    return (row_id, slug, "Uji", "kota", "Kota", "contoh", "money", description)


def test_reserved_ids_are_nobody_elses():
    first, second = reserve_ids(Programme, 3), reserve_ids(Programme, 2)

    assert len({*first, *second}) == 5


def test_a_row_saved_later_gets_an_id_of_its_own():
    reserved = reserve_ids(Household, 5)

    assert HouseholdFactory().pk not in reserved


@pytest.mark.parametrize("text", ["tab\tline\nreturn\r", r"\N", r"\.", "back\\slash", "é’", ""])
def test_text_arrives_as_it_was(text):
    copied = copy_in(Programme, FIELDS, copy_text([row(1, description=text)]))

    assert copied == 1
    assert Programme.objects.get(pk=1).description == text


def test_bytes_dates_arrays_and_nothing_arrive_as_they_were():
    household = HouseholdFactory()
    now = datetime.datetime(2020, 6, 4, 8, tzinfo=datetime.UTC)
    fields = ("id", "household", "name", "nik_cipher", "nik_index", "nik_status", "nik_warnings",
              "civil_match", "birth_date", "sex", "relation", "deceased", "deceased_on",
              "hidden_from_search", "source_id", "source_register", "created_at", "updated_at")  # fmt: skip
    sent = (7, household.pk, "Uji", b"\x00\\\xff", b"\t", "warning", ("sex", "region"), "matched",
            datetime.date(1970, 1, 2), "male", "head", False, None, True, "", "", now, now)  # fmt: skip

    copy_in(Person, fields, copy_text([sent]))

    person = Person.objects.get(pk=7)
    assert (bytes(person.nik_cipher), bytes(person.nik_index)) == (b"\x00\\\xff", b"\t")
    assert person.nik_warnings == ["sex", "region"]
    assert (person.birth_date, person.deceased_on) == (datetime.date(1970, 1, 2), None)
    assert (person.deceased, person.hidden_from_search, person.created_at) == (False, True, now)


def test_no_rows_are_no_fault():
    assert copy_in(Programme, FIELDS, copy_text([])) == 0


def test_constraints_hold_for_copied_rows():
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in(Programme, FIELDS, copy_text([row(1), row(2)]))


def test_a_value_of_an_unknown_type_is_refused():
    with pytest.raises(KeyError):
        copy_text([(1.5,)])


def test_a_name_that_is_no_column_is_refused():
    with pytest.raises(TypeError):
        copy_in(Household, ["people"], b"")
