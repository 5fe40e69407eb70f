"""The queue: who sees which complaints, in which order, and at which price."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import AccessLog, SavedFilter
from complaints import actions, queries, receipts
from complaints.models import Complaint, Kind
from tests.complaints.factories import KELURAHAN, at_work, officer, received
from tests.complaints.pages import FIND, QUEUE, answered, current, listed, url, verified
from tests.factories import area

pytestmark = pytest.mark.django_db
FOREIGN = "32.76.01.1006"


def overdue(**changes):
    complaint = received(**changes)
    late = timezone.now() - datetime.timedelta(days=1)
    Complaint.objects.filter(pk=complaint.pk).update(
        received_at=late - datetime.timedelta(days=9), verify_by=late, answer_by=late
    )
    return current(complaint)


def test_queue_shows_open_complaints_with_the_nearest_deadline_first(staff):
    answered()
    later, late = received(), overdue()

    assert listed(staff.get(QUEUE)) == [late.pk, later.pk]


def test_mine_shows_what_is_assigned_to_me(staff, by):
    mine = at_work(by)
    at_work(officer())

    assert listed(staff.get(f"{QUEUE}?part=mine")) == [mine.pk]


def test_unassigned_shows_what_nobody_has_taken(staff, by):
    at_work(by)
    free = received()

    assert listed(staff.get(f"{QUEUE}?part=unassigned")) == [free.pk]


def test_overdue_shows_missed_deadlines_only_and_marks_them(staff):
    received()
    late = overdue()

    page = staff.get(f"{QUEUE}?part=late")

    assert listed(page) == [late.pk]
    assert page.text.count("data-late") == 1


def test_unverified_shows_what_nobody_has_checked(staff):
    verified()
    fresh = received()

    assert listed(staff.get(f"{QUEUE}?part=unverified")) == [fresh.pk]


def test_escalated_shows_what_was_raised(staff):
    received()
    raised = overdue()
    actions.escalate(complaint=raised, to=Complaint.Escalation.LURAH)

    assert listed(staff.get(f"{QUEUE}?part=escalated")) == [raised.pk]


def test_ended_complaints_are_found_by_their_status_and_among_all(staff):
    done = answered()

    assert listed(staff.get(f"{QUEUE}?status__exact=answered")) == [done.pk]
    assert listed(staff.get(f"{QUEUE}?part=all")) == [done.pk]


def test_queue_narrows_to_a_kelurahan_and_a_kind(staff):
    here = received(kind=Kind.OTHER)
    received(kind=Kind.OTHER, area=area("32.73.05.1007"))
    received()

    assert listed(staff.get(f"{QUEUE}?area={KELURAHAN}&kind__exact=other")) == [here.pk]


def test_foreign_and_confidential_complaints_are_not_in_a_lurahs_queue(client, sign_in):
    sign_in("lurah")
    own = received()
    received(area=area(FOREIGN))
    received(kind=Kind.NOT_HANDED_OUT)

    assert listed(client.get(QUEUE)) == [own.pk]


def test_filter_that_is_not_offered_is_refused(staff):
    received()

    assert listed(staff.get(f"{QUEUE}?story__contains=April")) == []


@pytest.mark.parametrize("part", ["", "?part=all", "?part=mine", "?part=late"])
def test_queue_of_fifty_asks_no_more_than_of_one(staff, by, part, django_assert_num_queries):
    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            staff.get(f"{QUEUE}{part}")
        return len(asked)

    at_work(by)
    one = count()
    for number in range(49):
        at_work(by, area=area(f"32.73.05.10{number % 5:02}"))

    assert count() == one <= 10


def test_code_leads_to_its_complaint_however_it_is_typed(staff):
    complaint = received()
    code = receipts.written(receipts.code_of(complaint)).lower()

    assert staff.post(FIND, {"text": f" {code} "})["Location"] == url(complaint)


def test_code_of_a_foreign_complaint_finds_nothing(client, sign_in):
    sign_in("lurah")
    complaint = received(area=area(FOREIGN))

    page = client.post(FIND, {"text": receipts.code_of(complaint)})

    assert 'data-hits="0"' in page.text
    assert receipts.code_of(complaint) not in page.text


def test_words_find_the_stories_that_tell_them(staff):
    told = received(story="Kartu saya hilang di kantor kelurahan.")
    received(story="Beras berkutu.")

    page = staff.post(FIND, {"text": "kartu hilang"})

    assert 'data-hits="1"' in page.text
    assert url(told) in page.text
    assert AccessLog.objects.filter(action="searched").count() == 0
    assert AccessLog.objects.get().action == "search_name"


@pytest.mark.parametrize("few", [1, 1000])
def test_newest_stories_come_first_whether_the_word_is_rare_or_common(by, monkeypatch, few):
    monkeypatch.setattr(queries, "FEW", few)
    told = [received(story=f"Beras berkutu nomor {number}.") for number in range(3)]

    assert queries.telling("berkutu", by) == told[::-1]


@pytest.mark.parametrize("text", ["' OR 1=1 --", '"', "&|!()", "\\", "%%%", "x" * 300, "\x00ab"])
def test_hostile_words_find_nothing(staff, text):
    received()

    page = staff.post(FIND, {"text": text})

    assert page.status_code == 200
    assert 'data-hits="1"' not in page.text


def test_find_ignores_the_address(staff):
    assert "data-hits" not in staff.get(f"{FIND}?text=kartu").text


def test_view_is_kept_with_offered_filters_only(staff, by):
    asked = "part=mine&kind__exact=other&story__contains=Tono&area=32.73.05&kind__exact=x"

    staff.post(f"{QUEUE}keep-view/", {"name": "Kerja saya", "query": asked})

    assert SavedFilter.objects.get(user=by).query == "part=mine&area=32.73.05"


def test_kept_view_is_offered_to_its_owner_only(staff, client, sign_in):
    staff.post(f"{QUEUE}keep-view/", {"name": "Kerja saya", "query": "part=mine"})
    assert '?part=mine">Kerja saya' in staff.get(QUEUE).text

    sign_in("officer", "32.73")
    assert "Kerja saya" not in client.get(QUEUE).text


def test_view_of_another_cannot_be_removed(staff, client, sign_in):
    staff.post(f"{QUEUE}keep-view/", {"name": "Kerja saya", "query": "part=mine"})
    kept = SavedFilter.objects.get()
    sign_in("officer", "32.73")

    assert client.post(f"{QUEUE}drop-view/{kept.pk}/").status_code == 404
    assert SavedFilter.objects.filter(pk=kept.pk).exists()


def test_own_view_can_be_removed(staff):
    staff.post(f"{QUEUE}keep-view/", {"name": "Kerja saya", "query": "part=mine"})

    staff.post(f"{QUEUE}drop-view/{SavedFilter.objects.get().pk}/")

    assert not SavedFilter.objects.exists()
