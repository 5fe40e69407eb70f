"""A complaint about an entry, corrected by way of a proposal: the citizen hears of it."""

import pytest

from complaints import actions as complaining
from complaints.models import FollowUp, Message
from tests.complaints.factories import at_work
from tests.factories import PersonFactory, UserFactory, area
from verification import actions

pytestmark = pytest.mark.django_db


def test_citizen_is_told_when_the_proposed_correction_is_in_the_register(
    django_capture_on_commit_callbacks,
):
    places = {"facilitator": "32.73.05.1006", "lurah": "32.73.05.1006", "kecamatan": "32.73.05",
              "officer": "32.73"}  # fmt: skip
    staff = {role: UserFactory(role=role, area=area(code)) for role, code in places.items()}
    household = PersonFactory().household
    complaint = at_work(staff["lurah"], area=area())
    complaining.match_household(complaint=complaint, household=household, by=staff["lurah"])
    complaint = complaining.open_correction(
        complaint=complaint, person=None, kind="moved", note="", by=staff["lurah"]
    )
    before = complaint.messages.filter(about=Message.About.CHANGED).count()
    proposal = actions.propose(
        kind="change", household=household, finding=complaint.finding, evidence="Seen.",
        content={"household": {"address": "Jl. Baru 7"}}, by=staff["facilitator"],
    )  # fmt: skip
    for role in ("lurah", "kecamatan"):
        actions.sign(proposal=proposal, by=staff[role])

    with django_capture_on_commit_callbacks(execute=True):
        actions.approve(proposal=proposal, by=staff["officer"])

    outcome = complaint.follow_ups.get(kind=FollowUp.Kind.OUTCOME)
    assert outcome.text
    assert complaint.messages.filter(about=Message.About.CHANGED).count() == before + 1
    household.refresh_from_db()
    assert household.address == "Jl. Baru 7"
