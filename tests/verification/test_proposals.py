"""A proposal's way from the kelurahan to the register."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from recipients import identity
from recipients.actions import change_household, set_nik
from recipients.models import Household, Person
from tests.factories import HouseholdFactory, PersonFactory, UserFactory, area
from tests.verification.rules import NIK, with_nik
from verification import actions, facts
from verification.actions import StaleProposalError
from verification.models import Proposal, ProposalState

pytestmark = pytest.mark.django_db

KK = "3273050102030004"
DAY = datetime.date(2021, 8, 1)
NEWCOMERS = {
    "household": {"address": "Jl. Baru 7", "rt": "001", "rw": "002", "kk": KK},
    "members": [
        {"name": "Budi Santoso", "relation": "head", "birth_date": "1970-01-02", "sex": "male",
         "nik": NIK},
        {"name": "Siti Aminah", "relation": "spouse"},
    ],
}  # fmt: skip


@pytest.fixture
def staff():
    """Return who acts on the four steps."""
    return {
        "facilitator": UserFactory(role="facilitator", area=area()),
        "lurah": UserFactory(role="lurah", area=area()),
        "kecamatan": UserFactory(role="kecamatan", area=area("32.73.05")),
        "officer": UserFactory(role="officer", area=area("32.73")),
    }


def change(staff, household=None, content=None, **how):
    values = {
        "kind": "change", "household": household or HouseholdFactory(),
        "content": content or {"household": {"address": "Jl. Baru 7"}},
        "evidence": "Seen at the new address", "by": staff["facilitator"],
    }  # fmt: skip
    return actions.propose(**values | how)


def add(staff, content=NEWCOMERS, **how):
    values = {
        "kind": "add", "content": content, "kelurahan": area(), "discussed_on": DAY,
        "evidence": "Musyawarah of 1 August", "by": staff["facilitator"],
    }  # fmt: skip
    return actions.propose(**values | how)


def signed(proposal, staff):
    """Bring a proposal to Dinsos."""
    actions.sign(proposal=proposal, by=staff["lurah"])
    return actions.sign(proposal=proposal, by=staff["kecamatan"])


def approved(proposal, staff, **how):
    return actions.approve(proposal=signed(proposal, staff), by=staff["officer"], **how)


def test_each_step_names_who_took_it(staff):
    proposal = approved(change(staff), staff)

    steps = list(proposal.steps.values_list("before", "after", "by"))
    assert steps == [
        ("", "proposed", staff["facilitator"].pk),
        ("proposed", "lurah", staff["lurah"].pk),
        ("lurah", "kecamatan", staff["kecamatan"].pk),
        ("kecamatan", "applied", staff["officer"].pk),
    ]


def test_change_reaches_the_register_only_when_dinsos_approves(staff):
    household = HouseholdFactory(address="Jl. Lama 1")
    proposal = signed(change(staff, household), staff)
    household.refresh_from_db()
    assert household.address == "Jl. Lama 1"

    actions.approve(proposal=proposal, by=staff["officer"])

    household.refresh_from_db()
    assert household.address == "Jl. Baru 7"
    assert household.events.latest("pgh_id").pgh_context.metadata["user"] == staff["officer"].pk


def test_household_that_is_added_has_its_people_and_numbers(staff):
    proposal = approved(add(staff), staff)

    household = Household.objects.get()
    assert proposal.household == household
    assert identity.decrypt(household.kk_cipher, column="household.kk", row_id=household.pk) == KK
    head = household.people.get(relation="head")
    assert identity.decrypt(head.nik_cipher, column="person.nik", row_id=head.pk) == NIK
    assert household.people.count() == 2


def test_household_is_deactivated_with_its_reason(staff):
    household = HouseholdFactory()
    content = {"reason": "moved", "on": "2021-08-01"}

    approved(change(staff, household, content, kind="deactivate"), staff)

    household.refresh_from_db()
    assert (household.deactivated_because, household.deactivated_on) == ("moved", DAY)


def test_people_are_changed_and_added(staff):
    person = PersonFactory()
    content = {
        "people": {str(person.pk): {"name": "Tono Rusdianto", "nik": NIK}},
        "members": [{"name": "Siti Aminah", "relation": "spouse"}],
    }

    approved(change(staff, person.household, content), staff)

    person.refresh_from_db()
    assert (person.name, person.nik_status) == ("Tono Rusdianto", "well_formed")
    assert Person.objects.filter(name="Siti Aminah", household=person.household).exists()


def test_numbers_are_sealed_at_rest(staff):
    proposal = add(staff)

    row = Proposal.objects.filter(pk=proposal.pk).values().get()
    assert NIK not in str(row)
    assert KK not in str(row)
    assert NIK[:6] not in str(row["payload"])
    assert facts.content_of(proposal).members[0]["nik"] == NIK


def test_applied_proposal_closes_its_finding(staff):
    household = HouseholdFactory()
    finding = actions.open_finding(
        household=household, kind="moved", source="staff", by=staff["facilitator"]
    )

    approved(change(staff, household, finding=finding), staff)

    finding.refresh_from_db()
    assert (finding.state, finding.closed_because) == ("resolved", "repaired")


# What cannot be proposed


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"household": {"status": "deactivated"}},
        {"household": {"desil": 11}},
        {"household": {"kk": "123"}},
        {"household": {"address": "x" * 201}},
        {"household": {"address": "a\x00b"}},
        {"household": "Jl. Baru"},
        {"people": {"1": {"household": 2}}},
        {"people": {"x": {"name": "Tono"}}},
        {"members": [{"name": "Siti"}]},
        {"members": [{"name": " ", "relation": "head"}]},
        {"members": [{"name": "Siti", "relation": "queen"}]},
        {"members": [{"name": "Siti", "relation": "head", "birth_date": "2021-02-30"}]},
        {"members": [{"name": "Siti", "relation": "head"}] * 31},
        {"reason": "moved", "on": "2021-08-01"},
    ],
    ids=lambda content: str(content)[:60],
)
def test_content_that_cannot_be_is_refused(staff, content):
    with pytest.raises(ValidationError):
        change(staff, content=content or {"household": {}})


@pytest.mark.parametrize(
    "content",
    [{"reason": "", "on": "2021-08-01"}, {"reason": "moved"}, {"reason": "bored", "on": DAY},
     {"reason": "moved", "on": DAY, "household": {"address": "Jl. Baru"}}],
    ids=str,
)  # fmt: skip
def test_deactivation_needs_a_reason_and_a_day_and_nothing_else(staff, content):
    with pytest.raises(ValidationError):
        change(staff, content=content, kind="deactivate")


def test_household_without_a_head_cannot_be_added(staff):
    with pytest.raises(ValidationError):
        add(staff, {"members": [{"name": "Siti", "relation": "spouse"}]})


def test_household_is_added_only_after_a_musyawarah(staff):
    with pytest.raises(ValidationError):
        add(staff, discussed_on=None)


def test_proposal_needs_evidence(staff):
    with pytest.raises(ValidationError):
        change(staff, evidence=" ")


def test_person_of_another_household_cannot_be_changed(staff):
    stranger = PersonFactory()

    with pytest.raises(ValidationError):
        change(staff, content={"people": {str(stranger.pk): {"name": "Tono"}}})


def test_same_content_sent_twice_is_one_proposal(staff):
    household = HouseholdFactory()

    assert change(staff, household).pk == change(staff, household).pk


# Stale proposals


def test_change_of_what_is_proposed_makes_it_stale(staff, officer):
    household = HouseholdFactory()
    proposal = change(staff, household)
    assert not facts.is_stale(proposal)

    change_household(household=household, address="Jl. Lain 9", by=officer)

    proposal.household.refresh_from_db()
    assert facts.is_stale(proposal)


def test_change_of_something_else_leaves_it_fresh(staff, officer):
    household = HouseholdFactory()
    proposal = change(staff, household)

    change_household(household=household, rw="009", by=officer)

    proposal.household.refresh_from_db()
    assert not facts.is_stale(proposal)


def test_new_number_makes_a_proposed_number_stale(staff, officer):
    person = with_nik()
    content = {"people": {str(person.pk): {"nik": "3273050201700002"}}}
    proposal = change(staff, person.household, content)

    set_nik(person=person, text="3273050201700003", by=officer)

    assert facts.is_stale(proposal)


def test_family_that_was_registered_meanwhile_makes_an_addition_stale(staff):
    proposal = add(staff)

    with_nik()

    assert facts.is_stale(proposal)


def test_stale_proposal_is_not_applied_blindly(staff, officer):
    household = HouseholdFactory()
    proposal = signed(change(staff, household), staff)
    change_household(household=household, address="Jl. Lain 9", by=officer)

    with pytest.raises(StaleProposalError):
        actions.approve(proposal=proposal, by=staff["officer"])

    household.refresh_from_db()
    assert household.address == "Jl. Lain 9"


def test_stale_proposal_is_applied_by_who_has_seen_the_facts_of_today(staff, officer):
    household = HouseholdFactory()
    proposal = signed(change(staff, household), staff)
    change_household(household=household, address="Jl. Lain 9", by=officer)
    with pytest.raises(StaleProposalError) as refusal:
        actions.approve(proposal=proposal, by=staff["officer"])

    actions.approve(proposal=proposal, by=staff["officer"], knowing=refusal.value.fingerprint)

    household.refresh_from_db()
    assert household.address == "Jl. Baru 7"


def test_facts_seen_earlier_do_not_count(staff, officer):
    household = HouseholdFactory()
    proposal = signed(change(staff, household), staff)
    seen = facts.fingerprint(facts.current(proposal))
    change_household(household=household, address="Jl. Lain 9", by=officer)

    with pytest.raises(StaleProposalError):
        actions.approve(proposal=proposal, by=staff["officer"], knowing=seen)


# Who may do what


def test_approving_twice_applies_once(staff):
    proposal = approved(add(staff), staff)

    actions.approve(proposal=proposal, by=staff["officer"])

    assert Household.objects.count() == 1


def test_signing_twice_is_one_signature(staff):
    proposal = change(staff)

    for _ in range(2):
        actions.sign(proposal=proposal, by=staff["lurah"])

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.LURAH


@pytest.mark.parametrize("role", ["facilitator", "kecamatan", "officer"])
def test_only_the_lurah_signs_first(staff, role):
    with pytest.raises(PermissionDenied):
        actions.sign(proposal=change(staff), by=staff[role])


def test_step_cannot_be_skipped(staff):
    with pytest.raises(ValidationError):
        actions.approve(proposal=change(staff), by=staff["officer"])


def test_nobody_approves_what_they_proposed(staff):
    proposal = signed(change(staff, by=staff["officer"]), staff)

    with pytest.raises(PermissionDenied):
        actions.approve(proposal=proposal, by=staff["officer"])


@pytest.mark.parametrize("role", ["lurah", "officer"])
def test_foreign_area_neither_signs_nor_proposes(staff, role):
    stranger = UserFactory(role=role, area=area("32.76.01.1001" if role == "lurah" else "32.76"))
    proposal = change(staff)

    with pytest.raises(PermissionDenied):
        actions.sign(proposal=proposal, by=stranger)
    with pytest.raises(PermissionDenied):
        change(staff, by=stranger)
    assert not Proposal.objects.visible_to(stranger).exists()


def test_refused_proposal_tells_why_and_is_never_applied(staff):
    proposal = change(staff)
    actions.refuse(proposal=proposal, reason="No evidence", by=staff["lurah"])

    proposal.refresh_from_db()
    assert (proposal.state, proposal.refused_because) == ("refused", "No evidence")
    with pytest.raises(ValidationError):
        actions.approve(proposal=proposal, by=staff["officer"])


def test_refusing_needs_a_reason(staff):
    with pytest.raises(ValidationError):
        actions.refuse(proposal=change(staff), reason=" ", by=staff["lurah"])


def test_only_whom_it_waits_for_refuses(staff):
    with pytest.raises(PermissionDenied):
        actions.refuse(proposal=change(staff), reason="No", by=staff["kecamatan"])


def test_proposer_withdraws_and_nobody_else(staff):
    proposal = change(staff)
    with pytest.raises(PermissionDenied):
        actions.withdraw(proposal=proposal, by=staff["lurah"])

    assert actions.withdraw(proposal=proposal, by=staff["facilitator"]).state == "withdrawn"


@pytest.mark.parametrize(
    ("role", "states"),
    [("facilitator", []), ("lurah", ["proposed"]), ("kecamatan", ["lurah"]),
     ("officer", ["kecamatan"])],
)  # fmt: skip
def test_queue_holds_what_waits_for_the_role(staff, role, states):
    change(staff)
    actions.sign(proposal=change(staff), by=staff["lurah"])
    signed(change(staff), staff)

    waiting = Proposal.objects.waiting_for(staff[role])
    assert [proposal.state for proposal in waiting] == states


# What the database refuses


@pytest.mark.parametrize("to", ["kecamatan", "applied"])
def test_database_refuses_to_skip_a_step(staff, to):
    proposal = change(staff)

    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(state=to)


@pytest.mark.parametrize(
    "changes", [{"payload": {}}, {"evidence": ""}, {"refused_because": "x"}, {"kind": "add"}],
    ids=str,
)  # fmt: skip
def test_database_refuses_an_impossible_proposal(staff, changes):
    proposal = change(staff)

    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**changes)


def test_database_refuses_to_revive_a_refused_proposal(staff):
    proposal = change(staff)
    actions.refuse(proposal=proposal, reason="No evidence", by=staff["lurah"])

    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(
            state="lurah", refused_because="", decided_by=None, decided_at=None
        )


def test_database_refuses_to_delete_a_proposal(staff):
    proposal = change(staff)

    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).delete()


def test_numbers_are_sealed_anew_when_keys_rotate(staff, settings):
    proposal = add(staff)
    settings.IDENTITY_KEYS = (
        "2:QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=," + settings.IDENTITY_KEYS
    )

    call_command("rotate_keys")

    proposal.refresh_from_db()
    assert identity.key_number(proposal.secrets) == 2
    assert facts.content_of(proposal).members[0]["nik"] == NIK


# Four eyes


@pytest.mark.parametrize("after", ["lurah", "kecamatan", "applied", "refused"])
def test_database_refuses_a_step_of_who_proposed(staff, after):
    proposal = change(staff)

    with pytest.raises(IntegrityError, match="not a step of this person"), transaction.atomic():
        proposal.steps.create(before="proposed", after=after, by=staff["facilitator"])


def test_database_takes_the_same_step_of_somebody_else(staff):
    proposal = change(staff)

    step = proposal.steps.create(before="proposed", after="lurah", by=staff["lurah"])

    assert step.pk


def test_database_refuses_that_another_withdraws(staff):
    proposal = change(staff)

    with pytest.raises(IntegrityError, match="not a step of this person"), transaction.atomic():
        proposal.steps.create(before="proposed", after="withdrawn", by=staff["lurah"])


def test_lurah_does_not_sign_what_they_proposed(staff):
    proposal = change(staff, by=staff["lurah"])

    with pytest.raises(PermissionDenied):
        actions.sign(proposal=proposal, by=staff["lurah"])

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PROPOSED


def test_second_lurah_signs_what_the_first_proposed(staff):
    colleague = UserFactory(role="lurah", area=area())

    signed_once = actions.sign(proposal=change(staff, by=staff["lurah"]), by=colleague)

    assert signed_once.state == ProposalState.LURAH


def test_kecamatan_signs_once_for_both_desks_what_a_lurah_proposed(staff):
    proposal = change(staff, by=staff["lurah"])

    for _ in range(2):
        actions.sign(proposal=proposal, by=staff["kecamatan"])

    assert list(proposal.steps.values_list("after", "by")) == [
        ("proposed", staff["lurah"].pk),
        ("lurah", staff["kecamatan"].pk),
        ("kecamatan", staff["kecamatan"].pk),
    ]


def test_dinsos_applies_what_the_kecamatan_proposed_and_the_lurah_signed(staff):
    household = HouseholdFactory()
    proposal = change(staff, household, by=staff["kecamatan"])
    actions.sign(proposal=proposal, by=staff["lurah"])
    with pytest.raises(PermissionDenied):
        actions.sign(proposal=proposal, by=staff["kecamatan"])

    actions.approve(proposal=proposal, by=staff["officer"])

    household.refresh_from_db()
    assert household.address == "Jl. Baru 7"


def test_dinsos_does_not_stand_in_for_a_kecamatan_that_proposed_nothing(staff):
    proposal = change(staff)
    actions.sign(proposal=proposal, by=staff["lurah"])

    with pytest.raises(ValidationError):
        actions.approve(proposal=proposal, by=staff["officer"])


def test_nobody_refuses_what_they_proposed(staff):
    with pytest.raises(PermissionDenied):
        actions.refuse(proposal=change(staff, by=staff["lurah"]), reason="No", by=staff["lurah"])


def test_own_proposal_waits_for_the_colleague_and_the_desk_above(staff):
    colleague = UserFactory(role="lurah", area=area())
    proposal = change(staff, by=staff["lurah"])

    waiting = {
        user.username: Proposal.objects.waiting_for(user).filter(pk=proposal.pk).exists()
        for user in (staff["lurah"], colleague, staff["kecamatan"], staff["officer"])
    }

    assert list(waiting.values()) == [False, True, True, False]


@pytest.mark.parametrize("proposer", ["facilitator", "lurah", "kecamatan", "officer"])
def test_queue_and_turn_agree(staff, proposer):
    proposals = [change(staff, by=staff[proposer])]
    proposals.append(change(staff, by=staff[proposer]))
    colleague = UserFactory(role="lurah", area=area())
    actions.sign(proposal=proposals[1], by=colleague)

    for user in (*staff.values(), colleague):
        waiting = set(Proposal.objects.waiting_for(user))
        assert waiting == {one for one in Proposal.objects.all() if one.is_turn_of(user)}
