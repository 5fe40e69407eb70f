"""The report for a year or a quarter, made of the Releases published within it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from kelurahan.models import Release
from kelurahan.publishing import publish
from kelurahan.reports import Period, report_page
from tests.kelurahan.test_statistics import CITY, KELURAHAN, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish_on(monkeypatch):
    def publish_at(year, month, day=15, hour=12):
        now = datetime.datetime(year, month, day, hour, tzinfo=datetime.UTC)
        monkeypatch.setattr("kelurahan.publishing.timezone.now", lambda: now)
        return publish(force=True)

    return publish_at


@pytest.fixture
def releases(publish_on):
    for year, month, paid in [(2019, 12, 2), (2020, 2, 3), (2020, 5, 4), (2021, 1, 1)]:
        pay(KELURAHAN, paid)
        publish_on(year, month)
    return Release.objects.newest()


def due(report):
    return [moment.headline.due.value for moment in report.trend.moments]


def test_report_on_a_quarter_ends_with_its_last_release(releases):
    report = report_page(releases, KELURAHAN, Period(2020, 1))

    assert (report.release.number, due(report)) == (2, [2, 5])


def test_report_on_a_year_begins_with_the_release_before_it(releases):
    report = report_page(releases, KELURAHAN, Period(2020))

    assert due(report) == [2, 5, 9]
    assert report.changes[0].difference == 7


def test_report_without_a_period_is_that_of_the_newest_year(releases):
    assert report_page(releases, KELURAHAN, None).period == Period(2021)


@pytest.mark.parametrize("period", [Period(2020, 3), Period(2018), Period(2022)])
def test_time_without_a_release_has_no_report(releases, period):
    assert report_page(releases, KELURAHAN, period) is None


def test_periods_with_a_release_are_listed_newest_first(releases):
    assert report_page(releases, KELURAHAN, None).periods == [
        Period(2021), Period(2021, 1), Period(2020), Period(2020, 1), Period(2020, 2),
        Period(2019), Period(2019, 4),
    ]  # fmt: skip


def test_day_of_a_release_is_that_of_the_portals_time_zone(publish_on):
    pay(KELURAHAN, 1)
    newest = publish_on(2020, 12, 31, hour=20)  # past midnight in Jakarta

    assert timezone.get_default_timezone_name() == "Asia/Jakarta"
    assert report_page(newest, KELURAHAN, None).period == Period(2021)


@pytest.mark.parametrize("path", ["", "2020/", "2020/2/"])
def test_page_names_its_release_and_its_fingerprint(client, releases, path):
    response = client.get(f"/statistik/{CITY}/laporan/{path}")

    assert response.status_code == 200
    assert response.context["report"].release.sha256 in response.text


@pytest.mark.parametrize("path", ["2020/5/", "1999/", "2020/0/", "x/", "2020/02/"])
def test_what_is_no_period_is_not_found(client, releases, path):
    assert client.get(f"/statistik/{CITY}/laporan/{path}").status_code == 404


@pytest.mark.parametrize("code", ["32.99", "32.73.99"])
def test_report_on_an_unknown_area_is_not_found(client, releases, code):
    assert client.get(reverse("statistics:report", args=[code])).status_code == 404


def test_report_needs_few_queries(client, releases, settings, django_assert_max_num_queries):
    settings.CITY_NAME = "Kota Uji"

    with django_assert_max_num_queries(12):
        client.get(reverse("statistics:report-year", args=[CITY, 2020]))
