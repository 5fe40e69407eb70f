"""A resident's way: from the box to the answer, without script, mouse or good spelling."""

from urllib.parse import urlsplit

import pytest

from recipients.identity import MASK
from tests.browser.test_every_page import OVERFLOW, findings

PHONE = {"width": 320, "height": 640}
FOCUSED = "document.activeElement.getAttribute('name') || document.activeElement.className"


def search(page, name):
    page.fill("main [name=name]", name)
    with page.expect_navigation():
        page.press("main [name=name]", "Enter")


def test_a_search_without_script_shows_the_name_that_was_typed_and_no_number(new_page):
    page = new_page("/", java_script_enabled=False)

    search(page, "tono")

    card = page.locator("article.card").first.text_content()
    assert "Tono R•••" in card
    assert MASK in card
    assert "Rusdiantono" not in page.content()


def test_a_search_leaves_no_name_in_the_address(new_page):
    page = new_page("/")

    search(page, "rusdiantono")

    assert page.url.endswith("/cari/")
    assert page.complaints == []


def test_a_misspelt_name_is_found(new_page):
    page = new_page("/")

    search(page, "tono rusdiantno")

    assert page.locator("article.card").count() == 1


@pytest.mark.parametrize("name", ["siti nurhaliza", "asep", "tidakadaorangnya", "x"])
def test_the_answer_is_accessible_and_fits_a_phone(new_page, name):
    page = new_page("/", bypass_csp=True, reduced_motion="reduce", viewport=PHONE)

    search(page, name)

    assert findings(page) == []
    assert page.evaluate(OVERFLOW) == 0


def test_ten_folded_cards_are_accessible_and_short_on_a_phone(new_page):
    page = new_page("/", bypass_csp=True, reduced_motion="reduce", viewport=PHONE)

    search(page, "dadang")

    assert page.locator("article.card details:not([open])").count() == 10
    assert findings(page) == []
    heights = [card.bounding_box()["height"] for card in page.locator("article.card").all()]
    assert max(heights) <= 0.6 * PHONE["height"]


def test_the_keyboard_unfolds_a_card(new_page):
    page = new_page("/")
    search(page, "dadang")
    stage = page.locator("article.card dl").first
    assert stage.is_hidden()

    page.locator("article.card summary").first.focus()
    page.keyboard.press("Enter")

    assert stage.is_visible()


def test_a_folded_card_is_printed_whole(new_page):
    page = new_page("/")
    search(page, "dadang")

    page.emulate_media(media="print")

    box = page.locator("article.card dl").first.bounding_box()
    assert box is not None
    assert box["height"] > 0


def test_an_answer_stays_out_of_search_engines(new_page):
    page = new_page("/")

    search(page, "tono")

    assert page.get_attribute("meta[name=robots]", "content") == "noindex"


def test_the_keyboard_reaches_skip_link_box_place_and_button_in_this_order(new_page):
    page = new_page("/")

    order = []
    for _step in range(20):
        page.keyboard.press("Tab")
        order.append(page.evaluate(FOCUSED))

    assert order[0] == "skip"
    box = order.index("name")
    assert order[box : box + 3] == ["name", "area", "button"]


def test_the_skip_link_jumps_to_the_content(new_page):
    page = new_page("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("path", ["/tentang/", "/statistik/32.73/"])
def test_the_language_is_switched_without_script_on_kept_pages_too(new_page, path):
    page = new_page(path, java_script_enabled=False)

    with page.expect_navigation():
        page.click(".language button")

    assert page.get_attribute("html", "lang") == "en"
    assert page.url.endswith(path)


def test_after_an_answer_the_language_switch_leads_home(new_page):
    page = new_page("/")
    search(page, "tono")

    with page.expect_navigation():
        page.click(".language button")

    assert urlsplit(page.url).path == "/"
