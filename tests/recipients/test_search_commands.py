"""manage.py search answers as the page does; rebuild_search repairs what went past the portal."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from recipients import search
from recipients.models import Person, SearchPosting
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
    told = json.loads(run("search", "tono", "--json", "--explain"))["explained"]
    steps = dict(told["steps"])

    assert steps["people compared"] == 1
    assert steps["probes"] >= 1
    assert told["results"][0]["order"]["more"] == 1
    assert [typed for typed, _why in told["results"][0]["words"]] == ["tono"]


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_explaining_tells_no_word_that_was_not_typed(person, form):
    assert "Rusdiantono" not in run("search", "tono", "--explain", *form)


def test_json_names_the_number_in_the_source_and_the_time_taken(person):
    Person.objects.filter(pk=person.pk).update(source_register="DTKS", source_id="A-17")

    data = json.loads(run("search", "tono", "--json"))

    assert (data["matches"][0]["source_register"], data["matches"][0]["source_id"]) == (
        "DTKS", "A-17"
    )  # fmt: skip
    assert data["milliseconds"] > 0


@pytest.fixture
def page(client):
    """The names on the search page, in their order."""

    def names(name, area=""):
        response = client.post("/cari/", {"name": name, "area": area})
        return re.findall(r'<h3 class="card__title">(.*?)</h3>', response.text)

    return names


@pytest.mark.parametrize("name", ["tono", "toni", "rusdiantono", "hadi tono", "nobody here", "to"])
def test_the_command_answers_what_the_page_answers(person, page, name, tmp_path):
    for other in ("Tono Hadi", "Toni Rusdiantono", "Hadi Tono", "Tomi Hadi"):
        search.index_people([PersonFactory(name=other).pk])
    queries = tmp_path / "queries"
    queries.write_text(name)

    data = json.loads(run("search", "--from", str(queries), "--json"))

    assert [match["name"] for match in data.get("matches", [])] == page(name)


def test_people_of_whom_only_initials_could_be_shown_are_left_out(person, monkeypatch):
    monkeypatch.setattr("recipients.masking.shown_places", lambda name, typed: set())

    assert run("search", "tono").startswith("nobody\n")


def test_a_file_is_answered_line_by_line(person, tmp_path):
    queries = tmp_path / "queries"
    queries.write_text("tono\n\ntono\t32.73.05.1006\nto\ntono\t99\n")

    lines = [
        json.loads(line)
        for line in run("search", "--from", str(queries), "--json").split("\n")
        if line
    ]

    assert [(line["query"], line["area"]) for line in lines] == [
        ("tono", ""), ("tono", "32.73.05.1006"), ("to", ""), ("tono", "99"),
    ]  # fmt: skip
    assert ["refused" in line for line in lines] == [False, False, True, True]


@pytest.mark.parametrize("arguments", [[], ["tono", "--from", "x"], ["--from", "/nowhere/x"]])
def test_a_wrong_call_is_refused(arguments):
    with pytest.raises(CommandError):
        run("search", *arguments)


def test_nobody_is_an_answer(person):
    assert run("search", "budi santoso").startswith("nobody\n")


def test_a_rebuild_repairs_the_search_and_says_what_it_did(person):
    SearchPosting.objects.all().delete()

    told = run("rebuild_search")

    assert told == "1 people: 3 entries added, 0 removed, 0 words new\n"
    assert run("search", "tono").startswith("=")
