"""Staff reach their pages with the keyboard; every one is accessible and fits a phone."""

import pytest

from tests.browser.test_every_page import OVERFLOW, findings
from tests.browser.town import OFFICER, PASSWORD

PAGES = [
    "/admin/",
    "/admin/recipients/household/",
    "/admin/recipients/programme/",
    "/petugas/",
    "/petugas/keluarga/",
    "/petugas/keluarga/?payment=failed&finding=none",
    "/petugas/temuan/",
    "/petugas/mutu/",
    "/petugas/dukcapil/",
    "/petugas/usulan/?part=under_way",
    "/petugas/usulan/baru/",
    "/petugas/ganda/",
    "/petugas/ganda/model/",
    "/petugas/impor/",
    "/petugas/impor/format/dtks_roster/",
    "/petugas/akun/2fa/",
    "/petugas/akun/kata-sandi/",
]


@pytest.fixture
def officer_page(new_page, settings):
    settings.STAFF_MFA_REQUIRED = False
    page = new_page(
        "/petugas/akun/masuk/",
        bypass_csp=True,
        reduced_motion="reduce",
        viewport={"width": 360, "height": 640},
    )
    page.fill("[name=login]", OFFICER)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")
    return page


def test_every_staff_page_is_accessible_and_fits_a_phone(officer_page):
    found = {}
    for path in PAGES:
        officer_page.goto(path)
        assert officer_page.url.endswith(path)
        wrong = findings(officer_page)
        if wrong or officer_page.evaluate(OVERFLOW):
            found[path] = (wrong, officer_page.evaluate(OVERFLOW))

    assert found == {}


def test_staff_pages_break_no_policy(officer_page, new_page):
    page = new_page("/petugas/akun/masuk/")
    page.wait_for_load_state("networkidle")
    page.context.add_cookies(officer_page.context.cookies())
    for path in PAGES:
        page.goto(path, wait_until="networkidle")

    assert page.complaints == []


def test_pages_of_a_sent_file_are_accessible_and_fit_a_phone(officer_page):
    officer_page.goto("/petugas/impor/format/dtks_roster/")
    with officer_page.expect_download() as download:
        officer_page.click("a[href$='contoh.xlsx']")
    officer_page.set_input_files("[name=file]", download.value.path().rename(
        download.value.path().with_suffix(".xlsx")
    ))  # fmt: skip
    with officer_page.expect_navigation():
        officer_page.click("form[enctype] button")
    officer_page.wait_for_selector("[data-state=checked]")

    for path in (officer_page.url, f"{officer_page.url}pratinjau/"):
        officer_page.goto(path)
        assert findings(officer_page) == []
        assert not officer_page.evaluate(OVERFLOW)


def test_proposing_and_comparing_is_accessible_and_fits_a_phone(officer_page):
    officer_page.goto("/petugas/keluarga/")
    officer_page.locator("article a").first.click()
    for ending in ("/nonaktif/", "/ubah/"):
        officer_page.locator(f"a[href$='{ending}']").click()
        assert findings(officer_page) == []
        assert not officer_page.evaluate(OVERFLOW)
        if ending == "/nonaktif/":
            officer_page.go_back()
    officer_page.fill("[name=h-address]", "Jl. Baru 7, Gg. Yang Sangat Panjang Sekali")
    officer_page.fill("[name=e-evidence]", "Dilihat.")
    with officer_page.expect_navigation():
        officer_page.locator("main form button:not([name=more])").last.click()

    officer_page.wait_for_selector("[data-state=proposed]")
    assert findings(officer_page) == []
    assert not officer_page.evaluate(OVERFLOW)
