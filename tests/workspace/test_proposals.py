"""The list of one's desk, one proposal beside the register, and the acts on it."""

import re

import pytest
from django.urls import reverse

from recipients.actions import change_household
from recipients.models import Household
from tests.factories import HouseholdFactory, PersonFactory, UserFactory, area
from tests.markup import problems
from tests.verification.rules import NIK
from verification import actions
from verification.models import Proposal

pytestmark = pytest.mark.django_db

ELSEWHERE = "32.76.01.1001"
PLACES = {
    "facilitator": "32.73.05.1006", "lurah": "32.73.05.1006", "kecamatan": "32.73.05",
    "officer": "32.73",
}  # fmt: skip


@pytest.fixture
def staff(settings):
    settings.STAFF_MFA_REQUIRED = False
    return {role: UserFactory(role=role, area=area(code)) for role, code in PLACES.items()}


@pytest.fixture
def as_role(client, staff):
    """Return a function that signs somebody in by role."""

    def log_in(role):
        client.force_login(staff[role])
        return client

    return log_in


def proposed(by, household=None, address="Jl. Baru 7", **how):
    if how.get("kind") != "add":
        household = household or PersonFactory().household
    values = {
        "kind": "change", "household": household,
        "content": {"household": {"address": address}}, "evidence": "Seen there.", "by": by,
    }  # fmt: skip
    return actions.propose(**values | how)


def at_dinsos(staff, **how):
    proposal = proposed(staff["facilitator"], **how)
    actions.sign(proposal=proposal, by=staff["lurah"])
    return actions.sign(proposal=proposal, by=staff["kecamatan"])


def page_of(proposal):
    return reverse("proposals:proposal", args=[proposal.pk])


def do(client, proposal, name, **data):
    values = {f"{name}-{key}": value for key, value in data.items()}
    path = reverse("proposals:act", args=[proposal.pk, name])
    return client.post(path, {"state": proposal.state} | values)


def listed(response):
    return [int(pk) for pk in re.findall(r'data-proposal="(\d+)"', response.text)]


def offered(response):
    return re.findall(r'data-act="([\w-]+)"', response.text)


# The list


@pytest.mark.parametrize(
    ("role", "part", "states"),
    [("facilitator", "mine", {"proposed", "lurah", "kecamatan", "refused"}),
     ("lurah", "", {"proposed"}), ("kecamatan", "", {"lurah"}), ("officer", "", {"kecamatan"}),
     ("officer", "under_way", {"proposed", "lurah", "kecamatan"}), ("officer", "ended", {"refused"})],
)  # fmt: skip
def test_each_part_holds_its_states(as_role, staff, role, part, states):
    proposed(staff["facilitator"])
    actions.sign(proposal=proposed(staff["facilitator"]), by=staff["lurah"])
    at_dinsos(staff)
    refused = proposed(staff["facilitator"])
    actions.refuse(proposal=refused, reason="No.", by=staff["lurah"])

    page = as_role(role).get(reverse("proposals:list"), {"part": part} if part else {})

    shown = {Proposal.objects.get(pk=pk).state for pk in listed(page)}
    assert shown == states
    assert problems(page.text) == []


def test_proposals_of_a_foreign_area_are_not_listed(as_role, staff):
    stranger = UserFactory(role="facilitator", area=area(ELSEWHERE))
    home = HouseholdFactory(kelurahan=area(ELSEWHERE))
    proposed(stranger, home)

    page = as_role("officer").get(reverse("proposals:list"), {"part": "under_way"})

    assert listed(page) == []


def test_pages_follow_each_other_without_loss(as_role, staff):
    made = [proposed(staff["facilitator"]).pk for _ in range(27)]
    client, path = as_role("lurah"), reverse("proposals:list")

    first = client.get(path)
    address = re.search(r'href="(\?[^"]*after=\d+)"', first.text)[1].replace("&amp;", "&")

    assert listed(first) + listed(client.get(path + address)) == made


@pytest.mark.parametrize("number", [1, 6])
def test_list_asks_as_often_for_many_proposals_as_for_one(
    as_role, staff, number, django_assert_num_queries
):
    for _ in range(number):
        proposed(staff["facilitator"])
    client = as_role("lurah")

    with django_assert_num_queries(5):
        client.get(reverse("proposals:list"))


@pytest.mark.parametrize(
    "query",
    [{"part": "all"}, {"kind": "x"}, {"area": "' OR 1=1"}, {"part": "\x00"}],
    ids=str,
)  # fmt: skip
def test_filter_that_was_not_offered_is_refused(as_role, query):
    assert as_role("officer").get(reverse("proposals:list"), query).status_code == 400


def test_kind_and_area_narrow_the_list(as_role, staff):
    proposed(staff["facilitator"])
    away = proposed(
        staff["facilitator"], kind="deactivate", content={"reason": "moved", "on": "2021-08-01"}
    )

    page = as_role("lurah").get(reverse("proposals:list"), {"kind": "deactivate"})

    assert listed(page) == [away.pk]


# One proposal


def test_page_shows_what_is_beside_what_would_be(as_role, staff):
    home = PersonFactory(household__address="Jl. Lama 1").household

    page = as_role("lurah").get(page_of(proposed(staff["facilitator"], home)))

    assert "<del>Jl. Lama 1</del>" in page.text
    assert "<ins>Jl. Baru 7</ins>" in page.text
    assert "data-stale" not in page.text
    assert problems(page.text) == []


def test_page_holds_no_number(as_role, staff):
    content = {
        "household": {"address": "Jl. Baru 7", "kk": "3273050102030004"},
        "members": [{"name": "Budi", "relation": "head", "nik": NIK}],
    }
    proposal = proposed(
        staff["facilitator"], kind="add", kelurahan=area(), content=content,
        discussed_on="2021-08-01",
    )  # fmt: skip

    page = as_role("lurah").get(page_of(proposal)).text

    assert NIK not in page
    assert "3273050102030004" not in page
    assert "Budi" in page


@pytest.mark.parametrize(
    ("role", "acts"),
    [("facilitator", ["withdraw"]), ("lurah", ["sign", "refuse"]), ("kecamatan", []),
     ("officer", [])],
)  # fmt: skip
def test_page_offers_what_the_role_may_do_now(as_role, staff, role, acts):
    page = as_role(role).get(page_of(proposed(staff["facilitator"])))

    assert offered(page) == acts


def test_own_proposal_offers_its_lurah_to_withdraw_only(as_role, staff):
    page = as_role("lurah").get(page_of(proposed(staff["lurah"])))

    assert offered(page) == ["withdraw"]


def test_opening_a_proposal_is_logged(as_role, staff):
    proposal = proposed(staff["facilitator"])

    as_role("lurah").get(page_of(proposal))

    entry = staff["lurah"].access_logs.get(object_type="verification.proposal")
    assert (entry.action, entry.object_id) == ("view", proposal.pk)


def test_stale_proposal_tells_what_changed_since(as_role, staff):
    home = PersonFactory(household__address="Jl. Lama 1").household
    proposal = proposed(staff["facilitator"], home)
    change_household(household=home, address="Jl. Lain 9", by=staff["officer"])

    page = as_role("lurah").get(page_of(proposal)).text

    assert "data-stale-field" in page
    assert "Jl. Lama 1" in page
    assert "Jl. Lain 9" in page


def test_family_that_moved_out_of_the_area_is_not_shown(as_role, staff):
    home = PersonFactory(household__address="Jl. Lama 1").household
    proposal = proposed(staff["facilitator"], home)
    Household.objects.filter(pk=home.pk).update(kelurahan=area(ELSEWHERE), address="Jl. Rahasia 3")

    page = as_role("lurah").get(page_of(proposal)).text

    assert "data-elsewhere" in page
    assert "Rahasia" not in page


# Deciding


def test_proposal_goes_from_desk_to_desk_into_the_register(as_role, staff):
    home = PersonFactory().household
    proposal = proposed(staff["facilitator"], home)

    for role, name in (("lurah", "sign"), ("kecamatan", "sign"), ("officer", "approve")):
        assert do(as_role(role), proposal, name, note="Checked.").status_code == 302
        proposal.refresh_from_db()

    home.refresh_from_db()
    assert (proposal.state, home.address) == ("applied", "Jl. Baru 7")
    assert list(proposal.steps.values_list("note", flat=True)[1:]) == ["Checked."] * 3


def test_signing_twice_leads_back_and_signs_once(as_role, staff):
    proposal = proposed(staff["facilitator"])
    client = as_role("lurah")

    answers = [do(client, proposal, "sign").status_code for _ in range(2)]

    assert answers == [302, 302]
    assert proposal.steps.count() == 2


def test_colleague_who_was_slower_is_shown_how_it_stands(client, staff):
    proposal = proposed(staff["facilitator"])
    actions.refuse(proposal=Proposal.objects.get(), reason="No.", by=staff["lurah"])
    client.force_login(UserFactory(role="lurah", area=area()))

    assert do(client, proposal, "sign").status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "refused"


def test_who_was_never_asked_is_refused(as_role, staff):
    proposal = proposed(staff["facilitator"])

    assert do(as_role("officer"), proposal, "sign").status_code == 403
    assert do(as_role("officer"), proposal, "x").status_code == 404


def test_refusing_needs_a_reason_and_tells_it(as_role, staff):
    proposal = proposed(staff["facilitator"])
    client = as_role("lurah")
    assert do(client, proposal, "refuse", reason=" ").status_code == 400

    do(client, proposal, "refuse", reason="No evidence.")

    assert "No evidence." in client.get(page_of(proposal)).text


def test_reason_with_a_number_is_refused(as_role, staff):
    proposal = proposed(staff["facilitator"])

    assert do(as_role("lurah"), proposal, "refuse", reason=f"See {NIK}").status_code == 400


def test_stale_proposal_is_applied_only_with_what_was_compared(as_role, staff):
    home = PersonFactory().household
    proposal = at_dinsos(staff, household=home)
    change_household(household=home, address="Jl. Lain 9", by=staff["officer"])
    client = as_role("officer")
    assert do(client, proposal, "approve").status_code == 400
    page = client.get(page_of(proposal)).text

    seen = re.search(r'name="approve-knowing" value="(\w+)"', page)[1]
    assert do(client, proposal, "approve", knowing=seen).status_code == 302

    home.refresh_from_db()
    assert home.address == "Jl. Baru 7"


def test_fresh_proposal_asks_for_no_comparison(as_role, staff):
    page = as_role("officer").get(page_of(at_dinsos(staff)))

    assert 'type="checkbox"' not in page.text


# Several at once


def sign_chosen(client, *proposals):
    return client.post(
        reverse("proposals:sign-chosen"), {"chosen": [getattr(p, "pk", p) for p in proposals]}
    )


def outcomes(response):
    return re.findall(r'data-outcome="(\w+)" data-proposal="(\d+)"', response.text)


def test_several_are_signed_and_each_outcome_told(as_role, staff):
    fine = proposed(staff["facilitator"])
    own = proposed(staff["lurah"])
    refused = proposed(staff["facilitator"])
    actions.refuse(proposal=refused, reason="No.", by=staff["lurah"])

    page = sign_chosen(as_role("lurah"), fine, own, refused)

    assert outcomes(page) == [
        ("done", f"{fine.pk}"),
        ("not", f"{own.pk}"),
        ("not", f"{refused.pk}"),
    ]
    fine.refresh_from_db()
    assert fine.state == "lurah"


def test_stale_one_among_several_stays(as_role, staff):
    home = PersonFactory().household
    stale, fresh = at_dinsos(staff, household=home), at_dinsos(staff)
    change_household(household=home, address="Jl. Lain 9", by=staff["officer"])

    page = sign_chosen(as_role("officer"), stale, fresh)

    assert outcomes(page) == [("not", f"{stale.pk}"), ("done", f"{fresh.pk}")]


def test_several_signed_twice_are_signed_once(as_role, staff):
    fine, client = proposed(staff["facilitator"]), as_role("lurah")
    sign_chosen(client, fine)

    sign_chosen(client, fine)

    assert fine.steps.count() == 2


def test_foreign_and_invented_ones_are_not_signed(as_role, staff):
    stranger = UserFactory(role="facilitator", area=area(ELSEWHERE))
    foreign = proposed(stranger, HouseholdFactory(kelurahan=area(ELSEWHERE)))

    page = sign_chosen(as_role("lurah"), foreign, 10**17, "x", "٣", "9" * 40)

    assert outcomes(page) == []
    foreign.refresh_from_db()
    assert foreign.state == "proposed"
