"""A quarter's round trip: opened, collected, made, taken along, sent, closed, taken back."""

import csv
import datetime
import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import AccessLog
from imports import actions as import_actions
from recipients import actions as register
from recipients.identity import encrypt
from recipients.models import Person
from tests.factories import UserFactory, area
from tests.imports.files import worked
from tests.verification.cycles import KK, NIK, correction, entry, previewed, returned, row_of, sent
from verification import actions
from verification.actions import cycles, cycles_export, cycles_undo
from verification.cycle_summary import is_signature_valid, summary_of
from verification.models import Cycle, CycleLine, Finding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_media")]
KEY = "uji:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


def opened(by, quarter=3, **how):
    return cycles.open_cycle(area=area("32.73"), year=2026, quarter=quarter, by=by, **how)


def made(by, **how):
    return cycles_export.make_batch(cycle=opened(by, **how), by=by)


def taken(cycle, by, kind="csv", reason="Serah terima ke Kemensos"):
    file = io.BytesIO()
    cycles_export.take_batch(file=file, cycle=cycle, kind=kind, reason=reason, by=by)
    return file.getvalue()


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_approved_corrections_of_the_city_are_collected(officer):
    person, other = entry(1), entry(2, place="32.76.01.1001")
    finding = correction(person, officer)
    actions.open_finding(household=entry(3).household, kind="moved", source="staff", by=officer)
    correction(other, UserFactory(role="officer", area=area("32.76")))

    cycle = opened(officer)

    assert list(cycle.lines.values_list("finding", "number", "age")) == [(finding.pk, 1, 1)]
    assert cycle.corrections == 1


def test_quarter_has_one_round_trip(officer):
    assert opened(officer) == opened(officer)
    assert Cycle.objects.count() == 1


def test_next_one_waits_until_the_one_before_is_sent(officer):
    correction(entry(1), officer)
    opened(officer, quarter=2)

    with pytest.raises(ValidationError):
        opened(officer, quarter=3)


def test_only_officers_of_the_city_open_one(officer):
    area("32.73")
    for user in (UserFactory(role="lurah", area=area()), UserFactory(area=area("32.76"))):
        with pytest.raises(PermissionDenied):
            opened(user)


def test_batch_holds_numbers_as_text_and_no_formula(officer):
    person = entry(1, name="=Siti")
    correction(person, officer)
    cycle = made(officer)

    (row,) = rows(taken(cycle, officer))

    assert (row["nik"], row["no_kk"], row["nama"]) == (NIK.format(1), KK.format(1), "'=Siti")
    assert (row["usulan"], row["alasan"], row["id_individu"]) == ("hapus", "meninggal", "P1")
    sheet = openpyxl.load_workbook(io.BytesIO(taken(cycle, officer, "xlsx"))).active
    header, cells = sheet.iter_rows()
    nik = cells[[cell.value for cell in header].index("nik")]
    assert (nik.value, nik.data_type, nik.number_format) == (NIK.format(1), "s", "@")


def test_batch_tells_what_is_asked_for_beside_what_is_there(officer):
    person = entry(1, name="Siti Lama")
    correction(person, officer, kind="invalid", action="repair")
    register.set_nik(person=person, text=NIK.format(44), by=officer)

    (row,) = rows(taken(made(officer), officer))

    assert (row["nik_perbaikan"], row["nama_perbaikan"]) == (NIK.format(44), "")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_batch_is_the_same_file_whenever_it_is_made(officer, kind, monkeypatch):
    person = entry(1)
    correction(person, officer)
    cycle = made(officer)
    first = taken(cycle, officer, kind)
    register.change_person(person=person, by=officer, name="Nama Baru")
    monkeypatch.setattr(zipfile.time, "localtime", lambda *_x: (2031, 1, 1, 1, 1, 1, 0, 0, 0))

    assert taken(cycle, officer, kind) == first


def test_taking_the_batch_is_logged_with_its_reason_before_a_number_is_opened(officer):
    correction(entry(1), officer)
    cycle = made(officer)
    CycleLine.objects.update(entry=encrypt("x", column="y", row_id=1))

    with pytest.raises(Exception, match="opens"):
        taken(cycle, officer, reason="Rapat triwulan")

    entry_of_log = AccessLog.objects.latest("pk")
    assert (entry_of_log.action, entry_of_log.object_id) == ("export", cycle.pk)
    assert "Rapat triwulan" in entry_of_log.reason


def test_batch_is_not_taken_without_a_reason_or_by_an_area_office(officer):
    correction(entry(1), officer)
    cycle = made(officer)

    with pytest.raises(ValidationError):
        taken(cycle, officer, reason="  ")
    with pytest.raises(PermissionDenied):
        taken(cycle, UserFactory(role="lurah", area=area()))


def test_what_is_withdrawn_after_the_collection_is_not_sent(officer):
    findings = [correction(entry(number), officer) for number in (1, 2)]
    cycle = cycles.open_cycle(area=area("32.73"), year=2026, quarter=3, by=officer)
    Finding.objects.filter(pk=findings[0].pk).update(approved_at=None, approved_by=None)

    cycle = cycles_export.make_batch(cycle=cycle, by=officer)

    assert cycle.corrections == 1
    assert [line.finding_id for line in cycle.lines.all()] == [findings[1].pk]


def test_empty_batch_is_not_made(officer):
    with pytest.raises(ValidationError):
        made(officer)


def test_summary_is_signed_and_a_changed_count_breaks_the_signature(officer, settings):
    settings.RELEASE_SIGNING_KEY = KEY
    correction(entry(1), officer)
    cycle = made(officer)

    assert is_signature_valid(cycle, summary_of(cycle)) is True
    cycle.sha256_csv = "0" * 64
    assert is_signature_valid(cycle, summary_of(cycle)) is False


def test_no_number_is_in_the_summary(officer):
    correction(entry(1), officer)

    told = summary_of(made(officer)).text

    assert NIK.format(1)[:6] not in told
    assert KK.format(1)[:6] not in told


def test_late_approval_is_taken_in_until_the_batch_is_sent(officer):
    correction(entry(1), officer)
    cycle = made(officer)
    correction(entry(2), officer)

    cycle = cycles.collect(cycle=cycle, by=officer)
    assert (cycle.state, cycle.corrections, cycle.sha256_csv) == ("collecting", 2, "")

    cycle = cycles_export.make_batch(cycle=cycle, by=officer)
    cycles.mark_sent(cycle=cycle, sent_on=cycle.opened_on, receipt="B-1", by=officer)
    with pytest.raises(ValidationError):
        cycles.collect(cycle=cycle, by=officer)


@pytest.mark.parametrize(
    ("sent_on", "receipt"),
    [
        (timezone.localdate() + datetime.timedelta(days=1), "B-1"),
        (datetime.date(2000, 1, 1), "B-1"),
        (timezone.localdate(), "  "),
        (timezone.localdate(), "B" * 61),
    ],
)
def test_sending_needs_a_possible_day_and_a_receipt(officer, sent_on, receipt):
    correction(entry(1), officer)
    cycle = made(officer)

    with pytest.raises(ValidationError):
        cycles.mark_sent(cycle=cycle, sent_on=sent_on, receipt=receipt, by=officer)


def test_database_keeps_a_batch_as_it_was_made(officer):
    correction(entry(1), officer)
    cycle = made(officer)

    for change in (
        lambda: cycle.lines.all().delete(),
        lambda: cycle.lines.update(age=2),
        lambda: Cycle.objects.filter(pk=cycle.pk).update(quarter=1),
        lambda: Cycle.objects.filter(pk=cycle.pk).update(state="returned"),
        lambda: Cycle.objects.filter(pk=cycle.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_round_trip_is_closed_once_answered_and_takes_no_more_files(officer):
    person = entry(1)
    correction(person, officer)
    cycle = sent(officer)
    with pytest.raises(ValidationError):
        cycles.close_cycle(cycle=cycle, by=officer)
    returned(cycle, [row_of(person)], officer)

    cycle = cycles.close_cycle(cycle=cycle, by=officer)

    assert cycle.state == "closed"
    job = previewed(cycle, [row_of(person, nama="Lain")], officer)
    assert (job.state, job.refused_code) == ("refused", "cycle_closed")


def test_answers_of_a_wrong_file_are_taken_back(officer):
    people = [entry(1), entry(2)]
    findings = [correction(person, officer) for person in people]
    cycle = sent(officer)
    returned(cycle, [row_of(people[1])], officer)

    cycle = cycles_undo.take_back_return(cycle=cycle, by=officer)

    assert (cycle.state, cycle.returned_at) == ("sent", None)
    assert set(cycle.lines.values_list("answer", flat=True)) == {""}
    assert not cycle.changes.exists()
    assert {f.state for f in Finding.objects.filter(pk__in=[f.pk for f in findings])} == {"open"}
    assert Finding.objects.approved().count() == 2


def test_returned_file_goes_on_to_the_register_as_a_roster(officer):
    person = entry(1)
    correction(person, officer)
    cycle = sent(officer)
    returned(cycle, [row_of(person, nama="Siti Menurut Pusat")], officer)

    job = cycles_undo.take_over(cycle=cycle, by=officer)

    job = worked(job)
    assert (job.format, job.state, job.changed) == ("dtks_roster", "checked", 1)
    worked(import_actions.confirm(job=job, by=officer, queue=False))
    assert Person.objects.get(pk=person.pk).name == "Siti Menurut Pusat"
