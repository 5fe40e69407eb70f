"""From received to closed, and every way that is not allowed."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.models import Role
from complaints import actions
from complaints.models import MOVES, Complaint, FollowUp, Kind, Status
from complaints.sealing import Contact
from tests.complaints.factories import KELURAHAN, at_work, officer, received

pytestmark = pytest.mark.django_db


def put(complaint, status):
    """Force a status past the actions, with what the constraints ask of it."""
    values = {
        "assignee": officer(), "verified_at": timezone.now(), "answered_at": timezone.now(),
        "ended_at": None if status in (*_open(), Status.ANSWERED) else timezone.now(),
        "rejected_because": "other" if status == Status.REJECTED else "",
        "forwarded_to": "Disdukcapil" if status == Status.FORWARDED else "",
        "merged_into": received() if status == Status.MERGED else None,
    }  # fmt: skip
    Complaint.objects.filter(pk=complaint.pk).update(status=status, **values)


def _open():
    return [s for s in Status if s in ("received", "verified", "assigned", "in_progress", "asked",
                                       "reopened")]  # fmt: skip


def path_to(status):
    """Return the statuses on the shortest way from received to `status`."""
    ways = [[Status.RECEIVED]]
    while ways:
        way = ways.pop(0)
        if way[-1] == status:
            return way[1:]
        ways += [[*way, after] for before, after in sorted(MOVES) if before == way[-1]
                 and after not in way]  # fmt: skip
    raise AssertionError(status)


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_database_lets_only_legal_moves_through(before, after):
    complaint = received()
    for status in path_to(before):
        put(complaint, status)

    if (before, after) in MOVES or before == after:
        put(complaint, after)
    else:
        with pytest.raises(DatabaseError, match="cannot go from"), transaction.atomic():
            put(complaint, after)


def test_complaint_cannot_begin_as_anything_but_received():
    complaint = received()

    with pytest.raises(DatabaseError, match="begins as received"), transaction.atomic():
        Complaint.objects.create(
            code_cipher=b"x", code_index=b"x", link_hash=b"x", kind=Kind.OTHER,
            area=complaint.area, story="x", language="id", status=Status.WITHDRAWN,
            ended_at=timezone.now(), verify_by=complaint.verify_by, answer_by=complaint.answer_by,
        )  # fmt: skip


def test_complaint_goes_from_received_to_closed():
    by = officer()
    complaint = at_work(by)

    actions.answer(complaint=complaint, text="Sudah dibayarkan tanggal 4 Juni.", by=by)
    actions.close(complaint=complaint, by=by)

    complaint.refresh_from_db()
    assert complaint.status == Status.CLOSED
    trail = list(complaint.follow_ups.values_list("kind", "before", "after"))
    assert trail == [
        ("received", "", "received"),
        ("verified", "received", "verified"),
        ("assigned", "verified", "assigned"),
        ("started", "assigned", "in_progress"),
        ("answer", "in_progress", "answered"),
        ("closed", "answered", "closed"),
    ]


def test_trail_cannot_be_changed_or_deleted():
    step = received().follow_ups.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        FollowUp.objects.filter(pk=step.pk).update(text="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        FollowUp.objects.filter(pk=step.pk).delete()


def test_complaint_cannot_be_deleted():
    complaint = received()

    with pytest.raises(DatabaseError), transaction.atomic():
        FollowUp.objects.all()._raw_delete("default")
    with pytest.raises(DatabaseError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk)._raw_delete("default")


def test_note_is_never_shown_to_the_citizen():
    by = officer()
    complaint = at_work(by)

    step = actions.note(complaint=complaint, text="Telepon RT 03.", by=by)

    assert not complaint.follow_ups.public().filter(pk=step.pk).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(
            complaint=complaint, kind="note", author="staff", by=by, after="received",
            is_public=True, text="x",
        )  # fmt: skip


def test_the_second_of_two_officers_is_told_that_it_has_moved_on():
    by, other = officer(), officer()
    complaint = received()
    actions.verify(complaint=complaint, by=by)

    with pytest.raises(ValidationError) as refused:
        actions.verify(complaint=complaint, by=other)

    assert refused.value.code == "moved_on"
    assert complaint.follow_ups.filter(kind="verified").count() == 1


def test_same_answer_sent_twice_is_kept_once():
    by = officer()
    complaint = at_work(by)
    submission = uuid.uuid4()

    for _ in range(2):
        actions.answer(complaint=complaint, text="Sudah.", by=by, submission=submission)

    assert complaint.follow_ups.filter(kind="answer").count() == 1


def test_answer_in_another_kelurahan_is_refused():
    complaint = at_work(officer())
    stranger = officer("32.73.05.1007", Role.LURAH)

    with pytest.raises(PermissionDenied):
        actions.answer(complaint=complaint, text="Sudah.", by=stranger)

    assert Complaint.objects.get(pk=complaint.pk).status == Status.IN_PROGRESS


def test_facilitator_may_not_answer():
    complaint = at_work(officer())

    with pytest.raises(PermissionDenied):
        actions.answer(complaint=complaint, text="x", by=officer(KELURAHAN, Role.FACILITATOR))


def test_kelurahan_does_not_see_who_accuses_it():
    lurah = officer(KELURAHAN, Role.LURAH)
    hidden = received(kind=Kind.NOT_HANDED_OUT)
    plain = received()

    assert list(Complaint.objects.visible_to(lurah)) == [plain]
    assert hidden in Complaint.objects.visible_to(officer())


def test_accusation_cannot_be_made_open():
    hidden = received(kind=Kind.NOT_HANDED_OUT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=hidden.pk).update(is_confidential=False)


def test_confidential_complaint_cannot_be_acted_on_by_the_kelurahan():
    hidden = received(kind=Kind.NOT_HANDED_OUT)

    with pytest.raises(PermissionDenied):
        actions.verify(complaint=hidden, by=officer(KELURAHAN, Role.LURAH))


def test_assigning_to_staff_of_another_area_is_refused():
    by = officer()
    complaint = received()
    actions.verify(complaint=complaint, by=by)

    with pytest.raises(ValidationError):
        actions.assign(complaint=complaint, to=officer("32.73.06", Role.KECAMATAN), by=by)


def test_merging_two_complaints_into_each_other_leaves_one_to_answer():
    by = officer()
    one, two = received(), received()
    actions.merge(complaint=one, into=two, by=by)

    with pytest.raises(ValidationError):
        actions.merge(complaint=two, into=one, by=by)

    assert Complaint.objects.get(pk=two.pk).is_open


def test_reopening_starts_the_clock_anew():
    by = officer()
    complaint = at_work(by)
    actions.reject(complaint=complaint, reason="too_vague", text="Mohon lengkapi.", by=by)
    before = complaint.answer_by

    actions.not_solved(complaint=complaint, text="Ini datanya.", submission=uuid.uuid4())

    complaint.refresh_from_db()
    assert (complaint.status, complaint.reopened, complaint.rejected_because) == ("reopened", 1, "")
    assert complaint.answer_by >= before


def test_reply_to_a_question_puts_the_complaint_back_to_work():
    by = officer()
    complaint = at_work(by)
    actions.ask(complaint=complaint, text="RT berapa?", by=by)

    actions.reply(complaint=complaint, text="RT 03", submission=uuid.uuid4())

    complaint.refresh_from_db()
    assert (complaint.status, complaint.assignee) == (Status.IN_PROGRESS, by)


def test_citizen_says_that_the_answer_solves_it():
    by = officer()
    complaint = at_work(by)
    actions.answer(complaint=complaint, text="Sudah.", by=by)

    for _ in range(2):
        actions.solved(complaint=complaint)

    assert Complaint.objects.get(pk=complaint.pk).status == Status.CLOSED
    assert complaint.follow_ups.filter(kind="closed", author="citizen").count() == 1


def test_open_complaint_cannot_be_called_solved():
    with pytest.raises(ValidationError):
        actions.solved(complaint=at_work(officer()))


@pytest.mark.parametrize(("phone", "gets_words"), [("+6281234567890", True), ("+6289", False)])
def test_joined_complaint_hears_of_the_answer_but_only_its_own_sender_its_words(phone, gets_words):
    by = officer()
    main, joined = at_work(by), received(reporter=Contact(phone=phone))
    actions.merge(complaint=joined, into=main, by=by)

    actions.answer(complaint=main, text="Ibu Tati sudah menerima.", by=by)

    told = joined.follow_ups.get(kind="outcome")
    assert ("Tati" in told.text) is gets_words
    assert told.is_public
    assert joined.messages.filter(about="changed").count() == 2  # joined, and answered
