"""The civil registry's page: how far it answered, and the question to take along."""

import csv
import io
import re

import pytest

from accounts.models import AccessLog
from recipients.models import Person
from tests.factories import PersonFactory, UserFactory, area
from tests.markup import problems
from tests.verification.rules import NIK, with_nik

pytestmark = pytest.mark.django_db
PATH, EXPORT = "/petugas/dukcapil/", "/petugas/dukcapil/ekspor/"


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def standing(response):
    found = re.findall(r'data-standing="(\w+)" data-number="(\d+)"', response.text)
    return {name: int(number) for name, number in found}


def test_people_are_counted_by_what_the_registry_said(desk):
    with_nik()
    with_nik("3273050201700002")
    with_nik("123", status="malformed")
    PersonFactory()
    matched = with_nik("3273050201700003")
    Person.objects.filter(pk=matched.pk).update(civil_match="matched")
    PersonFactory(deceased=True)
    PersonFactory(household__kelurahan=area("32.76.01.1001"))

    response = desk.get(PATH)

    assert standing(response) == {
        "unasked": 2, "matched": 1, "unmatched": 0, "not_found": 0, "deceased": 0, "unusable": 2,
    }  # fmt: skip
    assert problems(response.text) == []
    assert NIK not in response.text


def test_question_is_taken_along_and_stands_in_the_history(desk, officer):
    with_nik()

    answer = desk.post(EXPORT, {"kind": "csv", "area": ""})

    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert (len(rows), rows[1][1]) == (2, NIK)
    page = desk.get(PATH).text
    assert officer.username in page
    assert page.count("<td>") == 3


def test_workbook_is_one(desk):
    with_nik()

    answer = desk.post(EXPORT, {"kind": "xlsx"})

    assert b"".join(answer)[:2] == b"PK"
    assert ".xlsx" in answer["Content-Disposition"]


@pytest.mark.parametrize(
    "sent", [{"kind": "exe"}, {"kind": "csv", "area": "32.76"}, {}, {"kind": "csv"}], ids=str
)
def test_what_cannot_be_asked_gives_no_file(desk, sent):
    answer = desk.post(EXPORT, sent)

    assert answer.status_code == 302
    assert not AccessLog.objects.filter(action="export").exists()


def test_history_shows_no_foreign_question(client, officer):
    foreign = UserFactory(role="officer", area=area("32.76"), username="orang.depok")
    with_nik(household__kelurahan=area("32.76.01.1001"))
    client.force_login(foreign)
    b"".join(client.post(EXPORT, {"kind": "csv"}))
    client.force_login(officer)

    assert "orang.depok" not in client.get(PATH).text
