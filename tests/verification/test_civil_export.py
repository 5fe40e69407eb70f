"""Whom the civil registry is asked about: only by officers, logged, as text, without formulas."""

import csv
import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import AccessLog
from recipients.models import Household, Person
from tests.factories import HouseholdFactory, PersonFactory, UserFactory, area
from tests.imports.files import applied
from tests.verification.rules import NIK, with_nik
from verification import actions

pytestmark = pytest.mark.django_db


def exported(by, kind="csv", **how):
    file = io.BytesIO()
    actions.export_question(file=file, kind=kind, by=by, **how)
    return file.getvalue()


def rows(by, **how):
    return list(csv.DictReader(io.StringIO(exported(by, **how).decode("utf-8-sig"))))


def test_question_holds_the_number_as_text(officer):
    with_nik()

    sheet = openpyxl.load_workbook(io.BytesIO(exported(officer, "xlsx"))).active
    cell = sheet["B2"]
    assert (cell.value, cell.data_type, cell.number_format) == (NIK, "s", "@")


def test_no_cell_is_a_formula(officer):
    with_nik(name='=HYPERLINK("http://x")')

    assert rows(officer)[0]["nama"] == """'=HYPERLINK("http://x")"""


def test_every_row_names_who_exported_it(officer):
    with_nik()

    assert rows(officer)[0]["diekspor_oleh"].startswith(f"{officer.username} 20")


def test_export_is_logged_with_the_number_of_people(officer):
    with_nik(), with_nik()

    exported(officer)

    entry = AccessLog.objects.get()
    assert (entry.user, entry.action) == (officer, "export")
    assert entry.reason.endswith("32.73, 2")


@pytest.mark.parametrize("role", ["facilitator", "lurah", "kecamatan"])
def test_only_officers_export(role):
    with_nik()

    with pytest.raises(PermissionDenied):
        exported(UserFactory(role=role, area=area()))

    assert not AccessLog.objects.exists()


def test_foreign_area_is_refused(officer):
    with pytest.raises(PermissionDenied):
        exported(officer, area="32.76")


def test_only_people_of_the_area_are_asked_about(officer):
    with_nik(household=HouseholdFactory(kelurahan=area("32.73.05.1007")))
    with_nik(household=HouseholdFactory(kelurahan=area("32.76.01.1001")))

    assert [row["kode_kelurahan"] for row in rows(officer)] == ["32.73.05.1007"]


def test_who_cannot_be_known_or_is_known_is_not_asked_about(officer):
    PersonFactory()
    with_nik("123", status="malformed")
    known, gone = with_nik(), with_nik()
    Person.objects.filter(pk=known.pk).update(civil_match="matched")
    Household.objects.filter(pk=gone.household_id).update(
        status="deactivated", deactivated_because="moved", deactivated_on="2020-01-01"
    )

    with pytest.raises(ValidationError):
        exported(officer)


def test_those_who_are_known_may_be_asked_about_again(officer):
    known = with_nik()
    Person.objects.filter(pk=known.pk).update(civil_match="matched")

    assert len(rows(officer, again=True)) == 1


def test_export_takes_the_same_queries_for_many(officer, django_assert_num_queries):
    for _ in range(5):
        with_nik()

    with django_assert_num_queries(3):
        exported(officer)


@pytest.mark.usefixtures("private_media")
def test_question_comes_back_as_an_answer(officer):
    person = with_nik()
    answered = [row | {"hasil": "padan"} for row in rows(officer)]

    applied(answered, by=officer, form="civil_answer")

    person.refresh_from_db()
    assert person.civil_match == "matched"
