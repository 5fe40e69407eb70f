"""Findings follow the rules: opened, closed, and opened again only when facts have changed."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from kelurahan.duties import registered_duties
from recipients import identity
from recipients.actions import change_person, set_nik
from recipients.models import Person
from tests.factories import PersonFactory
from tests.verification.rules import apply, with_nik
from verification import actions, registry
from verification.models import Finding
from verification.registry import Event, Outcome
from verification.rules import RULES

pytestmark = pytest.mark.django_db

KEY = "nik_malformed"


@pytest.fixture
def finding():
    with_nik("123", status="malformed")
    apply(KEY)
    return Finding.objects.get()


def seen(faults):
    return (faults.found, faults.opened, faults.reopened, faults.closed)


def test_rule_applied_twice_changes_nothing(finding):
    assert seen(apply(KEY)) == (1, 0, 0, 0)
    assert finding.steps.count() == 1


def test_new_finding_proposes_what_the_rule_does(finding):
    assert (finding.kind, finding.action, finding.source) == ("invalid", "repair", "rule")


def test_finding_closes_when_its_facts_are_gone(finding, officer):
    actions.take(finding=finding, by=officer)
    set_nik(person=finding.person, text="", by=officer)

    assert seen(apply(KEY)) == (0, 0, 0, 1)
    finding.refresh_from_db()
    assert (finding.state, finding.closed_because, finding.taken_by) == (
        "resolved", "facts_gone", None,
    )  # fmt: skip
    assert finding.steps.last().before == "in_work"


def test_dismissed_finding_stays_closed_while_its_facts_are_the_same(finding, officer):
    actions.dismiss(finding=finding, reason="as_it_is", by=officer)

    assert seen(apply(KEY)) == (1, 0, 0, 0)


def test_dismissed_finding_opens_again_when_the_number_changes(finding, officer):
    actions.dismiss(finding=finding, reason="as_it_is", by=officer)
    set_nik(person=finding.person, text="124", by=officer)

    assert seen(apply(KEY)) == (1, 0, 1, 0)
    finding.refresh_from_db()
    assert (finding.state, finding.closed_because, finding.times_reopened) == ("open", "", 1)


def test_facts_that_went_and_came_back_open_it_again(finding, officer):
    for text in ("", "123"):
        set_nik(person=finding.person, text=text, by=officer)
        apply(KEY)

    assert Finding.objects.get().state == "open"
    assert list(finding.steps.values_list("what", flat=True)) == ["opened", "resolved", "reopened"]


def test_open_finding_shows_the_facts_of_today(officer):
    person = PersonFactory(deceased=True)
    apply("deceased_active")

    change_person(person=person, relation="spouse", by=officer)
    apply("deceased_active")

    finding = Finding.objects.get()
    assert finding.evidence["relation"] == "spouse"
    assert finding.steps.count() == 1


def test_new_key_opens_nothing_again(finding, officer, settings):
    actions.dismiss(finding=finding, reason="as_it_is", by=officer)
    settings.IDENTITY_KEYS = (
        "2:" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=," + settings.IDENTITY_KEYS
    )
    Person.objects.update(
        nik_cipher=identity.encrypt("123", column="person.nik", row_id=finding.person_id),
        nik_index=identity.blind_index("123"),
    )

    assert seen(apply(KEY)) == (1, 0, 0, 0)
    finding.refresh_from_db()
    assert finding.evidence["nik_key"] == 2


def test_findings_of_people_are_left_alone_by_rules(officer):
    person = with_nik()
    finding = actions.open_finding(
        household=person.household, person=person, kind="deceased", source="complaint", by=officer
    )

    call_command("find_faults", stdout=io.StringIO())

    finding.refresh_from_db()
    assert finding.state == "open"


def test_higher_app_hears_what_a_rule_closed(
    finding, officer, monkeypatch, django_capture_on_commit_callbacks
):
    heard = []
    monkeypatch.setattr(registry, "_listeners", [heard.append])
    set_nik(person=finding.person, text="", by=officer)

    with django_capture_on_commit_callbacks(execute=True):
        apply(KEY)

    assert heard == [Outcome(finding.pk, Event.RESOLVED)]


def test_rules_cost_the_same_statements_whatever_they_find(django_assert_num_queries):
    with_nik("123", status="malformed")
    with django_assert_num_queries(13):
        apply(KEY)
    for _ in range(3):
        with_nik("123", status="malformed")

    with django_assert_num_queries(13):
        apply(KEY)


def test_command_reports_each_rule(capsys):
    with_nik("123", status="malformed")

    call_command("find_faults", "--json", "--rule", KEY)

    line = json.loads(capsys.readouterr().out)
    assert (line["rule"], line["found"], line["opened"]) == (KEY, 1, 1)


def test_command_applies_every_rule(capsys):
    call_command("find_faults", "--json")

    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["rule"] for line in lines] == list(RULES)


def test_command_refuses_an_unknown_rule():
    with pytest.raises(CommandError, match="nonsense"):
        call_command("find_faults", "--rule", "nonsense")


def test_worker_applies_the_rules_every_night():
    assert "find faults" in [duty.name for duty in registered_duties()]
