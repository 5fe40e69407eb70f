"""Statistics pages: what they say of an area, where they lead, and that they add nothing up."""

import re

import pytest
from django.urls import reverse
from pytest_django.asserts import assertTemplateUsed

from kelurahan.area_page import area_page
from kelurahan.figures import percent
from kelurahan.models import Release
from kelurahan.publishing import publish
from tests.factories import DisbursementFactory, EnrolmentFactory, HouseholdFactory, area

pytestmark = pytest.mark.django_db
CITY = "32.73"
KECAMATAN = "32.73.05"
KELURAHAN = "32.73.05.1006"
NEIGHBOUR = "32.73.05.1001"


def pay(code, count, *, status="paid", because="", register="dtks"):
    for _ in range(count):
        household = HouseholdFactory(kelurahan=area(code), register=register)
        DisbursementFactory(
            enrolment=EnrolmentFactory(household=household), status=status, failed_because=because
        )


@pytest.fixture
def release():
    pay(KELURAHAN, 4)
    pay(KELURAHAN, 2, status="failed", because="moved")
    pay(NEIGHBOUR, 9)
    pay(NEIGHBOUR, 1, status="failed", because="deceased")
    pay(NEIGHBOUR, 1, status="failed", because="not_found")
    pay(NEIGHBOUR, 2, register="non_dtks")
    return publish()


def get(client, code):
    return client.get(reverse("statistics:area", args=[code])).text


def headline(html):
    return re.sub(r"<[^>]+>", "", re.search(r"<p[^>]*data-headline>(.*?)</p>", html)[1])


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(50_658, 63_265, "80.07"), (1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (5, 5, "100.00")],
)  # fmt: skip
def test_percentages_are_computed_with_two_decimals(part, whole, shown):
    assert str(percent(part, whole)) == shown


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (None, 5), (5, None)])
def test_there_is_no_percentage_without_a_whole(part, whole):
    assert percent(part, whole) is None


@pytest.mark.parametrize("name", ["index", "area"])
def test_page_before_the_first_release_says_so(client, name):
    area(CITY)

    response = client.get(reverse(f"statistics:{name}", args=[CITY] if name == "area" else []))

    assert response.status_code == 200
    assert "data-unpublished" in response.text


def test_index_leads_to_the_portals_city(client, release):
    response = client.get(reverse("statistics:index"))

    assert response.status_code == 302
    assert response.url == reverse("statistics:area", args=[CITY])


@pytest.mark.parametrize("code", ["32.99", "32.73.99", "32.73.05.9999"])
def test_unknown_area_is_not_found(client, release, code):
    assert client.get(f"/statistik/{code}/").status_code == 404


@pytest.mark.parametrize(
    "path", ["3273", "32.73.5", "32", "32.73.05.10066", "%00", "32.73'--", "٣٢.٧٣"]
)
def test_what_is_no_code_is_not_found(client, release, path):
    assert client.get(f"/statistik/{path}/").status_code == 404


def test_unknown_area_is_not_found_before_the_first_release(client):
    assert client.get("/statistik/32.73.05.9999/").status_code == 404


@pytest.mark.parametrize(
    ("code", "numbers"),
    [(CITY, ["17", "13", "76,47"]), (KECAMATAN, ["17", "13", "76,47"]), (KELURAHAN, ["6", "4", "66,67"])],
)  # fmt: skip
def test_headline_names_due_received_and_percentage(client, release, code, numbers):
    html = get(client, code)

    assert re.findall(r"\d[\d.,]*\d|\d", headline(html)) == numbers


def test_percentages_use_the_readers_language(client, release, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    assert "66.67\N{NO-BREAK SPACE}%" in headline(get(client, KELURAHAN))


def test_page_names_its_release(client, release):
    publish(force=True)

    assert re.search(rf"\b{Release.objects.newest().number}\b", get(client, CITY))


def test_children_are_linked_with_their_numbers(client, release):
    html = get(client, KECAMATAN)

    row = re.search(rf'<tr data-area="{NEIGHBOUR}">.*?</tr>', html)[0]
    assert reverse("statistics:area", args=[NEIGHBOUR]) in row
    assert "81,82" in row


def test_kelurahan_is_compared_with_kecamatan_and_city(release):
    page = area_page(release, KELURAHAN)

    assert [row.area.code for row in page.comparison] == [KELURAHAN, KECAMATAN, CITY]
    assert [row.is_this for row in page.comparison] == [True, False, False]


def test_city_has_nobody_to_compare_with(release):
    assert area_page(release, CITY).comparison == []


def test_breadcrumb_leads_up_the_tree(client, release):
    html = get(client, KELURAHAN)

    trail = html[html.index('class="breadcrumb"') : html.index("<h1>")]
    assert re.findall(r'href="(/statistik/[^"]*)"', trail) == [
        "/statistik/", f"/statistik/{CITY}/", f"/statistik/{KECAMATAN}/",
    ]  # fmt: skip


def test_other_cities_with_figures_are_linked(client, release):
    pay("32.76.01.1006", 1)
    area("32.04")
    publish()

    html = get(client, CITY)

    assert "/statistik/32.76/" in html
    assert "/statistik/32.04/" not in html


def test_area_without_figures_answers(client, release):
    area("32.76.01.1006")

    response = client.get("/statistik/32.76.01/")

    assert response.status_code == 200
    assert "data-unpublished" in response.text


def test_reason_is_shown_with_its_count(release):
    reasons = area_page(release, KELURAHAN).headline.known_reasons

    assert [(r.indicator.key, r.count.value) for r in reasons] == [
        ("families_failed_dtks_moved", 2)
    ]


def test_small_sensitive_count_is_shown_as_protected(client, release):
    html = get(client, NEIGHBOUR)

    assert "data-suppressed" in html
    assert area_page(release, NEIGHBOUR).protects


def test_stages_are_listed_under_their_programme(release):
    [programme] = area_page(release, CITY).programmes

    assert (programme.name, programme.address) == ("Bantuan Sosial Tunai", "/program/bst/")
    assert [(s.fate.due.value, s.fate.received.count.value) for s in programme.stages] == [(19, 15)]


def test_only_channels_in_use_are_listed(release):
    assert [fate.outcome.key for fate in area_page(release, CITY).channels] == ["bjb"]


@pytest.mark.parametrize("code", [CITY, KECAMATAN, KELURAHAN])
def test_page_needs_eight_queries(client, release, code, settings, django_assert_max_num_queries):
    settings.CITY_NAME = "Kota Uji"  # else the first page of a process asks for it

    with django_assert_max_num_queries(8):
        client.get(reverse("statistics:area", args=[code]))


def test_page_shows_the_published_numbers_though_the_register_has_changed(client, release):
    before = get(client, KELURAHAN)

    pay(KELURAHAN, 3)

    assert get(client, KELURAHAN) == before


def test_every_table_is_named_and_nothing_is_inline(client, release):
    html = get(client, CITY)

    assert html.count("<table") == html.count("<caption") > 3
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", html)


def test_ids_on_a_page_are_unique(client, release):
    ids = re.findall(r'\sid="([^"]+)"', get(client, CITY))

    assert len(ids) == len(set(ids))


def test_template_is_the_areas(client, release):
    assertTemplateUsed(client.get(f"/statistik/{CITY}/"), "kelurahan/area.html")
