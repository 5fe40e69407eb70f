"""The whole way: "the dead still receive" – correction – ministry – the citizen reads the answer."""

import csv
import re

import pytest
from playwright.sync_api import expect

from complaints.models import Complaint
from complaints.views import form
from imports.models import ImportJob
from recipients.models import Person
from tests.browser.test_every_page import OVERFLOW, SMALL_TARGETS, findings
from tests.browser.town import KELURAHAN, OFFICER, PASSWORD
from tests.verification.cycles import HEADER
from verification.models import Cycle, Finding

PHONE = "081234567890"
STORY = "Penerima sudah meninggal tahun lalu, tetapi masih terdaftar."


@pytest.fixture
def _at_hand(settings, monkeypatch, tmp_path):
    settings.STAFF_MFA_REQUIRED = False
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(form, "FEWEST_SECONDS", 0)


def citizen_complains(page):
    """File a complaint and keep the private link."""
    page.click("button[value=undeserving]")
    page.fill("[name=story]", STORY)
    page.fill("[name=phone]", PHONE)
    if page.locator("[name=kelurahan]").count():
        page.select_option("[name=kelurahan]", KELURAHAN)
    if page.locator("[name=detail]").count():
        page.check("[name=detail][value=deceased]")
    with page.expect_navigation():
        page.click("form.card button[type=submit]")
    return page.get_attribute("[data-link]", "href")


def press(page, selector):
    with page.expect_navigation():
        page.click(selector)


def log_in(page):
    page.fill("[name=login]", OFFICER)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")


def button(page, complaint, name, **typed):
    """Open a button's page of a complaint, fill it in, send it."""
    page.goto(f"/admin/complaints/complaint/{complaint.pk}/{name}/")
    for field, value in typed.items():
        box = page.locator(f"[name={field}]")
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(str(value))
        else:
            box.fill(str(value))
    press(page, "#content form [type=submit] >> nth=0")


def whole_register_without(person, path):
    """What the ministry returns: everybody of the kelurahan but this one."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, HEADER, restval="")
        writer.writeheader()
        for one in Person.objects.select_related("household").exclude(pk=person.pk):
            writer.writerow({
                "id_keluarga": f"K{one.household_id}", "id_individu": f"P{one.pk}",
                "kode_kelurahan": one.household.kelurahan_id, "nama": one.name,
                "nik": "", "no_kk": "",
            })  # fmt: skip


def faults_of_pages(new_page, cycle):
    """What is wrong with the round trip's pages for eyes, fingers and screen readers."""
    page = new_page(
        "/petugas/akun/masuk/", bypass_csp=True, reduced_motion="reduce",
        viewport={"width": 360, "height": 640},
    )  # fmt: skip
    log_in(page)
    own = f"/petugas/siklus/{cycle.pk}/"
    found = {}
    for path in (
        "/petugas/siklus/", own, f"{own}koreksi/", f"{own}perubahan/", f"{own}ringkasan/",
        "/siklus/", f"/siklus/{cycle}/",
    ):  # fmt: skip
        assert page.goto(path).status == 200
        wrong = findings(page), page.evaluate(OVERFLOW), page.evaluate(SMALL_TARGETS)
        if any(wrong):
            found[path] = wrong
    return found


@pytest.mark.usefixtures("_at_hand")
def test_citizen_reads_that_the_ministry_removed_the_entry(new_page, tmp_path):
    dead = Person.objects.order_by("pk").last()
    citizen = new_page("/pengaduan/")
    link = citizen_complains(citizen)
    complaint = Complaint.objects.latest("pk")

    # The officer finds the household, opens the correction, proposes and approves the removal.
    office = new_page("/petugas/akun/masuk/")
    log_in(office)
    button(office, complaint, "match", household=dead.household_id)
    button(office, complaint, "correct", kind="deceased", person=dead.pk)
    finding = Finding.objects.get(pk=Complaint.objects.get(pk=complaint.pk).finding_id)
    office.goto(f"/petugas/temuan/{finding.pk}/")
    office.click("[data-act=propose] summary")
    office.select_option("[name=propose-action]", "delete")
    press(office, "[data-act=propose] button")
    press(office, "[data-act=approve] button")

    # The batch is collected, made, taken along and sent.
    office.goto("/petugas/siklus/")
    press(office, "form[action$='/baru/'] button")
    press(office, "[data-make]")
    office.fill("[name=reason]", "Serah terima ke Kemensos")
    with office.expect_download() as taken:
        office.click("[data-take] button")
    assert re.fullmatch(r"siks-ng-32\.73-\d{4}-\d\.xlsx", taken.value.suggested_filename)
    cycle = Cycle.objects.get()
    office.fill("[name=sent_on]", cycle.opened_on.isoformat())
    office.fill("[name=receipt]", "B-7/2026")
    press(office, "[data-send] button")

    # The register comes back without the entry.
    path = tmp_path / "kembali.csv"
    whole_register_without(dead, path)
    office.set_input_files("[data-return-form] [name=file]", str(path))
    press(office, "[data-return-form] button")
    press(office, "form[action$='/konfirmasi/'] button, form[action*='confirm'] button")
    job = ImportJob.objects.latest("pk")
    assert (job.state, job.refused_code, job.refused_detail) == ("applied", "", "")
    office.goto(f"/petugas/siklus/{cycle.pk}/")
    expect(office.locator("[data-answer=accepted]")).to_have_attribute("data-number", "1")

    # The citizen comes back and reads what became of it.
    citizen.goto(link)
    outcome = citizen.locator("[data-step=outcome]")
    expect(outcome).to_have_count(1)
    told = Complaint.objects.get(pk=complaint.pk).follow_ups.get(kind="outcome").text
    expect(outcome).to_contain_text(told)
    assert Finding.objects.get(pk=finding.pk).closed_because == "accepted"
    assert faults_of_pages(new_page, cycle) == {}
