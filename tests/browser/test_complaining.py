"""A resident complains and comes back, without script, on a small phone."""

import pytest

from complaints.views import form
from tests.browser.test_every_page import OVERFLOW, PHONE, SMALL_TARGETS, findings

STORY = "Sejak April bantuan tidak datang, padahal nama saya ada di daftar."
NIK = "3273056301800001"


@pytest.fixture
def second_step(new_page, monkeypatch):
    """Return a function that opens the form for one kind of complaint."""
    monkeypatch.setattr(form, "FEWEST_SECONDS", 0)

    def opened(kind="not_received", **options):
        page = new_page("/pengaduan/", viewport=PHONE, **options)
        page.click(f"button[value={kind}]")
        return page

    return opened


def send(page, **typed):
    for name, text in typed.items():
        page.fill(f"[name={name}]", text)
    with page.expect_navigation():
        page.click("form.card button[type=submit]")


AXE = {"bypass_csp": True, "reduced_motion": "reduce"}


def faults(page):
    """What is wrong with a page for eyes, fingers and screen readers."""
    # A radio button is reached by its whole label; the trap is for machines.
    small = [
        html
        for html in page.evaluate(SMALL_TARGETS)
        if 'type="radio"' not in html and form.HONEYPOT not in html
    ]
    return findings(page), page.evaluate(OVERFLOW), small


SOUND = ([], 0, [])


@pytest.mark.parametrize("kind", ["not_received", "not_handed_out", "privacy"])
def test_form_is_accessible_and_fits_a_phone(second_step, kind):
    assert faults(second_step(kind, **AXE)) == SOUND


def test_form_with_errors_is_accessible_and_leads_to_the_box(second_step):
    page = second_step(**AXE)

    send(page, story="x", phone="12")

    assert faults(page) == SOUND
    page.click(".error-summary a >> nth=0")
    assert page.evaluate("document.querySelector(location.hash).name") == "story"


def test_receipt_and_complaint_are_accessible_and_fit_a_phone(second_step):
    page = second_step(**AXE)

    send(page, story=STORY)
    receipt = faults(page)
    page.click("[data-link]")

    assert receipt == SOUND
    assert page.get_attribute("[data-status]", "data-status") == "received"
    for act in page.locator("summary").all():
        act.click()
    assert faults(page) == SOUND


def test_all_of_it_breaks_no_policy(second_step):
    page = second_step()

    send(page, story=f"{STORY} Kedua.")
    page.click("[data-link]")
    page.wait_for_load_state("networkidle")

    assert page.complaints == []


def test_without_script_a_complaint_is_sent_tracked_and_answered(second_step):
    page = second_step(java_script_enabled=False)
    send(page, story=f"{STORY} NIK {NIK}", phone="12")
    assert NIK not in page.content()
    send(page, phone="0812 3456 7890")
    code = page.inner_text("[data-code]")

    page.goto("/pengaduan/lacak/")
    send(page, code=code.lower(), digits="7890")
    page.click("[data-act=reply] summary")
    page.fill("[data-act=reply] textarea", "RT 03")
    with page.expect_navigation():
        page.click("[data-act=reply] button[type=submit]")

    assert page.get_attribute("[data-done]", "data-done") == "reply"
    assert page.url.endswith("/pengaduan/lacak/")


def test_printed_receipt_shows_code_and_picture(second_step):
    page = second_step()
    send(page, story=f"{STORY} Dicetak.")

    page.emulate_media(media="print")

    for shown in ("[data-code]", "[data-pin]", ".qr"):
        assert page.locator(shown).is_visible()
