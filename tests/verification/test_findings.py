"""A finding's life: opened once, worked, closed with a reason, opened again."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from tests.factories import HouseholdFactory, PersonFactory, UserFactory, area
from verification import actions, registry
from verification.models import Finding, FindingStep
from verification.registry import Event, Outcome

pytestmark = pytest.mark.django_db
# Fixed: each process of a parallel run must give a case the same name.
NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture
def heard(monkeypatch):
    """The outcomes that a higher app was told."""
    outcomes = []
    monkeypatch.setattr(registry, "_listeners", [outcomes.append])
    return outcomes


def opened(by, **changes):
    values = {"household": None, "kind": "deceased", "source": "staff"} | changes
    values["household"] = values["household"] or HouseholdFactory()
    return actions.open_finding(**values, by=by)


def steps(finding):
    return list(finding.steps.values_list("what", "before", "after", "by"))


def test_opened_finding_names_who_opened_it(officer):
    finding = opened(officer)

    assert (finding.state, finding.rule) == ("open", "deceased")
    assert steps(finding) == [("opened", "", "open", officer.pk)]


def test_same_thing_said_twice_is_one_finding(officer):
    person = PersonFactory()
    first = opened(officer, household=person.household, person=person)

    second = opened(officer, household=person.household, person=person, note="Said again")

    assert first.pk == second.pk
    assert [step[0] for step in steps(first)] == ["opened", "noted"]


def test_same_note_said_twice_is_one_note(officer):
    finding = opened(officer)

    for _ in range(2):
        opened(officer, household=finding.household, note="Said again")

    assert len(steps(finding)) == 2


def test_another_kind_is_another_finding(officer):
    finding = opened(officer)

    assert opened(officer, household=finding.household, kind="moved").pk != finding.pk


def test_person_of_another_household_is_refused(officer):
    with pytest.raises(ValidationError):
        opened(officer, household=HouseholdFactory(), person=PersonFactory())


def test_complaint_opens_a_correction(officer):
    person = PersonFactory()

    finding = actions.open_correction(
        household=person.household, person=person, kind="deceased", note="Died in May", by=officer
    )

    assert (finding.source, finding.person_id) == ("complaint", person.pk)


def test_complaint_opens_a_closed_finding_again(officer, heard, django_capture_on_commit_callbacks):
    finding = opened(officer)
    actions.dismiss(finding=finding, reason="as_it_is", by=officer)

    with django_capture_on_commit_callbacks(execute=True):
        actions.open_correction(
            household=finding.household, person=None, kind="deceased", note="Still", by=officer
        )

    finding.refresh_from_db()
    assert (finding.state, finding.times_reopened) == ("open", 1)
    assert Outcome(finding.pk, Event.REOPENED) in heard


def test_taken_finding_can_be_given_back(officer):
    finding = actions.take(finding=opened(officer), by=officer)
    assert (finding.state, finding.taken_by) == ("in_work", officer)

    finding = actions.put_back(finding=finding, by=officer)

    assert (finding.state, finding.taken_by) == ("open", None)


def test_taking_twice_is_one_step(officer):
    finding = opened(officer)

    for _ in range(2):
        actions.take(finding=finding, by=officer)

    assert [step[0] for step in steps(finding)] == ["opened", "taken"]


def test_colleague_takes_over(officer):
    finding = actions.take(finding=opened(officer), by=officer)
    colleague = UserFactory(role="officer")

    assert actions.take(finding=finding, by=colleague).taken_by == colleague


def test_resolved_finding_tells_who_and_why(officer):
    finding = actions.resolve(
        finding=actions.take(finding=opened(officer), by=officer), reason="repaired",
        note="KK number corrected", by=officer,
    )  # fmt: skip

    assert (finding.state, finding.closed_because, finding.closed_by) == (
        "resolved", "repaired", officer,
    )  # fmt: skip
    assert finding.steps.last().note == "KK number corrected"


@pytest.mark.parametrize("reason", ["", "nonsense", "as_it_is", "facts_gone"])
def test_resolving_needs_a_reason_of_the_list(officer, reason):
    with pytest.raises(ValidationError):
        actions.resolve(finding=opened(officer), reason=reason, by=officer)


def test_closed_finding_cannot_be_taken(officer):
    finding = actions.dismiss(finding=opened(officer), reason="unclear", by=officer)

    with pytest.raises(ValidationError):
        actions.take(finding=finding, by=officer)


def test_dismissed_finding_cannot_be_resolved(officer):
    finding = actions.dismiss(finding=opened(officer), reason="unclear", by=officer)

    with pytest.raises(ValidationError):
        actions.resolve(finding=finding, reason="repaired", by=officer)


def test_reopening_needs_a_reason(officer):
    finding = actions.dismiss(finding=opened(officer), reason="unclear", by=officer)

    with pytest.raises(ValidationError):
        actions.reopen(finding=finding, note=" ", by=officer)


def test_reopening_takes_back_reason_and_approval(officer):
    finding = actions.propose_action(finding=opened(officer), action="delete", by=officer)
    actions.approve_action(finding=finding, by=officer)
    actions.resolve(finding=finding, reason="accepted", by=officer)

    finding = actions.reopen(finding=finding, note="It came back", by=officer)

    assert (finding.closed_because, finding.closed_at, finding.approved_at) == ("", None, None)


def test_higher_app_hears_an_outcome_after_the_commit(
    officer, heard, django_capture_on_commit_callbacks
):
    finding = opened(officer)

    with django_capture_on_commit_callbacks(execute=True):
        actions.resolve(finding=finding, reason="repaired", by=officer)
        assert not heard

    assert heard == [Outcome(finding.pk, Event.RESOLVED)]


def test_approval_needs_a_proposed_action(officer):
    with pytest.raises(ValidationError):
        actions.approve_action(finding=opened(officer), by=officer)


def test_approved_finding_is_in_the_next_batch(officer):
    finding = actions.propose_action(finding=opened(officer), action="repair", by=officer)

    actions.approve_action(finding=finding, by=officer)

    assert list(Finding.objects.approved()) == [finding]


def test_other_proposal_takes_back_the_approval(officer):
    finding = actions.propose_action(finding=opened(officer), action="repair", by=officer)
    actions.approve_action(finding=finding, by=officer)

    actions.propose_action(finding=finding, action="delete", by=officer)

    assert not Finding.objects.approved().exists()


def test_change_keeps_the_old_row_with_who_made_it(officer):
    finding = actions.take(finding=opened(officer), by=officer)

    event = finding.events.select_related("pgh_context").get()
    assert (event.state, event.pgh_context.metadata["user"]) == ("open", officer.pk)


# Who may do what, where


CALLS = {
    "open": lambda f, by: actions.open_finding(
        household=f.household, kind="moved", source="staff", by=by
    ),
    "take": lambda f, by: actions.take(finding=f, by=by),
    "put_back": lambda f, by: actions.put_back(finding=f, by=by),
    "note": lambda f, by: actions.note(finding=f, text="Asked the RT", by=by),
    "propose": lambda f, by: actions.propose_action(finding=f, action="keep", by=by),
    "resolve": lambda f, by: actions.resolve(finding=f, reason="repaired", by=by),
    "dismiss": lambda f, by: actions.dismiss(finding=f, reason="unclear", by=by),
    "reopen": lambda f, by: actions.reopen(finding=f, note="Why", by=by),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_nobody_acts_on_a_finding_of_a_foreign_area(officer, call):
    finding = opened(officer)
    stranger = UserFactory(role="officer", area=area("32.76"))

    with pytest.raises(PermissionDenied):
        call(finding, stranger)


@pytest.mark.parametrize(
    ("role", "name"),
    [("facilitator", "resolve"), ("facilitator", "dismiss"), ("facilitator", "reopen")],
)
def test_facilitator_does_not_close(officer, role, name):
    finding = opened(officer)

    with pytest.raises(PermissionDenied):
        CALLS[name](finding, UserFactory(role=role, area=area()))


@pytest.mark.parametrize("role", ["facilitator", "lurah", "kecamatan"])
def test_only_dinsos_approves(officer, role):
    finding = actions.propose_action(finding=opened(officer), action="keep", by=officer)

    with pytest.raises(PermissionDenied):
        actions.approve_action(finding=finding, by=UserFactory(role=role, area=area()))


def test_findings_follow_the_household_to_another_area(officer):
    finding = opened(officer)
    lurah = UserFactory(role="lurah", area=area("32.73.05.1007"))
    assert not Finding.objects.visible_to(lurah).exists()

    type(finding.household).objects.update(kelurahan=area("32.73.05.1007"))

    assert list(Finding.objects.visible_to(lurah)) == [finding]


def test_shut_account_sees_nothing(officer):
    opened(officer)

    assert not Finding.objects.visible_to(UserFactory(is_active=False)).exists()


# What the database refuses


def raw(**changes):
    values = {
        "rule": "moved", "kind": "moved", "source": "staff", "household": HouseholdFactory(),
        "opened_at": timezone.now(),
    }  # fmt: skip
    return Finding.objects.create(**values | changes)


def refused():
    return pytest.raises(DatabaseError)


def test_database_refuses_a_second_finding_of_a_rule_and_subject():
    finding = raw()

    with pytest.raises(IntegrityError), transaction.atomic():
        raw(household=finding.household)


def test_database_refuses_a_finding_that_begins_closed(officer):
    with refused(), transaction.atomic():
        raw(state="resolved", closed_because="repaired", closed_at=timezone.now(),
            closed_by=officer)  # fmt: skip


def test_database_refuses_a_closed_finding_taken_into_work(officer):
    finding = actions.dismiss(finding=opened(officer), reason="unclear", by=officer)

    with refused(), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(
            state="in_work", taken_by=officer, closed_because="", closed_by=None, closed_at=None
        )


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "in_work"},
        {"state": "resolved"},
        {"state": "resolved", "closed_because": "unclear", "closed_at": NOON},
        {"state": "resolved", "closed_because": "repaired", "closed_at": NOON},
        {"closed_because": "repaired"},
        {"approved_at": NOON},
        {"rule": ""},
    ],
    ids=str,
)
def test_database_refuses_an_impossible_finding(changes):
    finding = raw()

    with refused(), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(**changes)


def test_database_refuses_to_delete_a_finding():
    finding = raw()

    with refused(), transaction.atomic():
        finding.delete()


@pytest.mark.parametrize("write", ["update", "delete"])
def test_database_refuses_to_change_the_trail(officer, write):
    opened(officer)

    with refused(), transaction.atomic():
        if write == "update":
            FindingStep.objects.update(note="other")
        else:
            FindingStep.objects.all().delete()
