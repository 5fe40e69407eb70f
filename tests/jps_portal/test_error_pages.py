"""Error pages help, stand without the database, and tell nothing about the inside."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from jps_portal import urls, views
from tests.markup import problems

SECRET = "Tono Rusdiantono"


@csrf_exempt
def failing(_request):
    raise RuntimeError(SECRET)


@csrf_exempt
def waiting(_request):
    raise OperationalError(SECRET)


@csrf_exempt
def refusing(_request):
    raise PermissionDenied(SECRET)


@csrf_exempt
def doubting(_request):
    raise SuspiciousOperation(SECRET)


def form(_request):
    raise AssertionError("never reached without a token")


urlpatterns = [
    path("fails/", failing),
    path("waits/", waiting),
    path("refuses/", refusing),
    path("doubts/", doubting),
    path("form/", form),
    path("", include("jps_portal.pages")),
]
handler500 = views.server_error
CASES = [
    ("fails/", 500), ("waits/", 503), ("refuses/", 403), ("doubts/", 400), ("none/", 404),
    ("form/", 403),
]  # fmt: skip


@pytest.fixture
def visit():
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    with override_settings(ROOT_URLCONF=__name__):
        yield lambda address: client.post(f"/{address}", {"name": SECRET})


@pytest.mark.parametrize(("address", "status"), CASES)
def test_an_error_page_is_sound_and_leads_home_without_the_database(visit, address, status):
    response = visit(address)

    html = response.content.decode()
    assert response.status_code == status
    assert problems(html) == []
    assert '<a class="button" href="/">' in html
    assert f" {status}" in html


@pytest.mark.parametrize(("address", "_status"), CASES)
def test_an_error_page_repeats_neither_the_exception_nor_what_was_sent(visit, address, _status):
    assert SECRET not in visit(address).content.decode()


@pytest.mark.parametrize(("address", "_status"), CASES)
def test_an_error_page_stays_out_of_search_engines(visit, address, _status):
    assert '<meta name="robots" content="noindex">' in visit(address).content.decode()


def test_a_busy_database_says_when_to_come_again(visit):
    assert urls.handler500 == "jps_portal.views.server_error"
    assert visit("waits/")["Retry-After"] == "60"
    assert "Retry-After" not in visit("fails/")


@pytest.mark.parametrize("name", ["429.html", "503.html"])
def test_the_pages_for_a_busy_portal_stand_without_a_request(name):
    from django.template.loader import render_to_string

    assert problems(render_to_string(name)) == []
