"""Rotating the keys reaches everything that complaints seal."""

import base64
import uuid

import pytest

from accounts import crypto
from complaints import actions, evidence, receipts, sealing
from complaints.evidence import Prepared
from complaints.models import Complaint, Evidence
from complaints.sealed_columns import COLUMNS
from complaints.sealing import Contact
from recipients import rotation
from tests.complaints.factories import at_work, officer, report

OLD = "1:" + base64.b64encode(b"only for the tests of the portal").decode()
NEW = "2:" + base64.b64encode(b"ALSO for the tests of the portal").decode()
NIK = "3273056301800001"


@pytest.fixture
def sealed(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    report_ = report(
        story=f"NIK {NIK}", reporter=Contact("Tono", "+6281234567890", "t@example.id"),
        concerned=Contact("Ibu"),
    )  # fmt: skip
    photo = Prepared(Evidence.Format.PHOTO, b"\xff\xd8\xff pixels")
    receipt = actions.receive(report=report_, submission=uuid.uuid4(), files=[photo])
    by = officer()
    actions.verify(complaint=receipt.complaint, by=by)
    actions.note(complaint=receipt.complaint, text=f"NIK {NIK}", by=by)
    settings.IDENTITY_KEYS = f"{NEW},{OLD}"
    return receipt


def test_every_sealed_column_is_rotated_and_still_opens(sealed, settings):
    assert all(rotation.remaining()[f"{c.table}.{c.cipher}"] for c in COLUMNS)

    rotation.rotate()

    assert not any(rotation.remaining().values())
    settings.IDENTITY_KEYS = NEW
    complaint = Complaint.objects.get()
    assert receipts.code_of(complaint) == sealed.code
    assert sealing.reporter(complaint) == Contact("Tono", "+6281234567890", "t@example.id")
    assert sealing.open_text(complaint.numbers_cipher, column="story", row_id=complaint.pk) == NIK
    with evidence.open_kept(complaint.evidence.get()) as file:
        assert file.read() == b"\xff\xd8\xff pixels"


def test_complaint_is_found_by_code_and_telephone_after_rotation(sealed, settings):
    rotation.rotate()
    settings.IDENTITY_KEYS = NEW

    found = Complaint.objects.get(code_index__in=receipts.code_tags(sealed.code))

    phones, emails = sealing.tags_of(sealing.reporter(found))
    assert bytes(found.phone_index) in phones
    assert bytes(found.email_index) in emails


def test_rotation_leaves_no_history_of_its_own(sealed):
    before = Complaint.objects.get().events.count()

    rotation.rotate()

    assert Complaint.objects.get().events.count() == before


def test_row_that_no_key_opens_is_named(sealed):
    Complaint.objects.update(concerned_cipher=b"\x07" + crypto.seal("x", place="elsewhere")[1:])

    outcome = rotation.rotate()

    assert outcome.unreadable == {f"complaints_complaint {sealed.complaint.pk}"}


def test_work_goes_on_after_rotation(sealed, settings):
    rotation.rotate()
    settings.IDENTITY_KEYS = NEW

    assert at_work(officer()).is_open
