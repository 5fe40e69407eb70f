"""Verification in the admin: evidence to read, and programmes that exclude each other."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from tests.factories import HouseholdFactory, ProgrammeFactory, UserFactory, area
from tests.verification.rules import NIK
from verification import actions
from verification.actions.exclusions import exclude_programmes, lift_exclusion
from verification.models import ExclusiveProgrammes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def programmes():
    return ProgrammeFactory(slug="bst"), ProgrammeFactory(slug="pkh")


def test_order_of_two_programmes_does_not_matter(officer, programmes):
    one, other = programmes

    pairs = [
        exclude_programmes(programme=one, other=other, legal_basis="SK 1", by=officer),
        exclude_programmes(programme=other, other=one, legal_basis="SK 1", by=officer),
    ]

    assert pairs[0] == pairs[1] == ExclusiveProgrammes.objects.get()


def test_lifted_pair_comes_into_force_again_with_its_new_decree(officer, programmes):
    one, other = programmes
    pair = exclude_programmes(programme=one, other=other, legal_basis="SK 1", by=officer)
    assert not lift_exclusion(pair=pair, by=officer).in_force

    exclude_programmes(programme=other, other=one, legal_basis="SK 2", by=officer)

    pair.refresh_from_db()
    assert (pair.in_force, pair.legal_basis) == (True, "SK 2")
    assert pair.events.first().pgh_context.metadata["user"] == officer.pk


@pytest.mark.parametrize("legal_basis", ["", " ", "x" * 201])
def test_exclusion_needs_a_decree(officer, programmes, legal_basis):
    one, other = programmes

    with pytest.raises(ValidationError):
        exclude_programmes(programme=one, other=other, legal_basis=legal_basis, by=officer)


def test_programme_does_not_exclude_itself(officer, programmes):
    with pytest.raises(ValidationError):
        exclude_programmes(
            programme=programmes[0], other=programmes[0], legal_basis="SK 1", by=officer
        )


@pytest.mark.parametrize("role", ["facilitator", "lurah", "kecamatan"])
def test_only_dinsos_says_which_programmes_exclude_each_other(officer, programmes, role):
    by, (one, other) = UserFactory(role=role, area=area()), programmes
    pair = exclude_programmes(programme=one, other=other, legal_basis="SK 1", by=officer)

    with pytest.raises(PermissionDenied):
        exclude_programmes(programme=one, other=other, legal_basis="SK 2", by=by)
    with pytest.raises(PermissionDenied):
        lift_exclusion(pair=pair, by=by)


def test_officer_adds_and_lifts_a_pair_by_buttons(desk, programmes):
    sent = {"programme": programmes[1].pk, "other": programmes[0].pk, "legal_basis": "SK 1"}
    desk.post(reverse("admin:verification_exclusiveprogrammes_add"), sent)
    pair = ExclusiveProgrammes.objects.get()
    page = desk.get(reverse("admin:verification_exclusiveprogrammes_change", args=[pair.pk]))
    assert reverse("admin:verification_exclusiveprogrammes_lift", args=[pair.pk]) in page.text

    desk.post(reverse("admin:verification_exclusiveprogrammes_lift", args=[pair.pk]))

    pair.refresh_from_db()
    assert not pair.in_force


def test_proposal_is_shown_without_what_it_says(desk):
    facilitator = UserFactory(role="facilitator", area=area())
    proposal = actions.propose(
        kind="add", kelurahan=area(), discussed_on="2021-08-01", evidence="Seen.", by=facilitator,
        content={"members": [{"name": "Budi Santoso", "relation": "head", "nik": NIK}]},
    )  # fmt: skip

    page = desk.get(reverse("admin:verification_proposal_change", args=[proposal.pk])).text

    assert facilitator.username in page
    assert "Budi Santoso" not in page
    assert NIK not in page


def test_opening_a_finding_is_logged(desk, officer):
    found = actions.open_finding(
        household=HouseholdFactory(), kind="moved", source="staff", by=officer
    )

    desk.get(reverse("admin:verification_finding_change", args=[found.pk]))

    assert officer.access_logs.get().object_id == found.pk


@pytest.mark.parametrize("model", ["finding", "proposal", "campaign", "exclusiveprogrammes"])
def test_nothing_is_changed_in_place(desk, officer, model):
    path = reverse(f"admin:verification_{model}_changelist")

    assert desk.post(path, {"action": "delete_selected"}).status_code in (200, 403)
    assert "delete_selected" not in desk.get(path).text
