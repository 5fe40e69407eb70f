"""What the worker does as deadlines come near and pass."""

import datetime

import pytest
from django.utils import timezone

from complaints import actions, duties
from complaints.models import Complaint, Kind, Message, Status
from kelurahan.duties import registered_duties
from tests.complaints.factories import at_work, received
from tests.complaints.pages import answered, current
from tests.factories import HouseholdFactory, area
from verification import actions as correcting
from verification.models import CloseReason
from verification.models import Kind as FindingKind
from verification.registry import Event, Outcome, announce

pytestmark = pytest.mark.django_db
JAKARTA = timezone.get_default_timezone()


def at(year, month, day, hour=9):
    return datetime.datetime(year, month, day, hour, tzinfo=JAKARTA)


def due(complaint, answer_by, **values):
    Complaint.objects.filter(pk=complaint.pk).update(
        received_at=answer_by - datetime.timedelta(days=30),
        verify_by=answer_by - datetime.timedelta(days=20), answer_by=answer_by, **values,
    )  # fmt: skip
    return current(complaint)


def evening(year, month, day):
    return datetime.datetime(year, month, day, 23, 59, 59, tzinfo=JAKARTA)


def warned(complaint):
    return complaint.follow_ups.filter(kind="warned").count()


def desk(complaint):
    return current(complaint).escalation


# 2026: 18 to 24 March are Nyepi, Idul Fitri and collective leave; 21 and 22 a weekend. The last
# working day before is Tuesday 17 March, the first after it Wednesday 25 March.


def test_deadline_right_after_lebaran_is_warned_of_before_it(by):
    complaint = due(at_work(by), evening(2026, 3, 25))

    assert duties.warn_of_deadlines(at(2026, 3, 16)) == 0
    assert duties.warn_of_deadlines(at(2026, 3, 17)) == 1
    assert warned(complaint) == 1


def test_warning_comes_once_for_each_deadline(by):
    complaint = due(at_work(by), evening(2026, 6, 10))
    for _ in range(3):
        duties.warn_of_deadlines(at(2026, 6, 9))

    due(complaint, evening(2026, 7, 8))
    duties.warn_of_deadlines(at(2026, 7, 7))

    assert warned(complaint) == 2


def test_warning_is_for_staff_only(by):
    complaint = due(at_work(by), evening(2026, 6, 10))

    duties.warn_of_deadlines(at(2026, 6, 9))

    assert not complaint.follow_ups.public().filter(kind="warned").exists()
    assert not complaint.messages.exclude(about=Message.About.RECEIVED).exists()


def test_unverified_complaint_is_warned_of_by_its_check():
    complaint = received()
    Complaint.objects.filter(pk=complaint.pk).update(
        received_at=at(2026, 6, 1), verify_by=evening(2026, 6, 4), answer_by=evening(2026, 6, 10)
    )

    assert duties.warn_of_deadlines(at(2026, 6, 3)) == 1


def test_answered_complaint_is_neither_warned_of_nor_escalated():
    complaint = due(answered(), evening(2026, 6, 10))

    duties.warn_of_deadlines(at(2026, 6, 10))
    duties.escalate_overdue(at(2026, 6, 20))

    assert (warned(complaint), desk(complaint)) == (0, 0)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(2026, 6, 10), 0),  # a Wednesday, the last day
        (at(2026, 6, 11), 1),  # lurah
        (at(2026, 6, 12), 2),  # camat
        (at(2026, 6, 13), 3),  # officer: Friday's end has passed
        (at(2026, 6, 30), 3),
    ],
)
def test_late_complaint_climbs_one_desk_a_working_day(by, now, expected):
    complaint = due(at_work(by), evening(2026, 6, 10))

    duties.escalate_overdue(now)

    assert desk(complaint) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(2026, 3, 18), 1),
        (at(2026, 3, 24), 1),
        (at(2026, 3, 25), 1),
        (at(2026, 3, 26), 2),
        (at(2026, 3, 27), 3),
    ],
)
def test_desks_are_not_climbed_over_lebaran(by, now, expected):
    complaint = due(at_work(by), evening(2026, 3, 17))

    duties.escalate_overdue(now)

    assert desk(complaint) == expected


def test_each_desk_is_written_into_the_trail_once(by):
    complaint = due(at_work(by), evening(2026, 6, 10))

    for now in (at(2026, 6, 11), at(2026, 6, 11), at(2026, 6, 12), at(2026, 6, 13)):
        duties.escalate_overdue(now)
        duties.escalate_overdue(now)

    assert complaint.follow_ups.filter(kind="escalated").count() == 3


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({"kind": Kind.NOT_HANDED_OUT}, 3), ({"code": "32.73.05"}, 2), ({"code": "32.73"}, 3)],
)
def test_desks_that_may_not_know_or_do_not_exist_are_passed_over(by, changes, expected):
    code = changes.pop("code", "32.73.05.1006")
    complaint = due(at_work(by, area=area(code), **changes), evening(2026, 6, 10))

    duties.escalate_overdue(at(2026, 6, 11))

    assert desk(complaint) == expected


def test_reopened_complaint_starts_below_again(by):
    complaint = due(at_work(by), evening(2026, 6, 10))
    duties.escalate_overdue(at(2026, 6, 11))
    actions.answer(complaint=complaint, text="Sudah.", by=by)
    actions.reopen(complaint=complaint, text="Belum.", by=by)

    duties.escalate_overdue(timezone.now())

    assert desk(complaint) == 0


def test_all_are_dealt_with_in_batches(by, monkeypatch):
    monkeypatch.setattr(duties, "BATCH", 2)
    late = [due(at_work(by), evening(2026, 6, 10)) for _ in range(5)]

    assert duties.escalate_overdue(at(2026, 6, 11)) == 5
    assert {desk(one) for one in late} == {1}


def test_duties_are_handed_to_the_worker():
    names = {duty.name for duty in registered_duties()}

    assert names >= {
        "warn of deadlines", "escalate complaints", "close uncontested answers",
        "tell lost outcomes",
    }  # fmt: skip


@pytest.fixture
def corrected(by):
    """A complaint whose correction is open."""
    complaint = at_work(by)
    actions.match_household(complaint=complaint, household=HouseholdFactory(), by=by)
    return actions.open_correction(
        complaint=complaint, person=None, kind=FindingKind.MOVED, note="", by=by
    )


def told(complaint):
    return list(complaint.follow_ups.public().filter(kind="outcome").values_list("text", flat=True))


def test_citizen_is_told_when_the_correction_is_made(
    corrected, by, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        correcting.resolve(finding=corrected.finding, reason=CloseReason.REPAIRED, by=by)

    assert len(told(corrected)) == 1
    assert corrected.messages.filter(about=Message.About.CHANGED).count() == 1


@pytest.mark.parametrize(
    "event", [Event.ACCEPTED, Event.REJECTED, Event.UNCHANGED, Event.REAPPEARED]
)
def test_citizen_is_told_what_the_ministry_answered(
    corrected, event, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        announce([corrected.finding_id], event)

    assert len(told(corrected)) == 1


def test_what_concerns_the_office_only_is_not_told(corrected):
    assert duties.outcomes.hear(Outcome(corrected.finding_id, Event.REOPENED)) == 0


def test_same_outcome_is_told_once_whoever_announces_it(corrected, by):
    correcting.resolve(finding=corrected.finding, reason=CloseReason.ACCEPTED, by=by)

    for event in (Event.RESOLVED, Event.ACCEPTED, Event.RESOLVED):
        duties.outcomes.hear(Outcome(corrected.finding_id, event))

    assert len(told(corrected)) == 1


def test_lost_call_is_caught_up_once(corrected, by):
    correcting.dismiss(finding=corrected.finding, reason=CloseReason.AS_IT_IS, by=by)

    assert [duties.tell_lost_outcomes(), duties.tell_lost_outcomes()] == [1, 0]
    assert len(told(corrected)) == 1


def test_second_outcome_of_a_finding_is_told_too(corrected, by):
    finding = corrected.finding
    correcting.dismiss(finding=finding, reason=CloseReason.AS_IT_IS, by=by)
    duties.tell_lost_outcomes()
    correcting.reopen(finding=finding, by=by, note="Ada bukti baru.")
    correcting.resolve(finding=finding, reason=CloseReason.REPAIRED, by=by)

    assert duties.tell_lost_outcomes() == 1


def test_who_joined_is_told_and_who_withdrew_is_not(corrected, by):
    joined, withdrawn = received(), received()
    actions.merge(complaint=joined, into=corrected, by=by)
    actions.withdraw(complaint=withdrawn)
    Complaint.objects.filter(pk=withdrawn.pk).update(
        household=corrected.household, finding=corrected.finding
    )

    correcting.resolve(finding=corrected.finding, reason=CloseReason.REPAIRED, by=by)
    duties.tell_lost_outcomes()

    assert [len(told(one)) for one in (corrected, joined, withdrawn)] == [1, 1, 0]
    assert current(joined).status == Status.MERGED
