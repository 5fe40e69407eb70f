"""Over the budget: the script does a sum and sends the search, without script a wait does."""

import itertools
import os
from functools import partial

import pytest
from playwright.sync_api import expect

from accounts import challenge
from tests.browser.test_every_page import OVERFLOW, findings
from tests.browser.test_searching import PHONE, search

_hosts = itertools.count(1)


@pytest.fixture
def new_client(new_page, settings):
    """Open pages as a client of its own that has no free search."""
    settings.TRUSTED_PROXIES = 1
    settings.LIMITS = {**settings.LIMITS, "search": (0, 10_000, 600)}

    def open_page(**options):
        headers = {"X-Forwarded-For": f"198.51.100.{next(_hosts)}"}
        return new_page("/", extra_http_headers=headers, **options)

    return open_page


@pytest.fixture
def no_wait(monkeypatch):
    """Tickets are good at once: the clock is not what is tried here."""
    real = challenge.gate
    monkeypatch.setattr(challenge, "gate", partial(real, wait=0))


def complaints(page):
    """What the browser objects to, besides the status 429 itself."""
    return [text for text in page.complaints if "429" not in text]


def shot(page, name):
    if directory := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{directory}/{name}.png", full_page=True)


@pytest.mark.parametrize(
    "viewport", [{"width": 360, "height": 740}, {"width": 1280, "height": 900}]
)
def test_with_script_the_answer_comes_by_itself(new_client, viewport):
    page = new_client(viewport=viewport)

    search(page, "tono")

    expect(page.locator("article.card").first).to_contain_text("Tono R•••")
    assert page.url.endswith("/cari/")
    assert page.input_value("main [name=name]") == "tono"
    assert complaints(page) == []
    shot(page, f"answer-{viewport['width']}")


@pytest.mark.parametrize("width", [360, 1280])
def test_without_script_the_wait_is_told_and_the_typed_name_stays(new_client, width):
    page = new_client(java_script_enabled=False, viewport={"width": width, "height": 740})

    search(page, "tono")

    assert page.get_attribute("[data-challenge-wait]", "data-wait") == "30"
    assert page.input_value("main [name=name]") == "tono"
    shot(page, f"wait-{width}")


def test_without_script_the_button_after_the_wait_gives_the_answer(new_client, no_wait):
    page = new_client(java_script_enabled=False)

    search(page, "tono")
    with page.expect_navigation():
        page.click("main button[type=submit]")

    assert "Tono R•••" in page.locator("article.card").first.text_content()


def test_where_the_sum_cannot_be_done_the_wait_stays_the_way(new_client):
    page = new_client(viewport={"width": 360, "height": 740})
    page.route("**/proof-worker*", lambda route: route.abort())

    search(page, "tono")

    expect(page.locator("[data-challenge-wait]")).to_be_visible()
    expect(page.locator("[data-challenge-status]")).to_be_empty()


def test_the_page_that_asks_is_accessible_and_fits_a_phone(new_client):
    page = new_client(bypass_csp=True, reduced_motion="reduce", viewport=PHONE)
    page.route("**/js/challenge*", lambda route: route.abort())

    search(page, "tono")

    assert findings(page) == []
    assert page.evaluate(OVERFLOW) == 0
