"""Published figures of complaints, and the page that shows them."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints import actions, figures
from complaints.models import Complaint, Kind
from kelurahan import publishing
from kelurahan.models import Figure
from tests.complaints.factories import KELURAHAN, at_work, officer, received
from tests.factories import area

pytestmark = pytest.mark.django_db
OTHER = "32.73.05.1007"


def answered(by, days=1, rating=None, **changes):
    complaint = at_work(by, **changes)
    actions.answer(complaint=complaint, text="Sudah.", by=by)
    since = timezone.now() - datetime.timedelta(days=days)
    Complaint.objects.filter(pk=complaint.pk).update(
        received_at=since, rating=rating, was_on_time=days <= 7
    )
    return complaint


def figure(code, indicator):
    return Figure.objects.filter(area=code, indicator=indicator.key).order_by("release").last()


def kind(which):
    return next(i for i in figures.KINDS if i.key == f"complaints_{which}")


@pytest.fixture
def city():
    """Nine answered in one kelurahan, one late; two received in another."""
    by = officer()
    for n in range(9):
        answered(by, days=2 + 10 * (n == 8), rating=4)
    for _ in range(2):
        received(area=area(OTHER), kind=Kind.UNDESERVING)
    publishing.publish()


def test_answers_in_time_are_counted_at_every_level(city):
    assert [figure(c, figures.ON_TIME).value for c in (KELURAHAN, KELURAHAN[:8], "32.73")] == [
        8
    ] * 3
    assert figure("32.73", figures.RECEIVED).value == 11


def test_median_and_rating_come_from_eight_complaints_on(city):
    assert figure(KELURAHAN, figures.MEDIAN_HOURS).value == 48
    assert figure(KELURAHAN, figures.RATING).value == 400
    assert figure(OTHER, figures.MEDIAN_HOURS) is None


def test_few_complaints_of_a_kind_are_hidden_below_the_city(city):
    assert figure(OTHER, kind("undeserving")).suppressed
    assert figure(KELURAHAN, kind("not_received")).value == 9


def test_complaint_whose_kelurahan_is_unknown_counts_for_the_city_once():
    received(area=area("32.73"))
    received()

    publishing.publish()

    assert figure("32.73", figures.RECEIVED).value == 2
    assert figure(KELURAHAN[:8], figures.RECEIVED).value == 1


def test_withdrawn_and_old_complaints_are_not_counted():
    actions.withdraw(complaint=received())
    old = received()
    Complaint.objects.filter(pk=old.pk).update(
        received_at=timezone.now() - datetime.timedelta(days=400)
    )
    received()

    publishing.publish()

    assert figure("32.73", figures.RECEIVED).value == 1


def test_opening_again_does_not_make_a_late_answer_timely():
    by = officer()
    complaint = at_work(by)
    past = timezone.now() - datetime.timedelta(days=1)
    Complaint.objects.filter(pk=complaint.pk).update(
        received_at=past - datetime.timedelta(days=9), answer_by=past,
        verify_by=past,
    )  # fmt: skip
    actions.answer(complaint=complaint, text="Sudah.", by=by)
    actions.reopen(complaint=complaint, text="Belum.", by=by)

    complaint.refresh_from_db()
    assert complaint.was_on_time is False


def test_page_ranks_and_lists_without_counting(client, city, django_assert_num_queries):
    with django_assert_num_queries(3):  # the Release, the areas, their figures
        page = client.get(reverse("complaints:performance"))

    desk = page.context["page"].desk
    assert (desk.received.value, desk.answered.value, str(desk.on_time_percent)) == (11, 9, "88.89")
    assert [d.area.code for d in page.context["page"].fastest] == [KELURAHAN]
    assert page.context["page"].slowest == []


def test_page_of_a_kecamatan_lists_its_kelurahan(client, city):
    page = client.get(reverse("complaints:performance-of", args=[KELURAHAN[:8]]))

    assert {d.area.code for d in page.context["page"].children} == {KELURAHAN, OTHER}


@pytest.mark.parametrize("code", ["99.99", KELURAHAN, "x", "32.73.05.1006.1", "\0"])
def test_no_page_for_what_is_no_city_or_kecamatan(client, city, code):
    assert client.get(reverse("complaints:performance-of", args=[code])).status_code == 404


def test_page_before_anything_is_published(client):
    assert client.get(reverse("complaints:performance")).status_code == 200
