"""Invented complaints of a demo city: their kinds as often as JAGA Bansos counted them.

Rows are written as they would stand after weeks of work. Only here the triggers that guard moves
and trail are put aside: nobody can complain in the past.
"""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import pgtrigger
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from complaints import deadlines, receipts, sealing
from complaints.models import DETAILS, Complaint, FollowUp, Kind, Status
from complaints.models.kinds import CONFIDENTIAL
from complaints.sealing import Contact
from kelurahan.models import Area
from recipients.bulk import reserve_ids
from recipients.demo.drawing import Odds, between, pick
from recipients.demo.spread import City
from recipients.models import Stage

COUNT = 894
DAYS = 120
# FACTS.md: JAGA Bansos, 894 complaints; the last kinds have no count there.
KINDS = Odds({
    Kind.NOT_RECEIVED: 369, Kind.NOT_HANDED_OUT: 100, Kind.TOO_LITTLE: 73, Kind.FICTITIOUS: 45,
    Kind.MULTIPLE: 9, Kind.POOR_QUALITY: 6, Kind.UNDESERVING: 25, Kind.WANTS_LISTING: 120,
    Kind.CORRECTION: 60, Kind.PRIVACY: 7, Kind.OTHER: 80,
})  # fmt: skip
STORIES: dict[Kind, tuple[str, ...]] = {
    Kind.NOT_RECEIVED: (
        "Nama saya ada di daftar, tetapi sejak tahap pertama belum pernah menerima bantuan.",
        "Tetangga sudah menerima dua kali, saya belum sama sekali. Mohon dicek.",
        "Kartu belum dibagikan, kata petugas masih menunggu.",
    ),
    Kind.NOT_HANDED_OUT: ("Bantuan sudah sampai di kantor, tetapi belum dibagikan ke warga.",),
    Kind.TOO_LITTLE: ("Yang diterima kurang dari yang diumumkan.", "Ada potongan saat mengambil."),
    Kind.FICTITIOUS: ("Nama yang tercantum tidak pernah tinggal di RT kami.",),
    Kind.MULTIPLE: ("Satu keluarga menerima dari dua program sekaligus.",),
    Kind.POOR_QUALITY: ("Beras yang diterima berbau dan berkutu.",),
    Kind.UNDESERVING: (
        "Penerima sudah meninggal tahun lalu, tetapi masih terdaftar.",
        "Penerima punya usaha besar dan dua mobil.",
    ),
    Kind.WANTS_LISTING: ("Saya kehilangan pekerjaan, mohon diusulkan masuk daftar.",),
    Kind.CORRECTION: ("Ejaan nama di daftar tidak sama dengan KTP.",),
    Kind.PRIVACY: ("Mohon data saya tidak ditampilkan dalam pencarian.",),
    Kind.OTHER: ("Bagaimana cara mengganti kartu yang rusak?", "Kapan tahap berikutnya cair?"),
}
ANSWERS = (
    "Data sudah diperbaiki. Bantuan dibayarkan pada tahap berikutnya.",
    "Sudah kami cek ke bank: dana tersedia dan dapat diambil dengan KTP.",
    "Usulan Ibu/Bapak sudah dibahas dalam musyawarah kelurahan.",
)


@dataclass(frozen=True)
class _Scene:
    """What complaints are drawn from."""

    kelurahan: list[str]
    stages: list[Stage]
    officer: User
    now: datetime.datetime


@transaction.atomic
def add_complaints(city: City, seed: int) -> None:
    """Add complaints to a city that has none and in which an officer works."""
    officer = User.objects.filter(role=Role.OFFICER, area=city.code).order_by("pk").first()
    if officer is None or Complaint.objects.exists():
        return
    kelurahan = Area.objects.within(city.code).filter(level=Area.Level.KELURAHAN).order_by("code")
    stages = list(Stage.objects.select_related("programme").order_by("pk"))
    scene = _Scene(list(kelurahan.values_list("pk", flat=True)), stages, officer, timezone.now())
    rng = Random(f"complaints {seed}")
    numbers = reserve_ids(Complaint, COUNT)
    complaints = [_complaint(number, scene, rng) for number in numbers]
    steps = [step for complaint in complaints for step in _steps(complaint, scene.officer)]
    times = [step.at for step in steps]
    # The history triggers would keep a row of history for nothing that happened.
    with pgtrigger.ignore("complaints.Complaint:begins_received"):
        Complaint.objects.bulk_create(complaints)
    FollowUp.objects.bulk_create(steps)
    for step, at in zip(steps, times, strict=True):
        step.at = at
    with pgtrigger.ignore("complaints.FollowUp:append_only"):
        FollowUp.objects.bulk_update(steps, ["at"], batch_size=1_000)


def _complaint(number: int, scene: _Scene, rng: Random) -> Complaint:
    kind = KINDS.draw(rng)
    received_at = scene.now - datetime.timedelta(minutes=between(rng, 1, DAYS * 24 * 60))
    submission = uuid.UUID(int=rng.getrandbits(128), version=4)
    code = receipts.new_code(submission)
    due = deadlines.of(kind, received_at)
    phone = f"+62812{between(rng, 10_000_000, 99_999_999)}" if rng.random() < 0.7 else ""
    stage = pick(rng, scene.stages) if scene.stages and rng.random() < 0.6 else None
    complaint = Complaint(
        pk=number, submission=submission, kind=kind, detail=_detail(kind, rng),
        area_id=pick(rng, scene.kelurahan), story=pick(rng, STORIES[kind]), language="id",
        code_cipher=receipts.seal_code(code, "" if phone else "2020", row_id=number),
        code_index=receipts.code_tag(code),
        link_hash=receipts.link_hash(receipts.link_of(submission)),
        reporter_cipher=sealing.seal_contact(
            Contact(phone=phone), column="reporter", row_id=number
        ),
        phone_index=sealing.phone_tag(phone), programme=stage.programme if stage else None,
        stage=stage, is_confidential=kind in CONFIDENTIAL, received_at=received_at,
        verify_by=due.verify_by, answer_by=due.answer_by,
    )  # fmt: skip
    _lived(complaint, scene, rng)
    return complaint


def _detail(kind: Kind, rng: Random) -> str:
    return pick(rng, DETAILS[kind]) if kind in DETAILS else ""


def _lived(complaint: Complaint, scene: _Scene, rng: Random) -> None:
    """Let a complaint get as far as it would have by now; every kelurahan has its own pace."""
    pace = 0.5 + Random(complaint.area_id).random() * 1.4
    hours = rng.lognormvariate(4.3, 0.6) * pace
    answered_at = complaint.received_at + datetime.timedelta(hours=hours)
    age = scene.now - complaint.received_at
    if age > datetime.timedelta(days=1):
        complaint.status = Status.VERIFIED
        complaint.verified_at = complaint.received_at + datetime.timedelta(hours=min(hours / 3, 24))
    if age > datetime.timedelta(days=2):
        complaint.status, complaint.assignee = Status.IN_PROGRESS, scene.officer
    if answered_at >= scene.now or complaint.verified_at is None:
        return
    complaint.assignee = scene.officer
    complaint.status = Status.ANSWERED
    complaint.answered_at = complaint.first_answered_at = answered_at
    complaint.was_on_time = answered_at <= complaint.answer_by
    complaint.rating = between(rng, 2, 5) if rng.random() < 0.5 else None
    if scene.now - answered_at > datetime.timedelta(days=14):
        complaint.status = Status.CLOSED
        complaint.ended_at = answered_at + datetime.timedelta(days=14)


def _steps(complaint: Complaint, officer: User) -> Iterator[FollowUp]:
    """Yield the trail that leads to where the complaint stands."""
    staff = FollowUp.Author.STAFF
    kind = FollowUp.Kind
    yield _step(complaint, kind.RECEIVED, "", Status.RECEIVED, complaint.received_at)
    if complaint.verified_at is None:
        return
    verified_at = complaint.verified_at
    yield _step(complaint, kind.VERIFIED, "received", Status.VERIFIED, verified_at, staff, officer)
    if complaint.assignee is None:
        return
    for what, before, after in (
        (kind.ASSIGNED, Status.VERIFIED, Status.ASSIGNED),
        (kind.STARTED, Status.ASSIGNED, Status.IN_PROGRESS),
    ):
        yield _step(complaint, what, before, after, verified_at, staff, officer)
    if complaint.answered_at:
        text = ANSWERS[complaint.pk % len(ANSWERS)]
        answer = _step(
            complaint, kind.ANSWER, Status.IN_PROGRESS, Status.ANSWERED, complaint.answered_at,
            staff, officer,
        )  # fmt: skip
        answer.text = text
        yield answer
    if complaint.ended_at:
        ended_at = complaint.ended_at
        yield _step(
            complaint, kind.CLOSED, Status.ANSWERED, Status.CLOSED, ended_at, FollowUp.Author.PORTAL
        )


def _step(
    complaint: Complaint, kind: FollowUp.Kind, before: str, after: str, at: datetime.datetime,
    author: FollowUp.Author = FollowUp.Author.CITIZEN, by: User | None = None,
) -> FollowUp:  # fmt: skip
    return FollowUp(
        complaint=complaint, kind=kind, author=author, by=by, before=before, after=after,
        is_public=True, at=at,
    )  # fmt: skip
