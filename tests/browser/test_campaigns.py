"""A facilitator's phone without script: the work list and the board."""

import pytest
from playwright.sync_api import expect

from recipients.models import Person
from tests.browser.test_every_page import OVERFLOW, SMALL_TARGETS, findings
from tests.browser.town import FACILITATOR, PASSWORD
from verification.models import Campaign, Task

SMALL_LABELS = """() => [...document.querySelectorAll('.choice')]
  .map(label => label.getBoundingClientRect().height).filter(height => height && height < 44)"""


@pytest.fixture
def campaign():
    return Campaign.objects.get()


@pytest.fixture
def phone(new_page, settings, campaign):
    """Return a function that opens the portal as the facilitator, with or without script."""
    settings.STAFF_MFA_REQUIRED = False

    def open_phone(**options):
        page = new_page("/petugas/akun/masuk/", viewport={"width": 360, "height": 640}, **options)
        page.fill("[name=login]", FACILITATOR)
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation():
            page.press("[name=password]", "Enter")
        return page

    return open_phone


def test_pages_are_accessible_and_fit_a_phone(phone, campaign):
    page = phone(bypass_csp=True, reduced_motion="reduce")
    task, found = Task.objects.filter(result="").first(), {}
    for path in (
        "/petugas/verval/", f"/petugas/verval/{campaign.pk}/kerja/",
        f"/petugas/verval/{campaign.pk}/", f"/petugas/verval/{campaign.pk}/laporan/",
        f"/petugas/verval/tugas/{task.pk}/",
    ):  # fmt: skip
        page.goto(path)
        assert page.url.endswith(path)
        # A radio button is touched by its label, which is as large as a button.
        small = [each for each in page.evaluate(SMALL_TARGETS) if 'type="radio"' not in each]
        labels = page.evaluate(SMALL_LABELS)
        wrong = (findings(page), page.evaluate(OVERFLOW), small, labels)
        if any(wrong):
            found[path] = wrong

    assert found == {}


def test_people_are_visited_by_one_tap_each_without_script(phone, campaign):
    page = phone(java_script_enabled=False)
    page.goto(f"/petugas/verval/{campaign.pk}/kerja/")
    names = []
    for _ in range(3):
        names.append(page.locator(".visit__name").inner_text())
        page.click(".visit__quick button")
        expect(page.locator("[data-saved]")).to_contain_text(names[-1])

    assert len(set(names)) == 3
    done = Person.objects.filter(tasks__campaign=campaign, tasks__result="correct")
    assert set(names) <= set(done.values_list("name", flat=True))


def test_next_tap_is_in_sight_after_each_visit(phone, campaign):
    page = phone(java_script_enabled=False)
    page.goto(f"/petugas/verval/{campaign.pk}/kerja/")
    page.click(".visit__quick button")
    expect(page.locator("[data-saved]")).to_be_visible()

    box = page.locator(".visit__quick button").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 640


def test_other_results_are_saved_from_the_keyboard(phone, campaign):
    page = phone(java_script_enabled=False)
    page.goto(f"/petugas/verval/{campaign.pk}/kerja/")
    name = page.locator(".visit__name").inner_text()
    page.focus(".visit__other summary")
    page.keyboard.press("Enter")
    page.focus("[name=result][value=moved]")
    page.keyboard.press("Space")
    page.focus("[name=note]")
    page.keyboard.type("ke Bogor")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("[data-saved]")).to_contain_text(name)
    assert Task.objects.get(campaign=campaign, person__name=name).result == "moved"
