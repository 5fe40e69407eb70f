"""Receiving a complaint: from the form, or from staff for somebody at the counter."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from accounts import permissions
from accounts.models import User
from complaints import deadlines, evidence, outbox, receipts, sealing, texts
from complaints.actions._steps import CITIZEN, STAFF, Step, record
from complaints.evidence import Prepared
from complaints.models import Complaint, FollowUp, Message
from complaints.models.kinds import CONFIDENTIAL
from complaints.receipts import Receipt
from complaints.sealing import Contact
from kelurahan.models import Area
from recipients.bulk import reserve_ids
from recipients.models import Programme, Stage

ENTER = "complaints.add_complaint"
NOBODY = Contact()


@dataclass(frozen=True, kw_only=True)
class Report:
    """What somebody tells. `area` is the city where the kelurahan is not known."""

    kind: str
    area: Area
    story: str
    language: str
    detail: str = ""
    programme: Programme | None = None
    stage: Stage | None = None
    reporter: Contact = NOBODY
    concerned: Contact = NOBODY
    on_behalf: str = Complaint.OnBehalf.SELF
    answer_to: str = Complaint.AnswerTo.REPORTER
    way: str = Complaint.Way.WEB
    is_confidential: bool = False


@transaction.atomic
def receive(
    *, report: Report, submission: uuid.UUID, files: Sequence[Prepared] = (), by: User | None = None
) -> Receipt:
    """Keep a complaint and return what the citizen takes home.

    The same `submission` again, at once or later, keeps nothing and returns the same receipt. `by`
    is the member of staff who enters it for somebody at the counter or on the telephone.
    """
    if by is not None:
        permissions.require(by, ENTER, report.area.pk)
    _wait_for_twins(submission)
    if known := Complaint.objects.filter(submission=submission).first():
        return receipts.receipt_of(known)
    complaint = _kept(report, submission)
    author = STAFF if by else CITIZEN
    step = record(complaint, Step(kind=FollowUp.Kind.RECEIVED, author=author, by=by))
    evidence.keep(files, follow_up=step, by=by)
    outbox.queue(complaint, Message.About.RECEIVED)
    return receipts.receipt_of(complaint)


def _wait_for_twins(submission: uuid.UUID) -> None:
    """Let requests that carry the same submission pass one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [submission.int % 2**63])


def _kept(report: Report, submission: uuid.UUID) -> Complaint:
    (number,) = reserve_ids(Complaint, 1)
    told = texts.set_apart_numbers(report.story)
    received_at = timezone.now()
    due = deadlines.of(report.kind, received_at)
    code = _free_code(submission)
    pin = "" if report.reporter.phone else receipts.new_pin()
    return Complaint.objects.create(
        pk=number, submission=submission,
        code_cipher=receipts.seal_code(code, pin, row_id=number),
        code_index=receipts.code_tag(code),
        link_hash=receipts.link_hash(receipts.link_of(submission)),
        kind=report.kind, detail=report.detail, area=report.area, programme=report.programme,
        stage=report.stage, story=told.text,
        numbers_cipher=sealing.seal_text(" ".join(told.numbers), column="story", row_id=number),
        reporter_cipher=sealing.seal_contact(report.reporter, column="reporter", row_id=number),
        concerned_cipher=sealing.seal_contact(report.concerned, column="concerned", row_id=number),
        phone_index=sealing.phone_tag(report.reporter.phone),
        email_index=sealing.email_tag(report.reporter.email),
        on_behalf=report.on_behalf, answer_to=report.answer_to, way=report.way,
        language=report.language,
        is_confidential=report.is_confidential or report.kind in CONFIDENTIAL,
        received_at=received_at, verify_by=due.verify_by, answer_by=due.answer_by,
    )  # fmt: skip


def _free_code(submission: uuid.UUID) -> str:
    """Return a code that no complaint has; the unique constraint settles a race."""
    attempt = 0
    while True:
        code = receipts.new_code(submission, attempt)
        if not Complaint.objects.filter(code_index__in=receipts.code_tags(code)).exists():
            return code
        attempt += 1
