"""The staff pages under /petugas/impor/."""

import datetime
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AccessLog
from imports import formats, previews, staging, workbook
from imports.models import ImportJob, State
from recipients.models import NikStatus, Person, Relation, Sex
from tests.factories import area
from tests.imports.files import (
    applied,
    checked,
    csv_bytes,
    officer,
    received,
    roster_row,
    worked,
    xlsx_bytes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def by(client):
    user = officer()
    client.force_login(user)
    return user


def upload(client, data, name="daftar.csv"):
    file = SimpleUploadedFile(name, data)
    return client.post(
        reverse("imports:format", args=["dtks_roster"]), {"file": file, "register_name": "DTKS"}
    )


def test_strangers_are_sent_to_the_login(client):
    response = client.get(reverse("imports:list"))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_uploaded_file_is_checked_and_shown(client, by, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = upload(client, csv_bytes([roster_row(1), roster_row(2, nama="")]))

    page = client.get(response["Location"]).content.decode()
    assert 'data-state="checked"' in page
    assert 'data-count="new">1<' in page
    assert 'data-count="refused">1<' in page


def test_page_of_a_waiting_job_refreshes_without_script(client, by):
    job = received([roster_row(1)], by=by)

    page = client.get(job.get_absolute_url()).content.decode()

    assert '<meta http-equiv="refresh"' in page
    assert "<progress" in page
    assert "<script" not in page


def test_preview_masks_identity_numbers_and_is_logged(client, by):
    applied([roster_row(1)], by=by)
    job = checked([roster_row(1, nik="3273055201800077"), roster_row(2)], by=by)

    page = client.get(reverse("imports:preview", args=[job.pk])).content.decode()

    assert "Siti Aminah" in page
    assert "32730552" not in page
    assert "•••• •••• •••• ••••" in page
    assert AccessLog.objects.filter(user=by, object_id=job.pk, action="view").count() == 1


def test_preview_says_choices_in_words(client, by):
    job = checked([roster_row(1, jenis_kelamin="P", hubungan_keluarga="anak")], by=by)

    page = client.get(reverse("imports:preview", args=[job.pk])).content.decode()

    for word in (Sex.FEMALE.label, Relation.CHILD.label, NikStatus.WELL_FORMED.label):
        assert f"<td>{word}</td>" in page
    assert "<td>False</td>" not in page


def test_confirmed_in_the_browser_is_applied(client, by, django_capture_on_commit_callbacks):
    job = checked([roster_row(1)], by=by)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("imports:confirm", args=[job.pk]))

    job.refresh_from_db()
    assert (job.state, job.confirmed_by) == (State.APPLIED, by)


def test_undo_that_is_refused_says_so_on_the_page(client, by):
    job = applied([roster_row(1)], by=by)
    Person.objects.update(deceased=True)

    response = client.post(reverse("imports:undo", args=[job.pk]), follow=True)

    assert 'class="notice notice--error"' in response.content.decode()
    job.refresh_from_db()
    assert job.state == State.APPLIED


@pytest.mark.parametrize(("own", "offered"), [(True, True), (False, False)])
def test_declining_is_offered_to_those_who_may(client, by, own, offered):
    facilitator = officer(role="facilitator", area=area("32.73.05.1006"))
    sender = facilitator if own else officer(role="lurah", area=area("32.73.05.1006"))
    job = checked([roster_row(1)], by=sender)
    client.force_login(facilitator)

    page = client.get(reverse("imports:job", args=[job.pk])).content.decode()

    assert (reverse("imports:decline", args=[job.pk]) in page) == offered


def test_job_can_be_declined_with_a_reason(client, by):
    job = checked([roster_row(1)], by=by)

    client.post(reverse("imports:decline", args=[job.pk]), {"reason": "berkas lama"})

    job.refresh_from_db()
    assert (job.state, job.refused_detail) == (State.REFUSED, "berkas lama")


@pytest.mark.parametrize("page", ["job", "preview", "refused", "confirm", "decline", "undo"])
def test_foreign_job_is_not_found(client, page):
    job = checked([roster_row(1), roster_row(2, nama="")], by=officer())
    client.force_login(officer(role="lurah", area=area("32.73.05.1001")))
    call = client.get if page in ("job", "preview", "refused") else client.post

    assert call(reverse(f"imports:{page}", args=[job.pk])).status_code == 404


@pytest.mark.parametrize("page", ["confirm", "undo"])
def test_facilitator_may_not_confirm_or_undo(client, page):
    user = officer(role="facilitator", area=area("32.73.05.1006"))
    client.force_login(user)
    job = checked([roster_row(1)], by=user)

    assert client.post(reverse(f"imports:{page}", args=[job.pk])).status_code == 403


def test_kelurahan_staff_may_not_send_payment_files(client):
    client.force_login(officer(role="lurah", area=area("32.73.05.1006")))

    response = client.get(reverse("imports:format", args=["disbursement_return"]))

    assert response.status_code == 403


def test_unknown_format_is_not_found(client, by):
    assert client.get(reverse("imports:format", args=["lain"])).status_code == 404


def test_wrong_option_is_explained(client, by):
    file = SimpleUploadedFile("a.csv", csv_bytes([roster_row(1)]))
    address = reverse("imports:format", args=["dtks_roster"])

    response = client.post(address, {"file": file, "register_name": "x" * 41})

    assert response.status_code == 400
    assert not ImportJob.objects.exists()


def test_file_beyond_the_limit_is_not_kept(client, by, settings, tmp_path):
    settings.IMPORT_MAX_BYTES = 10

    response = upload(client, csv_bytes([roster_row(1)]))

    assert response.status_code == 400
    assert not list(tmp_path.glob("imports/*"))


def test_template_is_accepted_as_it_is(client, by):
    area("32.73.05.1006")
    response = client.get(reverse("imports:template", args=["dtks_roster"]))

    job = checked(b"".join(response.streaming_content), by=by, name="contoh.xlsx")

    assert (job.state, job.new, job.refused) == (State.CHECKED, 1, 0)


def refused_workbook(client, job):
    response = client.get(reverse("imports:refused", args=[job.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    return b"".join(response.streaming_content)


def test_refused_rows_come_back_put_right_and_go_in(client, by):
    rows = [roster_row(1), roster_row(2, tanggal_lahir="kemarin"), roster_row(3, nama="")]
    worked(checked_and_confirmed(rows, by))
    data = refused_workbook(client, ImportJob.objects.get())

    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.active
    header = [cell.value for cell in sheet[1]]
    assert sheet.max_row == 3
    assert sheet.cell(2, header.index("nik") + 1).value == "3273055201800002"
    sheet.cell(2, header.index("tanggal_lahir") + 1).value = "01-02-1980"
    sheet.cell(3, header.index("nama") + 1).value = "Dewi"
    file = io.BytesIO()
    book.save(file)

    job = applied(file.getvalue(), by=by, name="ditolak.xlsx")

    assert (job.new, job.refused) == (2, 0)
    assert Person.objects.count() == 3


def checked_and_confirmed(rows, by):
    from imports import actions

    return actions.confirm(job=checked(rows, by=by), by=by, queue=False)


def test_refused_workbook_holds_dates_that_no_program_turns_around(client, by):
    data = xlsx_bytes([roster_row(1, nama="", tanggal_lahir=datetime.date(1980, 1, 12))])
    job = checked(data, by=by, name="tanggal.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(refused_workbook(client, job)))

    assert "1980-01-12" in [cell.value for cell in book.active[2]]


@pytest.mark.parametrize("text", ["=1+1", "+62", "-5", "@x", "=cmd|' /C calc'!A0"])
def test_refused_workbook_holds_no_formula_and_gives_the_text_back(client, by, text):
    job = checked([roster_row(1, alamat=text, nama="")], by=by)

    book = openpyxl.load_workbook(io.BytesIO(refused_workbook(client, job)))

    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert any(cell.value == f"'{text}" for cell in cells)


def test_many_refused_rows_come_in_parts(client, by, monkeypatch):
    monkeypatch.setattr(workbook, "ROWS_OF_A_PART", 2)
    job = checked([roster_row(n, nama="" if n != 2 else "Ani") for n in range(1, 5)], by=by)
    address = reverse("imports:refused", args=[job.pk])

    page = client.get(job.get_absolute_url()).content.decode()
    parts = [client.get(address, {"bagian": part}) for part in "12"]

    assert page.count("data-part=") == 2
    books = [openpyxl.load_workbook(io.BytesIO(b"".join(p.streaming_content))) for p in parts]
    people = [[row[1].value for row in book.active.iter_rows(min_row=2)] for book in books]
    assert people == [["P1", "P3"], ["P4"]]


@pytest.mark.parametrize("part", ["0", "2", "-1", "x", "1.5", "9" * 5000])
def test_part_that_is_not_there_is_not_found(client, by, part):
    job = checked([roster_row(1, nama="")], by=by)

    response = client.get(reverse("imports:refused", args=[job.pk]), {"bagian": part})

    assert response.status_code == 404


def test_download_of_refused_rows_is_logged(client, by):
    job = checked([roster_row(1, nama="")], by=by)

    refused_workbook(client, job)

    assert AccessLog.objects.filter(user=by, object_id=job.pk, action="export").count() == 1


def test_list_asks_few_queries_whatever_its_length(client, by, django_assert_max_num_queries):
    for number in range(8):
        received([roster_row(number)], by=by)

    with django_assert_max_num_queries(6):
        response = client.get(reverse("imports:list"))

    assert response.content.decode().count("data-state") == 8


def test_number_sent_back_unchanged_in_the_refused_workbook_is_refused_again(client, by):
    data = xlsx_bytes([roster_row(1, nik=3273055201800000)])
    job = checked(data, by=by, name="angka.xlsx")

    again = checked(refused_workbook(client, job), by=by, name="ditolak.xlsx")

    assert [each.code for each in again.problems.all()] == ["number_as_number"]


def test_preview_of_a_file_that_is_applied_at_this_moment_is_empty(client, by, monkeypatch):
    job = checked([roster_row()], by=by)
    form = formats.get(job.format)
    real = previews._plain

    def too_late(each, state, word):
        staging.drop(job.pk, form)
        return real(each, state, word)

    monkeypatch.setattr(previews, "_plain", too_late)

    page = client.get(reverse("imports:preview", args=[job.pk]))

    assert (page.status_code, page.context["samples"]) == (200, [])
