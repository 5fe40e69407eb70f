"""What changed over the Releases, and that a protected number stays protected."""

import pytest
from django.urls import reverse

from kelurahan.models import Release
from kelurahan.publishing import publish
from kelurahan.registry import registry
from kelurahan.trends import LONGEST, newest_trend, trend
from recipients.models import Disbursement
from tests.kelurahan.test_statistics import CITY, KELURAHAN, NEIGHBOUR, pay

pytestmark = pytest.mark.django_db


def changes(code):
    families = registry.families()
    found = newest_trend(Release.objects.newest(), code, families).changes()
    return {(str(c.group), str(c.label)): (c.old.value, c.new.value, c.difference) for c in found}


@pytest.fixture
def outcome():
    return registry.families()[0]


def test_difference_is_told_of_two_published_numbers(outcome):
    pay(KELURAHAN, 4)
    publish()
    pay(KELURAHAN, 3)
    publish()

    assert changes(KELURAHAN)[str(outcome.label), str(outcome.due.heading)] == (4, 7, 3)


@pytest.mark.parametrize(("first", "then"), [(9, 5), (3, 9), (3, 4)])
def test_no_difference_is_told_where_a_number_is_or_was_protected(outcome, first, then):
    pay(NEIGHBOUR, 9, status="failed", because="deceased")
    pay(KELURAHAN, first, status="failed", because="deceased")
    pay(KELURAHAN, 20, status="failed", because="moved")
    publish()
    if then > first:
        pay(KELURAHAN, then - first, status="failed", because="deceased")
    else:
        wrong = Disbursement.objects.filter(
            failed_because="deceased", enrolment__household__kelurahan=KELURAHAN
        )
        wrong.filter(pk__in=wrong.values("pk")[: first - then]).update(failed_because="moved")
    publish()

    reason = next(r for r in outcome.reasons if r.key.endswith("_deceased"))
    old, new, difference = changes(KELURAHAN).get(
        (str(outcome.label), str(reason.label)), (None, None, None)
    )
    assert None in (old, new)
    assert difference is None


def test_first_release_has_no_changes():
    pay(KELURAHAN, 1)
    publish()

    assert changes(KELURAHAN) == {}


def test_trend_is_read_in_one_query_and_ends_with_the_release(django_assert_num_queries):
    pay(KELURAHAN, 1)
    for _ in range(LONGEST + 2):
        publish(force=True)
    newest = Release.objects.newest()

    with django_assert_num_queries(1):
        found = newest_trend(newest, CITY, registry.families())

    assert [moment.number for moment in found.moments] == list(range(3, LONGEST + 3))


def test_step_is_the_difference_of_the_percentages():
    pay(KELURAHAN, 3)
    pay(KELURAHAN, 1, status="failed", because="moved")
    publish()
    pay(KELURAHAN, 4, status="failed", because="moved")
    publish()

    assert str(trend(KELURAHAN, registry.families(), first=1, last=2).step()) == "-37.50"


def test_page_shows_each_release_in_a_table(client):
    pay(KELURAHAN, 4)
    publish()
    pay(KELURAHAN, 1)
    publish()

    html = client.get(reverse("statistics:area", args=[KELURAHAN])).text

    assert "data-trend" in html
    assert "data-changes" in html


def test_a_line_is_drawn_from_three_releases_on(client):
    drawn = []
    for _ in range(3):
        pay(KELURAHAN, 1)
        publish()
        html = client.get(reverse("statistics:area", args=[KELURAHAN])).text
        drawn.append("chart-trend" in html)

    assert drawn == [False, False, True]


def test_an_area_where_nothing_changed_says_so(client):
    pay(KELURAHAN, 4)
    publish()
    publish(force=True)

    html = client.get(reverse("statistics:area", args=[KELURAHAN])).text

    assert "data-unchanged" in html
    assert "data-changes" not in html
