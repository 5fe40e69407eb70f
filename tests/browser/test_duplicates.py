"""An officer decides about likely doubles by keyboard, without script, on a small screen."""

import pytest

from tests.browser.test_every_page import OVERFLOW, SMALL_TARGETS, findings
from tests.browser.town import OFFICER, PASSWORD
from verification.models import DuplicatePair


@pytest.fixture
def pairs(server):
    return list(DuplicatePair.objects.order_by("pk"))


@pytest.fixture
def officer(new_page, settings):
    settings.STAFF_MFA_REQUIRED = False

    def open_page(**options):
        page = new_page("/petugas/akun/masuk/", viewport={"width": 360, "height": 640}, **options)
        page.fill("[name=login]", OFFICER)
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation():
            page.press("[name=password]", "Enter")
        return page

    return open_page


def test_pages_of_doubles_are_accessible_and_fit_a_phone(officer, pairs):
    page, found = officer(bypass_csp=True, reduced_motion="reduce"), {}
    for path in (
        "/petugas/ganda/", f"/petugas/ganda/{pairs[0].pk}/",
        f"/petugas/ganda/gugus/{pairs[0].cluster}/", "/petugas/ganda/model/",
        f"/petugas/keluarga/{pairs[0].first.household_id}/",
    ):  # fmt: skip
        page.goto(path)
        assert page.url.endswith(path)
        small = [each for each in page.evaluate(SMALL_TARGETS) if 'type="radio"' not in each]
        wrong = (findings(page), page.evaluate(OVERFLOW), small)
        if any(wrong):
            found[path] = wrong

    assert found == {}


def test_pages_of_doubles_break_no_policy(officer, pairs):
    page = officer()
    for path in (f"/petugas/ganda/{pairs[0].pk}/", "/petugas/ganda/model/"):
        page.goto(path, wait_until="networkidle")

    assert page.complaints == []


def test_pairs_are_decided_by_keyboard_without_script(officer, pairs):
    page = officer(java_script_enabled=False)
    page.goto("/petugas/ganda/")
    with page.expect_navigation():
        page.locator("article a").first.click()
    first = int(page.locator("main > [data-pair]").get_attribute("data-pair"))
    # The first button has the focus: Tab goes to the next, Enter presses it.
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    second = int(page.locator("main > [data-pair]").get_attribute("data-pair"))
    assert DuplicatePair.objects.get(pk=first).state == "different"
    assert (second != first, DuplicatePair.objects.get(pk=second).state) == (True, "waiting")
