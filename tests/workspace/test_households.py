"""The list of families: narrowed to what is asked, page by page, never beyond one's area."""

import itertools
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessLog
from recipients.identity import MASK, blind_index, encrypt
from recipients.models import Person
from tests.factories import (
    DisbursementFactory,
    EnrolmentFactory,
    HouseholdFactory,
    PersonFactory,
    ProgrammeFactory,
    StageFactory,
    area,
)
from tests.markup import problems
from tests.workspace.conftest import OTHER, OWN
from verification import actions

LIST = "/petugas/keluarga/"
NIK = "3273050201700417"


def family(name="Tono Rusdiantono", code=OWN, **fields):
    return PersonFactory(
        name=name, household=HouseholdFactory(kelurahan=area(code), **fields)
    ).household


def with_nik(household):
    person = household.people.get()
    Person.objects.filter(pk=person.pk).update(
        nik_cipher=encrypt(NIK, column="person.nik", row_id=person.pk),
        nik_index=blind_index(NIK), nik_status="warning", nik_warnings=["sex"],
    )  # fmt: skip
    return person


def shown(client, query=""):
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    return [int(pk) for pk in re.findall(r'data-household="(\d+)"', response.text)]


def test_list_shows_families_of_ones_own_area_only(page):
    own = family()
    family("Asep Orang Lain", OTHER)

    assert shown(page) == [own.pk]


def test_tabs_part_the_registers(page):
    dtks, other = family(register="dtks"), family(register="non_dtks")

    assert shown(page, "?register=dtks") == [dtks.pk]
    assert shown(page, "?register=non_dtks") == [other.pk]
    assert set(shown(page)) == {dtks.pk, other.pk}


def test_a_tab_keeps_the_other_filters(page):
    family()

    text = page.get(f"{LIST}?finding=none&after=1&unknown=Tono").text

    assert re.search(r'href="\?register=non_dtks&amp;finding=none"', text)


def test_card_tells_what_matters(page, lurah):
    household = family(rt="004", rw="011", desil=2)
    with_nik(household)
    DisbursementFactory(
        enrolment__household=household, status="failed", failed_because="data_mismatch"
    )
    actions.open_finding(household=household, kind="moved", source="staff", by=lurah)

    text = page.get(LIST).text

    card = re.search(r"<article.*?</article>", text, re.DOTALL)[0]
    assert "Tono Rusdiantono" in card
    assert "RW 011 / RT 004" in card
    assert 'data-register="dtks"' in card
    assert 'data-standing="failed"' in card
    assert 'data-findings="1"' in card
    assert MASK in card
    assert NIK not in text


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("?payment=failed", ["failed"]),
        ("?payment=paid", ["paid"]),
        ("?payment=planned", ["planned"]),
        ("?payment=not_enrolled", ["outside"]),
        ("?reason=moved", ["failed"]),
        ("?reason=deceased", []),
        ("?payment=paid&reason=moved", []),
        ("?programme=bst", ["failed", "paid", "planned"]),
        ("?programme=bst&payment=not_enrolled", ["outside", "sembako"]),
        ("?programme=sembako", ["sembako"]),
        ("?programme=sembako&payment=failed", []),
    ],
)
def test_payments_narrow_the_list(page, query, wanted):
    families = {name: family() for name in ("failed", "paid", "planned", "outside", "sembako")}
    for status in ("failed", "paid", "planned"):
        DisbursementFactory(
            enrolment__household=families[status], status=status,
            failed_because="moved" if status == "failed" else "",
        )  # fmt: skip
    sembako = ProgrammeFactory(slug="sembako", name="Sembako")
    EnrolmentFactory(household=families["sembako"], programme=sembako)

    assert set(shown(page, query)) == {families[name].pk for name in wanted}


def test_stage_and_payment_are_asked_of_one_payment(page):
    household = family()
    enrolment = EnrolmentFactory(household=household)
    stages = [StageFactory(programme=enrolment.programme, number=n) for n in (1, 2)]
    DisbursementFactory(enrolment=enrolment, stage=stages[0], status="paid")
    DisbursementFactory(
        enrolment=enrolment, stage=stages[1], status="failed", failed_because="moved"
    )

    assert shown(page, f"?stage={stages[0].pk}&payment=paid") == [household.pk]
    assert shown(page, f"?stage={stages[0].pk}&payment=failed") == []


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("?finding=any", True), ("?finding=none", False), ("?finding=moved", True),
        ("?finding=deceased", False), ("?finding=rule-nik_twice", False),
    ],
)  # fmt: skip
def test_open_findings_narrow_the_list(page, lurah, query, finds):
    household = family()
    actions.open_finding(household=household, kind="moved", source="staff", by=lurah)

    assert shown(page, query) == ([household.pk] if finds else [])


def test_closed_findings_are_none(page, lurah):
    household = family()
    found = actions.open_finding(household=household, kind="moved", source="staff", by=lurah)
    actions.dismiss(finding=found, reason="as_it_is", by=lurah)

    assert shown(page, "?finding=any") == []


@pytest.mark.parametrize(
    ("query", "fields", "finds"),
    [
        ("?nik=missing", {}, True),
        ("?nik=missing", {"deceased": True}, False),
        ("?nik=unmatched", {"civil_match": "unmatched"}, True),
        ("?nik=unmatched", {"civil_match": "matched"}, False),
        ("?nik=doubtful", {}, False),
        ("?deceased=yes", {"deceased": True}, True),
        ("?deceased=yes", {}, False),
    ],
)
def test_members_narrow_the_list(page, query, fields, finds):
    household = HouseholdFactory(kelurahan=area(OWN))
    PersonFactory(household=household, **fields)

    assert shown(page, query) == ([household.pk] if finds else [])


def test_a_doubtful_nik_narrows_the_list(page):
    household = family()
    with_nik(household)

    assert shown(page, "?nik=doubtful") == [household.pk]


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("?rt=4", True), ("?rt=004", True), ("?rt=04&rw=11", True), ("?rw=1", False),
        ("?desil=2", True), ("?desil=3", False), ("?desil=none", False),
    ],
)  # fmt: skip
def test_own_fields_narrow_the_list(page, query, finds):
    household = family(rt="004", rw="011", desil=2)

    assert shown(page, query) == ([household.pk] if finds else [])


def test_deactivated_families_are_shown_when_asked_for(page):
    active = family()
    gone = family(status="deactivated", deactivated_because="moved", deactivated_on="2020-06-04")

    assert shown(page) == [active.pk]
    assert shown(page, "?status=deactivated") == [gone.pk]
    assert set(shown(page, "?status=all")) == {active.pk, gone.pk}


def test_wider_areas_narrow_down_to_a_kelurahan(client, officer):
    client.force_login(officer)
    own, other = family(), family(code=OTHER)

    assert shown(client, f"?area={OWN}") == [own.pk]
    assert set(shown(client, "?area=32.73.05")) == {own.pk, other.pk}


@pytest.mark.parametrize("code", ["32.76.01.1006", "32.76", "32", OTHER])
def test_a_foreign_area_cannot_be_asked_for(page, code):
    family(code="32.76.01.1006")
    family(code=OTHER)

    response = page.get(f"{LIST}?area={code}")

    assert "data-household" not in response.text


HOSTILE = [
    "%00", "1" + "0" * 30, "' OR 1=1--", "<script>alert(1)</script>", "../../etc", "%F0%9F%98%80",
    "-1", "9" * 5000, "{{ 7*7 }}", "٣",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("name", ["register", "programme", "stage", "finding", "rt", "desil"])
def test_hostile_filters_are_refused_and_written_back_harmlessly(page, name, value):
    family()

    response = page.get(f"{LIST}?{name}={value}")

    assert response.status_code == 400
    assert "data-household" not in response.text
    assert "<script>" not in response.text
    assert problems(response.text) == []


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_places_to_go_on_from_are_the_beginning(page, value):
    household = family()

    assert shown(page, f"?after={value}") == [household.pk]


def test_pages_follow_each_other_by_place_without_gap(page):
    homes = [(rw, rt) for rw in range(1, 7) for rt in range(1, 10)]
    families = [family(rw=f"{rw:03}", rt=f"{rt:03}").pk for rw, rt in reversed(homes)]
    first = page.get(LIST).context["page"]
    second = page.get(f"{LIST}?after={first.after}").context["page"]
    third = page.get(f"{LIST}?after={second.after}").context["page"]
    back = page.get(f"{LIST}?before={third.before}").context["page"]

    seen = [row.pk for row in itertools.chain(first.rows, second.rows, third.rows)]
    assert seen == families[::-1]
    assert (first.before, third.after) == (None, None)
    assert [row.pk for row in back.rows] == [row.pk for row in second.rows]


def test_a_foreign_family_is_no_place_to_go_on_from(page):
    own, foreign = family(), family(code="32.76.01.1006")

    assert shown(page, f"?after={foreign.pk}") == [own.pk]


def test_list_asks_few_queries_whatever_its_length(page, django_assert_num_queries):
    for _ in range(30):
        DisbursementFactory(enrolment__household=family())
    page.get(LIST)

    # session, user, programmes, stages, page, people, enrolments, payments, findings, count,
    # saved filters
    with django_assert_num_queries(11):
        page.get(LIST)


def test_list_never_counts_the_whole_table(page):
    family()
    with CaptureQueriesContext(connection) as queries:
        page.get(LIST)

    counts = [query["sql"] for query in queries if "COUNT(*)" in query["sql"]]
    assert counts
    assert all("LIMIT" in sql for sql in counts)


def test_list_of_a_kelurahan_walks_the_index_of_places(page):
    family()
    with CaptureQueriesContext(connection) as queries:
        page.get(LIST)
    [listing] = [q["sql"] for q in queries if "LIMIT 26" in q["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {listing}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "household_by_place" in plan
    assert "Sort" not in plan


def test_opening_the_list_is_no_look_at_one_household(page):
    family()
    page.get(LIST)

    assert not AccessLog.objects.exists()
