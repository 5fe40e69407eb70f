"""Receiving: sealed, numbered, once."""

import datetime
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from complaints import actions, deadlines, receipts, sealing, texts
from complaints.models import Complaint, Kind, Message
from complaints.sealing import Contact
from recipients.identity import MASK
from tests.complaints.factories import received, report

pytestmark = pytest.mark.django_db
NIK = "3273056301800001"


def test_same_submission_twice_is_one_complaint_with_one_receipt():
    submission = uuid.uuid4()

    first, second = (actions.receive(report=report(), submission=submission) for _ in range(2))

    assert first == second
    assert Complaint.objects.count() == 1
    assert Message.objects.count() == 1


def test_who_complains_is_nowhere_in_the_row_in_plain_words():
    received(reporter=Contact("Tono Rusdiantono", "+6281234567890", "tono@example.id"))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c::text || m::text FROM complaints_complaint c, complaints_message m"
        )
        row = cursor.fetchone()[0]
    for word in ("Tono", "81234567890", "tono@example.id"):
        assert word not in row
        assert word.encode().hex() not in row


def test_who_complains_opens_with_the_key():
    complaint = received(reporter=Contact("Tono", "+6281234567890"))

    assert sealing.reporter(complaint) == Contact("Tono", "+6281234567890")


@pytest.mark.parametrize("written", [NIK, "3273 0563 0180 0001", "3273.05.630180.0001"])
def test_identity_number_in_the_story_is_sealed_apart(written):
    complaint = received(story=f"NIK saya {written}, KK menyusul.")

    assert complaint.story == f"NIK saya {MASK}, KK menyusul."
    opened = sealing.open_text(complaint.numbers_cipher, column="story", row_id=complaint.pk)
    assert opened == NIK


def test_telephone_number_in_a_story_stays():
    assert texts.set_apart_numbers("Hubungi 0812 3456 7890").text == "Hubungi 0812 3456 7890"


def test_code_is_read_however_it_is_typed():
    code = receipts.new_code(uuid.uuid4())

    assert receipts.read_code(f" {receipts.written(code).lower()} ") == code


def test_without_telephone_four_digits_go_with_the_code():
    receipt = actions.receive(report=report(reporter=Contact()), submission=uuid.uuid4())

    assert len(receipt.pin) == 4
    assert receipts.last_digits(receipt.complaint) == receipt.pin


def test_privacy_request_has_72_hours():
    complaint = received(kind=Kind.PRIVACY, detail="leave_out")

    assert complaint.answer_by - complaint.received_at == datetime.timedelta(hours=72)


def test_deadline_steps_over_lebaran():
    # 2026: 18 to 24 March are Nyepi, Idul Fitri and collective leave; 21 and 22 a weekend.
    assert deadlines.working_days_after(datetime.date(2026, 3, 17), 3) == datetime.date(2026, 3, 27)


def test_city_closes_on_a_day_of_its_own(settings):
    settings.COMPLAINT_DAYS_OFF = frozenset({datetime.date(2026, 9, 25)})

    assert not deadlines.is_working_day(datetime.date(2026, 9, 25))


def test_deadline_ends_with_the_day_in_local_time():
    complaint = received()

    assert timezone.localtime(complaint.answer_by).time() == datetime.time(23, 59, 59)
