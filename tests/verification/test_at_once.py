"""Two people at the same moment: a proposal is applied once, a finding opened once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from recipients.models import Household
from tests.factories import PersonFactory, UserFactory, area
from tests.verification.rules import with_nik
from tests.verification.test_proposals import add, change, signed, staff
from verification import actions
from verification.actions import cycles
from verification.actions.faults import apply_rule
from verification.models import Cycle, Finding, Proposal
from verification.rules import RULES

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["staff"]  # a fixture


def at_once(*calls):
    """Run the calls in threads of their own; return what each returned or raised."""

    def run(call):
        try:
            return call()
        except ValidationError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_approvals_at_once_add_one_household(staff):
    proposal = signed(add(staff), staff)
    other = UserFactory(role="officer")

    at_once(
        *(
            lambda by=by: actions.approve(proposal=proposal, by=by)
            for by in (staff["officer"], other)
        )
    )

    assert Household.objects.count() == 1
    assert proposal.steps.filter(after="applied").count() == 1


def test_approval_and_refusal_at_once_are_one_decision(staff):
    proposal = signed(change(staff), staff)
    officer = staff["officer"]

    at_once(
        lambda: actions.approve(proposal=proposal, by=officer),
        lambda: actions.refuse(proposal=proposal, reason="No", by=officer),
    )

    assert proposal.steps.filter(after__in=["applied", "refused"]).count() == 1


def test_two_signatures_at_once_are_one(staff):
    proposal = change(staff)

    at_once(*[lambda: actions.sign(proposal=proposal, by=staff["lurah"])] * 3)

    assert proposal.steps.filter(after="lurah").count() == 1


def test_same_addition_sent_at_once_is_one_proposal(staff):
    made = at_once(*[lambda: add(staff)] * 4)

    assert Proposal.objects.count() == 1
    assert {proposal.pk for proposal in made} == {Proposal.objects.get().pk}


def test_same_finding_opened_at_once_is_one():
    officer, person = UserFactory(role="officer"), PersonFactory()

    def open_it():
        return actions.open_correction(
            household=person.household, person=person, kind="deceased", note="Died", by=officer
        )

    found = at_once(*[open_it] * 4)

    assert {finding.pk for finding in found} == {Finding.objects.get().pk}


def test_two_runs_of_a_rule_at_once_open_one_finding():
    with_nik("123", status="malformed")

    runs = at_once(*[lambda: apply_rule(RULES["nik_malformed"])] * 2)

    assert sorted(run.opened for run in runs) == [0, 1]
    assert Finding.objects.get().steps.count() == 1


def test_two_officers_at_once_open_one_round_trip():
    officers = [UserFactory(role="officer") for _ in range(2)]
    bandung = area("32.73")

    at_once(
        *(
            lambda by=by, quarter=quarter: cycles.open_cycle(
                area=bandung, year=2026, quarter=quarter, by=by
            )
            for by, quarter in zip(officers, (3, 4), strict=True)
        )
    )

    assert Cycle.objects.count() == 1
