"""A finding in words."""

import datetime

import pytest
from django.utils.formats import date_format

from recipients.models.person import NikWarning
from tests.factories import PersonFactory
from tests.verification.rules import found, with_nik
from verification import actions, evidence
from verification.rules import RULES

pytestmark = pytest.mark.django_db


def test_finding_of_a_rule_says_its_sentence_and_its_facts():
    with_nik(status="warning")
    finding = found("nik_doubtful").get()

    assert evidence.sentence(finding) == str(RULES["nik_doubtful"].sentence)
    assert [value for _label, value in evidence.facts(finding)] == [str(NikWarning.REGION.label)]


def test_fingerprint_of_a_number_is_no_fact_for_people():
    with_nik("123", status="malformed")

    assert evidence.facts(found("nik_malformed").get()) == []


def test_dates_are_written_out():
    day = datetime.date(2020, 3, 1)
    PersonFactory(deceased=True, deceased_on=day)

    values = dict(evidence.facts(found("deceased_active").get())).values()
    assert date_format(day) in values


def test_finding_that_somebody_named_says_its_kind(officer):
    finding = actions.open_finding(
        household=PersonFactory().household, kind="moved", source="staff", by=officer
    )

    assert evidence.sentence(finding) == str(finding.get_kind_display())
    assert evidence.facts(finding) == []
