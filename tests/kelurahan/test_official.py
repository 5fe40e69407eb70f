"""Published counts stand beside the register's, with their source, and nothing is adjusted."""

import re

import pytest
from django.http import HttpResponse
from django.urls import reverse

from kelurahan import page_cache
from kelurahan.area_page import area_page
from kelurahan.models import OfficialCount, Release
from kelurahan.page_cache import PageCache, released_page
from kelurahan.publishing import publish
from tests.factories import (
    DisbursementFactory,
    HouseholdFactory,
    ProgrammeFactory,
    StageFactory,
    area,
)

pytestmark = pytest.mark.django_db
CITY, KECAMATAN = "32.73", "32.73.05"
HERE, NEIGHBOUR = "32.73.05.1006", "32.73.05.1001"


def official(code, value, *, year=2021, period=0, measure="dtks_families", source="Open Data"):
    return OfficialCount.objects.create(
        area=area(code), measure=measure, year=year, period=period, value=value, source=source
    )


@pytest.fixture
def release():
    area(NEIGHBOUR)
    for _ in range(3):
        HouseholdFactory(kelurahan=area(HERE))
    return publish()


def rows(release, code):
    return area_page(release, code).official.rows


def test_published_count_stands_beside_the_registers(release):
    official(HERE, 5)

    (row,) = rows(release, HERE)

    assert (row.register.value, row.published.value, row.difference) == (3, 5, -2)
    assert (row.published.source, row.published.year, row.published.places) == (
        "Open Data", 2021, 0,
    )  # fmt: skip


def test_page_shows_both_numbers_the_source_and_the_difference(client, release):
    official(HERE, 1950, period=2)

    html = client.get(reverse("statistics:area", args=[HERE])).text

    difference, row = re.search(r'<tr data-official="(.*?)">(.*?)</tr>', html).groups()
    assert difference == "-1947"
    assert re.findall(r'<td class="num">(.*?)</td>', row) == ["3", "1.950", "\N{MINUS SIGN}1.947"]
    assert "Open Data, 2021/2" in row


def test_page_without_published_counts_says_nothing_of_them(client, release):
    assert "data-official" not in client.get(reverse("statistics:area", args=[HERE])).text


def test_hostile_source_is_shown_as_text(client, release):
    official(HERE, 1, source="<script>alert(1)</script>")

    assert "<script>alert" not in client.get(reverse("statistics:area", args=[HERE])).text


def test_newest_count_is_shown(release):
    official(HERE, 5, year=2020, period=2)
    official(HERE, 6, year=2021, period=1)
    official(HERE, 7, year=2021, period=2)

    assert rows(release, HERE)[0].published.value == 7


@pytest.mark.parametrize("code", [KECAMATAN, CITY])
def test_larger_area_has_the_sum_of_all_its_parts_and_says_so(release, code):
    official(HERE, 5)
    official(NEIGHBOUR, 4, source="Another office")

    (row,) = rows(release, code)

    assert (row.published.value, row.published.places) == (9, 2)
    assert row.published.source == "Another office, Open Data"


@pytest.mark.parametrize("code", [KECAMATAN, CITY])
def test_there_is_no_sum_while_a_part_is_missing(release, code):
    official(HERE, 5)
    official(NEIGHBOUR, 4, year=2020)

    assert rows(release, code) == []


def test_counts_of_different_years_are_not_added_up(release):
    for year, value in ((2020, 1), (2021, 2)):
        official(HERE, value, year=year)
    official(NEIGHBOUR, 4, year=2020)

    (row,) = rows(release, KECAMATAN)

    assert (row.published.value, row.published.year) == (5, 2020)


def test_an_areas_own_count_goes_before_the_sum(release):
    official(HERE, 5)
    official(NEIGHBOUR, 4)
    official(KECAMATAN, 10)

    (row,) = rows(release, KECAMATAN)

    assert (row.published.value, row.published.places) == (10, 0)


def test_city_adds_up_its_kecamatan(release):
    official(KECAMATAN, 10)

    (row,) = rows(release, CITY)

    assert (row.published.value, row.published.places) == (10, 1)


def test_what_the_register_does_not_count_is_left_out(release):
    official(HERE, 5, measure="families")

    assert rows(release, HERE) == []


@pytest.fixture
def rendered(monkeypatch, settings, rf, release):
    """Render a page behind a cache whose clock the test moves; return how often it was made."""
    settings.PAGE_CACHE_SECONDS = 60
    now = [100.0]
    monkeypatch.setattr(page_cache, "pages", PageCache(clock=lambda: now[0]))
    made = []

    @released_page
    def view(request, release):
        made.append(release.number)
        return HttpResponse("page")

    def look():
        now[0] += page_cache.LOOK_UP_SECONDS
        view(rf.get("/statistik/32.73/"))
        return len(made)

    return look


def test_kept_page_is_made_again_when_a_count_comes_changes_or_goes(rendered):
    assert (rendered(), rendered()) == (1, 1)
    count = official(HERE, 5)
    assert (rendered(), rendered()) == (2, 2)
    count.value = 6
    count.save()
    assert (rendered(), rendered()) == (3, 3)
    count.delete()
    # As before the count came: that page is still right.
    assert rendered() == 3


def test_release_and_state_of_counts_are_one_query(release, django_assert_num_queries):
    with django_assert_num_queries(1):
        shown = PageCache().shown()

    assert shown.release == Release.objects.get()


def test_recipients_of_a_programme_stand_beside_those_due_in_its_newest_stage():
    programme = ProgrammeFactory(slug="bst-kota", name="BST Kota")
    for number, families in ((1, 3), (2, 2)):
        stage = StageFactory(programme=programme, number=number)
        for _ in range(families):
            DisbursementFactory(
                stage=stage,
                enrolment__programme=programme,
                enrolment__household__kelurahan=area(HERE),
            )
    official(HERE, 5, measure="bst_kota_families")

    (row,) = rows(publish(), HERE)

    assert (row.register.value, row.published.value, row.difference) == (2, 5, -3)
