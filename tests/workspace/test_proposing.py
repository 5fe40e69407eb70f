"""Proposing a family, a change or a deactivation, without a script."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recipients.models import Household
from tests.factories import HouseholdFactory, PersonFactory, area
from tests.markup import problems
from tests.verification.rules import NIK, with_kk, with_nik
from tests.workspace.conftest import OWN
from verification import actions, facts
from verification.models import Proposal
from workspace.proposing.numbers import recall, remember

pytestmark = pytest.mark.django_db

KK = "3273050102030004"
ELSEWHERE = "32.76.01.1001"
ADD = "/petugas/usulan/baru/"
FAMILY = {
    "members": "2", "h-kelurahan": OWN, "h-address": "Jl. Baru 7", "h-rt": "1", "h-rw": "002",
    "h-kk": KK,
    "m0-name": "Budi Santoso", "m0-relation": "head", "m0-birth_date": "1970-01-02",
    "m0-sex": "male", "m0-nik": NIK,
    "e-evidence": "Seen by RT 001.", "e-discussed_on": "2021-08-01",
}  # fmt: skip


@pytest.fixture
def page(client, facilitator):
    area(OWN)
    client.force_login(facilitator)
    return client


def fields_of(response):
    """Return what the browser would send back: every box with what stands in it."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", response.text):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_off = attributes.get("type") == "checkbox" and " checked" not in tag
        if "name" in attributes and not is_off:
            found[attributes["name"]] = attributes.get("value", "")
    for name, options in re.findall(
        r'<select name="([\w-]+)".*?>(.*?)</select>', response.text, re.S
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    for name, text in re.findall(
        r'<textarea name="([\w-]+)"[^>]*>\n?(.*?)</textarea>', response.text, re.S
    ):
        found[name] = text
    return found


def concerns(response):
    return re.findall(r'data-concern="(\w+)"', response.text)


def change_of(household):
    return reverse("proposals:change", args=[household.pk])


# A new family


def test_family_is_proposed_with_its_numbers_sealed(page, facilitator):
    response = page.post(ADD, FAMILY)

    proposal = Proposal.objects.get()
    assert response["Location"] == f"/petugas/usulan/{proposal.pk}/"
    content = facts.content_of(proposal)
    assert content.household["kk"] == KK
    assert (content.household["rt"], content.household["rw"]) == ("001", "002")
    assert [(m["name"], m["nik"]) for m in content.members] == [("Budi Santoso", NIK)]
    assert proposal.proposed_by == facilitator


def test_empty_form_is_sound(page):
    assert problems(page.get(ADD).text) == []


def test_family_sent_twice_is_one_proposal(page):
    locations = {page.post(ADD, FAMILY)["Location"] for _ in range(2)}

    assert len(locations) == Proposal.objects.count() == 1


def test_another_member_is_added_and_everything_typed_stays(page):
    response = page.post(ADD, FAMILY | {"more": "1"})

    assert response.status_code == 200
    sent_back = fields_of(response)
    kept = {
        name: value for name, value in FAMILY.items() if name not in ("members", "h-kk", "m0-nik")
    }
    assert kept.items() <= sent_back.items()
    assert sent_back["members"] == "3"
    assert "m2-name" in sent_back
    assert Proposal.objects.count() == 0


def test_numbers_survive_another_member_unseen(page):
    response = page.post(ADD, FAMILY | {"more": "1"})
    assert NIK not in response.text
    assert KK not in response.text

    page.post(ADD, fields_of(response))

    content = facts.content_of(Proposal.objects.get())
    assert (content.household["kk"], content.members[0]["nik"]) == (KK, NIK)


def test_numbers_survive_an_error_unseen(page):
    response = page.post(ADD, FAMILY | {"h-address": ""})
    assert response.status_code == 400
    assert NIK not in response.text
    assert problems(response.text) == []

    page.post(ADD, fields_of(response) | {"h-address": "Jl. Baru 7"})

    assert facts.content_of(Proposal.objects.get()).members[0]["nik"] == NIK


def test_kept_number_is_taken_back_with_a_dash(page):
    page.post(ADD, FAMILY | {"m0-nik": "-", "m0-nik-kept": remember(NIK)})

    assert (
        "nik" not in facts.content_of(Proposal.objects.get()).members[0]
        or not (facts.content_of(Proposal.objects.get()).members[0]["nik"])
    )


@pytest.mark.parametrize(
    "text", ["", "x", "é", "AAAA" * 400, pytest.param(remember(NIK)[:-8], id="cut")]
)
def test_memory_that_is_not_ours_gives_no_number(text):
    assert recall(text) == ""


TOMORROW = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    "wrong",
    [{"e-discussed_on": TOMORROW}, {"e-discussed_on": ""}, {"m0-birth_date": TOMORROW},
     {"m0-birth_date": "31-31-1970"}, {"h-kk": "123"}, {"m0-relation": "spouse"},
     {"m0-relation": "queen"}, {"m1-relation": "head", "m1-name": "Siti"},
     {"m1-name": "Siti"}, {"h-rt": "x"}, {"h-rt": "٣"}, {"h-kelurahan": ELSEWHERE},
     {"h-desil": "11"}, {"e-evidence": " "}, {"e-evidence": f"NIK {NIK}"},
     {"h-address": "a\x00b"}, {"h-address": "a\u202eb"}, {"m0-name": "x" * 151},
     {"m0-nik": "1" * 41}],
    ids=lambda wrong: str(wrong)[:40],
)  # fmt: skip
def test_what_cannot_be_is_refused(page, wrong):
    area(ELSEWHERE)

    response = page.post(ADD, FAMILY | wrong)

    assert response.status_code == 400
    assert "error-summary" in response.text
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize("members", ["999999", "-1", "x", "", "٣", "31"])
def test_number_of_members_is_bounded(page, members):
    response = page.post(ADD, FAMILY | {"members": members, "more": "1"})

    assert 1 <= response.text.count("data-member=") <= 30


# What speaks for looking again


@pytest.mark.parametrize(
    ("doubt", "kind"),
    [({"m0-nik": "3273050301700001"}, "doubt"), ({"m0-nik": "123"}, "malformed"),
     ({"m0-sex": "female"}, "doubt"),
     ({"m1-name": "Siti", "m1-relation": "spouse", "m1-nik": NIK}, "twice")],
)  # fmt: skip
def test_doubtful_number_is_told_and_not_refused(page, doubt, kind):
    response = page.post(ADD, FAMILY | doubt)
    assert kind in concerns(response)
    assert Proposal.objects.count() == 0

    page.post(ADD, fields_of(response))

    assert Proposal.objects.count() == 1


def test_family_with_the_same_number_is_shown_before_saving(page):
    person = with_nik(household__kelurahan=area(OWN))

    response = page.post(ADD, FAMILY)

    assert "same_nik" in concerns(response)
    assert f"/petugas/keluarga/{person.household_id}/" in response.text


def test_family_with_the_same_card_is_shown_before_saving(page):
    home = with_kk(HouseholdFactory(kelurahan=area(OWN)), KK)

    response = page.post(ADD, FAMILY)

    assert concerns(response) == ["same_kk"]
    assert f"/petugas/keluarga/{home.pk}/" in response.text


def test_family_of_a_foreign_area_with_the_same_number_is_not_named(page):
    home = HouseholdFactory(kelurahan=area(ELSEWHERE), address="Jl. Rahasia 3")
    with_nik(household=home, name="Orang Lain")

    response = page.post(ADD, FAMILY)

    assert concerns(response) == ["same_nik"]
    assert "Rahasia" not in response.text
    assert "Orang Lain" not in response.text
    assert f"/keluarga/{home.pk}/" not in response.text


def test_same_name_and_birth_date_in_the_kelurahan_are_shown(page):
    there = PersonFactory(
        household__kelurahan=area(OWN), name="Boedi Santoso",
        birth_date=datetime.date(1970, 1, 2),
    )  # fmt: skip

    response = page.post(ADD, FAMILY)

    assert concerns(response) == ["namesake"]
    assert f"/petugas/keluarga/{there.household_id}/" in response.text


def test_new_double_is_shown_though_another_was_compared(page):
    response = page.post(ADD, FAMILY | {"m0-nik": "3273050301700001"})
    with_kk(HouseholdFactory(kelurahan=area(OWN)), KK)

    again = page.post(ADD, fields_of(response))

    assert "same_kk" in concerns(again)
    assert Proposal.objects.count() == 0


def test_looking_a_number_up_is_logged_without_it(page, facilitator):
    page.post(ADD, FAMILY)

    entry = facilitator.access_logs.get(action="search_nik")
    assert NIK not in f"{entry.reason}{entry.object_id}"


# A change


@pytest.fixture
def family():
    home = HouseholdFactory(kelurahan=area(OWN), address="Jl. Lama 1")
    return with_nik(household=home)


def test_only_what_differs_is_proposed(page, family):
    home = family.household
    form = fields_of(page.get(change_of(home)))

    page.post(change_of(home), form | {"h-address": "Jl. Baru 7", "e-evidence": "Seen."})

    proposal = Proposal.objects.get()
    assert proposal.payload["household"] == {"address": "Jl. Baru 7"}
    assert (proposal.payload["people"], proposal.payload["members"]) == ({}, [])


def test_form_of_a_change_shows_no_number(page, family):
    response = page.get(change_of(family.household))

    assert NIK not in response.text
    assert "data-kept" not in response.text
    assert problems(response.text) == []


def test_nothing_that_differs_is_nothing_to_propose(page, family):
    form = fields_of(page.get(change_of(family.household)))

    response = page.post(
        change_of(family.household), form | {"e-evidence": "Seen.", f"p{family.pk}-nik": NIK}
    )

    assert response.status_code == 400
    assert Proposal.objects.count() == 0


def test_death_of_a_member_and_a_new_member_are_proposed(page, family):
    form = fields_of(page.get(change_of(family.household)))
    form = fields_of(page.post(change_of(family.household), form | {"more": "1"}))
    typed = {
        f"p{family.pk}-deceased": "on", f"p{family.pk}-deceased_on": "2021-07-01",
        "m0-name": "Siti", "m0-relation": "child", "e-evidence": "Death certificate.",
    }  # fmt: skip

    page.post(change_of(family.household), form | typed)

    payload = Proposal.objects.get().payload
    assert payload["people"] == {f"{family.pk}": {"deceased": True, "deceased_on": "2021-07-01"}}
    assert payload["members"] == [{"name": "Siti", "relation": "child"}]


def test_new_number_of_a_member_is_proposed_sealed(page, family):
    form = fields_of(page.get(change_of(family.household)))
    new = "3273050201700002"

    page.post(
        change_of(family.household), form | {f"p{family.pk}-nik": new, "e-evidence": "e-KTP."}
    )

    assert facts.content_of(Proposal.objects.get()).people[family.pk]["nik"] == new


def test_change_settles_the_finding_that_it_was_opened_from(page, family, facilitator):
    found = actions.open_finding(
        household=family.household, kind="moved", source="staff", by=facilitator
    )
    form = fields_of(page.get(change_of(family.household), {"temuan": found.pk}))

    page.post(change_of(family.household), form | {"h-rw": "9", "e-evidence": "Seen."})

    assert Proposal.objects.get().finding == found


@pytest.mark.parametrize("text", ["0", "x", "999999999", "٣", "9" * 30])
def test_finding_of_another_family_is_not_found(page, family, text):
    response = page.get(change_of(family.household), {"temuan": text})

    assert response.status_code == 404


def test_form_of_a_foreign_family_is_not_found(page):
    home = HouseholdFactory(kelurahan=area(ELSEWHERE))

    assert page.get(change_of(home)).status_code == 404


@pytest.mark.parametrize("people", [1, 5])
def test_form_of_a_change_asks_as_often_for_any_family(page, people, django_assert_num_queries):
    home = PersonFactory(household__kelurahan=area(OWN)).household
    for number in range(people - 1):
        PersonFactory(household=home, name=f"Anak {number}", relation="child")

    with django_assert_num_queries(7):
        page.get(change_of(home))


# A deactivation


def deactivation_of(household):
    return reverse("proposals:deactivate", args=[household.pk])


def test_deactivation_is_proposed_with_its_reason(page, family):
    page.post(
        deactivation_of(family.household),
        {"d-reason": "moved", "d-on": "2021-08-01", "e-evidence": "RT 001 says so."},
    )

    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.payload["reason"]) == ("deactivate", "moved")
    assert Household.objects.get(pk=family.household_id).status == "active"


@pytest.mark.parametrize(
    "wrong",
    [{"d-reason": ""}, {"d-reason": "bored"}, {"d-on": ""}, {"d-on": TOMORROW},
     {"e-evidence": ""}],
    ids=str,
)  # fmt: skip
def test_deactivation_without_reason_day_or_evidence_is_refused(page, family, wrong):
    sent = {"d-reason": "moved", "d-on": "2021-08-01", "e-evidence": "RT says so."}

    response = page.post(deactivation_of(family.household), sent | wrong)

    assert response.status_code == 400
    assert problems(response.text) == []
    assert Proposal.objects.count() == 0


# Anything at all

LETTERS = st.text(max_size=60)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sent=st.fixed_dictionaries(
        {}, optional=dict.fromkeys([*FAMILY, "more", "seen", "h-kk-kept"], LETTERS)
    )
)
def test_anything_sent_is_answered_and_never_shows_a_number(page, sent):
    response = page.post(ADD, FAMILY | sent)

    assert response.status_code in (200, 302, 400)
    assert NIK not in response.content.decode()
