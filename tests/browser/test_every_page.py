"""What holds on every page: accessible, silent, narrow enough, printable."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import PAGES

PHONE = {"width": 320, "height": 640}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Our own bar for controls; WCAG 2.2 AA asks for 24 px. Links inside text are exempt from both.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'button, .button, .nav a, .footer a, .pagination a, select, input:not([type=hidden])')]
  .map(control => [control.outerHTML.slice(0, 120), control.getBoundingClientRect()])
  .filter(([html, box]) => box.width && box.height < (html.includes('type="checkbox"') ? 24 : 44))
  .map(([html, box]) => `${box.height} px: ${html}`)"""


def findings(page):
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_axe_findings_in_light_and_dark(new_page, path):
    page = new_page(path, bypass_csp=True, color_scheme="light", reduced_motion="reduce")
    light = findings(page)
    page.emulate_media(color_scheme="dark")

    assert light == []
    assert findings(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_page_says_nothing_on_the_console_and_breaks_no_policy(new_page, path):
    page = new_page(path)

    page.wait_for_load_state("networkidle")

    missing = [text for text in page.complaints if "404" not in text]
    assert missing == []


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_a_phone_of_320_px_and_doubled_text(new_page, path):
    page = new_page(path, viewport=PHONE, bypass_csp=True)
    narrow = page.evaluate(OVERFLOW)
    page.set_viewport_size({"width": 640, "height": 640})
    page.add_style_tag(content="html { font-size: 200% }")

    assert (narrow, page.evaluate(OVERFLOW)) == (0, 0)


@pytest.mark.parametrize("path", PAGES)
def test_every_control_is_large_enough_to_touch(new_page, path):
    page = new_page(path, viewport={"width": 360, "height": 640})

    assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("path", PAGES)
def test_the_printed_page_is_dark_on_white_without_menu(new_page, path):
    page = new_page(path, color_scheme="dark")

    page.emulate_media(media="print", color_scheme="dark")

    colours = page.evaluate(
        "() => { const s = getComputedStyle(document.body); return [s.color, s.backgroundColor] }"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert not page.locator(".nav, .skip, .language").filter(visible=True).count()
