"""manage.py search answers as the page does; rebuild_search repairs what went past the portal."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from recipients import search
from recipients.models import SearchPosting
from tests.factories import DisbursementFactory, EnrolmentFactory, PersonFactory

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture
def person():
    person = PersonFactory(name="Tono Rusdiantono")
    search.index_people([person.pk])
    DisbursementFactory(enrolment=EnrolmentFactory(household=person.household))
    return person


def test_names_are_masked_as_on_the_page(person):
    assert run("search", "tono").startswith(
        "= Tono R•••  32.73.05.1006  DTKS  1 of 1 payments made"
    )


def test_similar_names_carry_another_sign(person):
    assert run("search", "toni").startswith("~ Tono R•••")


def test_json_holds_the_payments_and_no_number(person):
    data = json.loads(run("search", "tono", "--json"))

    [match] = data["matches"]
    assert match["name"] == "Tono R•••"
    assert match["payments"][0]["status"] == "paid"
    assert match["payments"][0]["paid_on"] == "2020-05-02"
    assert not data["too_many"]


def test_the_area_narrows_the_search(person):
    assert run("search", "tono", "--area", "32.73.05.1006").startswith("=")


def test_an_area_that_does_not_exist_is_refused(person):
    with pytest.raises(CommandError):
        run("search", "tono", "--area", "32.73.05.9999")


def test_what_the_page_refuses_is_refused(person):
    with pytest.raises(CommandError):
        run("search", "to")


def test_explain_tells_what_each_step_touched(person):
    steps = dict(json.loads(run("search", "tono", "--json", "--explain"))["steps"])

    assert steps["people compared"] == 1
    assert steps["probes"] >= 1


def test_nobody_is_an_answer(person):
    assert run("search", "budi santoso") == "nobody\n"


def test_a_rebuild_repairs_the_search_and_says_what_it_did(person):
    SearchPosting.objects.all().delete()

    told = run("rebuild_search")

    assert told == "1 people: 3 entries added, 0 removed, 0 words new\n"
    assert run("search", "tono").startswith("=")
