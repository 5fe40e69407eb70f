"""What the rules find, and where."""

import datetime
import re

import pytest

from kelurahan.models import DutyRun
from tests.factories import HouseholdFactory, PersonFactory, area
from tests.markup import problems
from tests.verification.rules import apply
from tests.workspace.conftest import OTHER, OWN
from verification.rules import RULES

pytestmark = pytest.mark.django_db
PATH = "/petugas/mutu/"


def dead_in(code):
    return PersonFactory(household=HouseholdFactory(kelurahan=area(code)), deceased=True)


def rules_of(response):
    return {k: int(n) for k, n in re.findall(r'data-rule="(\w+)" data-open="(\d+)"', response.text)}


def places_of(response):
    found = re.findall(r'data-area="([\d.]+)" data-open="(\d+)"', response.text)
    return {code: int(number) for code, number in found}


def test_every_rule_stands_with_its_open_findings(page):
    dead_in(OWN)
    dead_in(OTHER)
    apply("deceased_active")

    response = page.get(PATH)

    found = rules_of(response)
    assert found.keys() == RULES.keys()
    assert found["deceased_active"] == 1
    assert all(
        str(rule.sentence) in response.text.replace("&#x27;", "'") for rule in RULES.values()
    )
    assert problems(response.text) == []


def test_officer_sees_where(client, officer):
    for code in (OWN, OTHER, OTHER):
        dead_in(code)
    apply("deceased_active")
    client.force_login(officer)

    assert places_of(client.get(PATH)) == {OTHER: 2, OWN: 1}
    assert places_of(client.get(PATH, {"rule": "deceased_active"})) == {OTHER: 2, OWN: 1}
    assert places_of(client.get(PATH, {"rule": "person_twice"})) == {}
    assert problems(client.get(PATH).text) == []


def test_trend_counts_from_the_last_run(page):
    gone = dead_in(OWN)
    apply("deceased_active")
    DutyRun.objects.claim("find faults", datetime.timedelta(days=1))
    gone.deceased = False
    gone.save()
    dead_in(OWN)
    dead_in(OWN)
    apply("deceased_active")

    text = page.get(PATH).text

    row = re.search(r'data-rule="deceased_active".*?</tr>', text, re.S)[0]
    assert re.findall(r"[▲▼] \d", row) == ["▲ 2", "▼ 1"]


@pytest.mark.parametrize("number", [1, 5])
def test_page_asks_as_often_for_many_findings(page, number, django_assert_num_queries):
    for _ in range(number):
        dead_in(OWN)
    apply("deceased_active")

    with django_assert_num_queries(4):
        page.get(PATH)


@pytest.mark.parametrize("rule", ["x", "' OR 1=1", "\x00"])
def test_invented_rule_shows_all(page, rule):
    assert page.get(PATH, {"rule": rule}).status_code == 200
