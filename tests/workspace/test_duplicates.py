"""The queue of likely doubles and the page of one pair."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLog
from recipients.identity import MASK
from tests.factories import (
    DisbursementFactory,
    EnrolmentFactory,
    HouseholdFactory,
    PersonFactory,
    StageFactory,
    area,
)
from tests.verification.doubles import pair_of
from tests.verification.rules import with_nik
from tests.workspace.conftest import OTHER
from verification.actions import decide, merge
from verification.actions.duplicates import stamp
from verification.models import DuplicatePair, Merge
from workspace.duplicates.marks import Mark, marks_of

pytestmark = pytest.mark.django_db
QUEUE = "/petugas/ganda/"


def shown(response):
    return [pair.pk for pair, _marks in response.context["rows"]]


def address(pair):
    return reverse("duplicates:pair", args=[pair.pk])


def sent(pair, verdict, **fields):
    return {"verdict": verdict, "seen": stamp([pair]), "query": "", "note": ""} | fields


def post(client, pair, verdict, **fields):
    return client.post(reverse("duplicates:decide", args=[pair.pk]), sent(pair, verdict, **fields))


@pytest.fixture
def office(client, officer):
    client.force_login(officer)
    return client


def test_most_certain_pair_stands_first(page):
    low, high = pair_of(probability=0.91), pair_of(probability=0.999)

    assert shown(page.get(QUEUE)) == [high.pk, low.pk]


def test_pairs_outside_the_area_are_counted_only(page):
    pair_of(second=PersonFactory(name="Nama Luar", household__kelurahan=area(OTHER)))

    response = page.get(QUEUE)

    assert shown(response) == []
    assert response.context["elsewhere"] == 1
    assert "Nama Luar" not in response.text


def test_foreign_pair_is_not_found(page):
    pair = pair_of(second=PersonFactory(household__kelurahan=area(OTHER)))

    assert page.get(address(pair)).status_code == 404
    assert post(page, pair, "same").status_code == 404


def test_queue_of_any_size_takes_the_same_queries(page):
    pair_of()
    with CaptureQueriesContext(connection) as one:
        page.get(QUEUE)
    for _ in range(8):
        pair_of()
    with CaptureQueriesContext(connection) as many:
        page.get(QUEUE)

    assert len(many) == len(one) <= 12


def test_pages_lead_to_every_pair_once(page):
    pairs = {pair_of(probability=0.9 + (n % 3) / 100).pk for n in range(30)}
    found, query = [], ""
    while query is not None:
        response = page.get(f"{QUEUE}?{query}")
        found += shown(response)
        after = response.context["page"].after
        query = f"after={after}" if after else None

    assert len(found) == 30
    assert set(found) == pairs


FILTERS = {
    "band=99": {"probability": 0.995},
    "band=95": {"probability": 0.96},
    "band=0": {"probability": 0.5},
    "evidence=nik_slip": {"evidence": [["nik_birth", "slip/same", 20]]},
    "evidence=other_nik": {"evidence": [["nik_birth", "both_fit/same", -4]]},
    "evidence=mother": {"evidence": [["mother", "same", 4]]},
}


@pytest.mark.parametrize("query", FILTERS)
def test_queue_is_narrowed(page, query):
    wanted = pair_of(**FILTERS[query])
    pair_of(probability=0.92, evidence=[["nik_birth", "same/same", 20], ["mother", "unknown", 0]])

    assert shown(page.get(f"{QUEUE}?{query}")) == [wanted.pk]


def test_queue_is_narrowed_to_one_family(page):
    home = HouseholdFactory()
    within = pair_of(PersonFactory(household=home), PersonFactory(household=home))
    across = pair_of()

    assert shown(page.get(f"{QUEUE}?family=one")) == [within.pk]
    assert shown(page.get(f"{QUEUE}?family=across")) == [across.pk]


def test_queue_is_narrowed_to_a_kelurahan(office):
    here, there = (
        pair_of(*(PersonFactory(household__kelurahan=area(code)) for _ in range(2)))
        for code in ("32.73.05.1006", OTHER)
    )

    assert shown(office.get(f"{QUEUE}?area={OTHER}")) == [there.pk]
    assert set(shown(office.get(f"{QUEUE}?area=32.73.05"))) == {here.pk, there.pk}


@pytest.mark.parametrize(
    "query", ["band=7", "state=%00", "family=both", "evidence='; DROP TABLE x"]
)
def test_unknown_filter_is_refused(page, query):
    assert page.get(f"{QUEUE}?{query}").status_code == 400


def test_decided_pairs_are_found_by_what_was_decided(page, lurah):
    pair = pair_of()
    decide(pair=pair, verdict="different", by=lurah)

    assert shown(page.get(QUEUE)) == []
    assert shown(page.get(f"{QUEUE}?state=different")) == [pair.pk]


def test_pair_page_shows_both_with_masked_numbers(page):
    pair = pair_of(with_nik(), with_nik("3273050201700002"))

    text = page.get(address(pair)).text

    assert text.count(MASK) >= 2
    assert "3273050201" not in text


def test_pair_page_tells_how_numbers_compare(page):
    pair = pair_of(
        with_nik(), with_nik("3273050201700002"), evidence=[["nik_birth", "slip/same", 20]]
    )

    lines = {line.name: line for line in page.get(address(pair)).context["lines"]}

    assert lines["nik"].agreement.value == "alike"
    assert lines["name"].agreement.value == "same"
    assert lines["kk"].agreement.value == "missing"


def test_opening_a_pair_is_logged_for_both_families(page, lurah):
    pair = pair_of()

    page.get(address(pair))

    looked = AccessLog.objects.filter(user=lurah, action="view").values_list("object_id", flat=True)
    assert set(looked) == {pair.first.household_id, pair.second.household_id}


def test_pair_page_takes_the_same_queries_whatever_it_shows(page):
    small, large = pair_of(), pair_of()
    for _ in range(3):
        place = EnrolmentFactory(
            household=large.first.household, programme__slug=f"p{_}", card_holder=large.first
        )
        DisbursementFactory(enrolment=place, stage=StageFactory(programme=place.programme))
        pair_of(cluster=large.cluster)
    with CaptureQueriesContext(connection) as one:
        page.get(address(small))
    with CaptureQueriesContext(connection) as many:
        page.get(address(large))

    assert len(many) <= len(one) + 4 <= 40


def test_stage_in_which_both_families_are_listed_is_told(page):
    pair = pair_of()
    stage = StageFactory()
    for person in (pair.first, pair.second):
        place = EnrolmentFactory(household=person.household, programme=stage.programme)
        DisbursementFactory(enrolment=place, stage=stage)

    assert page.get(address(pair)).context["both_paid"] == [stage]


def test_evidence_is_told_with_bits(page):
    pair = pair_of(evidence=[["prior", "", -12.0], ["name", "bones", 8.25], ["new", "level", 1]])

    response = page.get(address(pair))

    assert [line.bits for line in response.context["evidence"]] == [-12.0, 8.25, 1.0]
    assert 'data-comparison="name" data-level="bones"' in response.text


def test_later_one_of_two_officers_is_told(page, officer):
    pair = pair_of()
    data = sent(pair, "same")
    decide(pair=pair, verdict="different", by=officer)

    response = page.post(reverse("duplicates:decide", args=[pair.pk]), data)

    assert response.status_code == 409
    assert officer.username in response.context["refused"][0]
    assert DuplicatePair.objects.get().state == "different"


def test_decision_leads_to_the_next_pair_of_the_same_filters(page):
    other, last, first = (pair_of(probability=p) for p in (0.90, 0.95, 0.97))

    response = post(page, first, "different", query="band=95")

    assert response["Location"] == f"{address(last)}?band=95"
    assert post(page, last, "unsure", query="band=95")["Location"] == f"{QUEUE}?band=95"
    assert DuplicatePair.objects.get(pk=other.pk).state == "waiting"


def test_lurahs_same_merges_nobody(page):
    pair = pair_of()

    post(page, pair, "same", kept=pair.first_id)

    assert DuplicatePair.objects.get().state == "same"
    assert not Merge.objects.exists()


def test_officers_same_merges(office):
    pair = pair_of()

    post(office, pair, "same", kept=pair.second_id)

    assert Merge.objects.get().gone == pair.first


def test_stranger_is_not_kept(office):
    pair = pair_of()

    assert post(office, pair, "same", kept=PersonFactory().pk).status_code == 400
    assert DuplicatePair.objects.get().state == "waiting"


@pytest.mark.parametrize("note", ["NIK 3273050201700001", "x" * 301, "\x00"])
def test_note_with_numbers_or_too_long_is_refused(page, note):
    pair = pair_of()

    assert post(page, pair, "unsure", note=note).status_code == 400
    assert DuplicatePair.objects.get().state == "waiting"


def test_decision_is_sent_only_by_post(page):
    assert page.get(reverse("duplicates:decide", args=[pair_of().pk])).status_code == 405


def test_merge_is_undone_from_the_page(office, officer):
    pair = pair_of()
    made = merge(kept=pair.first, gone=pair.second, pair=pair, by=officer)
    assert office.get(address(pair)).context["merge"] == made

    office.post(reverse("duplicates:undo", args=[made.pk]))

    assert not Merge.objects.in_force().exists()
    assert office.get(address(pair)).context["merge"] is None


def test_merge_into_an_entry_elsewhere_names_nobody(page, officer):
    pair = pair_of()
    elsewhere = PersonFactory(name="Nama Luar", household__kelurahan=area(OTHER))
    merge(kept=elsewhere, gone=pair.second, by=officer)

    response = page.get(address(pair))

    assert "Nama Luar" not in response.text
    assert "data-merged" in response.text
    assert "data-decide" not in response.text


def test_card_that_the_merged_entry_still_holds_is_told(office, officer):
    pair = pair_of()
    card = EnrolmentFactory(household=pair.second.household, card_holder=pair.second)
    merge(kept=pair.first, gone=pair.second, pair=pair, by=officer)

    assert office.get(address(pair)).context["cards_left"] == [card]


def test_lurah_undoes_no_merge(page, officer):
    pair = pair_of()
    made = merge(kept=pair.first, gone=pair.second, pair=pair, by=officer)

    assert page.post(reverse("duplicates:undo", args=[made.pk])).status_code == 403


def test_first_button_has_the_focus_and_every_button_a_key(page):
    text = page.get(address(pair_of())).text

    assert text.index("autofocus") > text.index('value="same"')
    for verdict, key in (("same", "s"), ("different", "b"), ("unsure", "r")):
        assert f'value="{verdict}" accesskey="{key}"' in text


def test_cluster_page_shows_every_entry(page):
    a, b, c = (PersonFactory() for _ in range(3))
    pair_of(a, b, cluster=a.pk)
    pair_of(b, c, cluster=a.pk)

    response = page.get(reverse("duplicates:cluster", args=[a.pk]))

    assert [entry.person for entry in response.context["entries"]] == [a, b, c]


def test_cluster_is_decided_from_its_page(office):
    a, b, c = (PersonFactory() for _ in range(3))
    pairs = [pair_of(a, b, cluster=a.pk), pair_of(b, c, cluster=a.pk)]

    response = office.post(
        reverse("duplicates:cluster", args=[a.pk]),
        {"kept": b.pk, f"e{a.pk}": "same", f"e{b.pk}": "same", f"e{c.pk}": "different",
         "seen": stamp(pairs), "note": ""},
    )  # fmt: skip

    assert response.status_code == 302
    assert [merge.gone for merge in Merge.objects.all()] == [a]
    assert DuplicatePair.objects.get(first=b).state == "different"


def test_cluster_decided_with_an_old_page_is_refused(office, lurah):
    pair = pair_of()
    data = {"kept": pair.first_id, f"e{pair.second_id}": "same", "seen": stamp([pair])}
    decide(pair=pair, verdict="different", by=lurah)

    response = office.post(reverse("duplicates:cluster", args=[pair.cluster]), data)

    assert response.status_code == 400
    assert not Merge.objects.exists()


def test_refused_cluster_shows_again_what_was_chosen(office, lurah):
    pair = pair_of()
    data = {"kept": pair.second_id, f"e{pair.first_id}": "same", "seen": stamp([pair]),
            "note": "Seen at home"}  # fmt: skip
    decide(pair=pair, verdict="unsure", by=lurah)

    response = office.post(reverse("duplicates:cluster", args=[pair.cluster]), data)

    chosen = {entry.person: (entry.stays, entry.said) for entry in response.context["entries"]}
    assert chosen == {pair.first: (False, "same"), pair.second: (True, "later")}
    assert "Seen at home" in response.text


def test_cluster_elsewhere_is_not_found(page):
    pair = pair_of(second=PersonFactory(household__kelurahan=area(OTHER)))

    assert page.get(reverse("duplicates:cluster", args=[pair.cluster])).status_code == 404


def _alike(one, other, **fields):
    home = fields.pop("household", None) or HouseholdFactory()
    second = fields.pop("second", {})
    return (
        PersonFactory(name=one, household=home, **fields),
        PersonFactory(name=other, household=fields.get("household", home), **{**fields, **second}),
    )


def test_twins_are_marked():
    assert marks_of(*_alike("Asep Hidayat", "Ujang Hidayat")) == (Mark.TWINS,)


def test_namesakes_are_marked():
    born = {"birth_date": datetime.date(1950, 1, 1)}

    assert marks_of(*_alike("Asep Hidayat", "Asep Hidayat", second=born)) == (Mark.NAMESAKES,)


def test_one_name_spelt_twice_is_no_twin():
    assert marks_of(*_alike("Mohamad Asep", "Muhammad Asep")) == ()


def test_decisions_before_are_told_without_what_a_search_changed(page, lurah, officer):
    pair = pair_of()
    decide(pair=pair, verdict="unsure", by=lurah)
    DuplicatePair.objects.update(probability=0.95)
    decide(pair=DuplicatePair.objects.get(), verdict="different", by=officer)

    told = page.get(address(pair)).context["decisions"]

    assert [(change.who, str(change.before)) for change in told] == [
        (officer.username, str(DuplicatePair.State.UNSURE.label)),
        (lurah.username, str(DuplicatePair.State.WAITING.label)),
    ]
