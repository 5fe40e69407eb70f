"""Two officers at the same complaint in the same moment, and two workers at the same duty."""

import threading
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from complaints import actions
from complaints.actions import outcomes, sharing, timing
from complaints.models import Status
from tests.complaints.factories import at_work, officer
from tests.complaints.pages import current, verified
from tests.factories import HouseholdFactory
from verification import actions as correcting
from verification.models import CloseReason
from verification.models import Kind as FindingKind
from verification.registry import Event, Outcome

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run all acts in threads of their own that begin together; return what each gave or raised."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            gate.wait()
            found[place] = act()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_two_officers_who_end_a_complaint_one_is_told():
    one, other = officer(), officer()
    complaint = at_work(one)

    found = at_once(
        lambda: actions.answer(complaint=complaint, text="Sudah.", by=one),
        lambda: actions.reject(complaint=complaint, reason="other", text="Tidak.", by=other),
    )

    assert sum(isinstance(result, ValidationError) for result in found) == 1
    assert complaint.follow_ups.filter(kind__in=("answer", "rejected")).count() == 1


def test_same_form_sent_twice_at_once_answers_once():
    by = officer()
    complaint, submission = at_work(by), uuid.uuid4()

    found = at_once(*[
        lambda: actions.answer(complaint=complaint, text="Sudah.", by=by, submission=submission)
    ] * 4)  # fmt: skip

    assert not [result for result in found if isinstance(result, Exception)]
    assert complaint.follow_ups.filter(kind="answer").count() == 1


def test_many_handed_out_by_two_at_once_do_not_deadlock():
    one, other = officer(), officer()
    chosen = [verified() for _ in range(4)]

    found = at_once(
        lambda: sharing.assign_all(complaints=chosen, to=one, by=one),
        lambda: sharing.assign_all(complaints=chosen[::-1], to=other, by=other),
    )

    assert found == [4, 4]
    assert len({current(complaint).assignee_id for complaint in chosen}) == 1


def test_two_who_take_a_complaint_leave_it_with_one():
    one, other, complaint = officer(), officer(), verified()

    at_once(
        lambda: sharing.take(complaint=complaint, by=one),
        lambda: sharing.take(complaint=complaint, by=other),
    )

    complaint = current(complaint)
    assert complaint.status == Status.IN_PROGRESS
    last = complaint.follow_ups.filter(kind="started").last()
    assert last.by == complaint.assignee


def test_several_workers_warn_and_tell_once():
    by = officer()
    complaint = at_work(by)
    actions.match_household(complaint=complaint, household=HouseholdFactory(), by=by)
    complaint = actions.open_correction(
        complaint=complaint, person=None, kind=FindingKind.MOVED, note="", by=by
    )
    correcting.resolve(finding=complaint.finding, reason=CloseReason.REPAIRED, by=by)

    at_once(*[lambda: timing.warn(complaint=complaint)] * 3)
    at_once(*[lambda: outcomes.hear(Outcome(complaint.finding_id, Event.RESOLVED))] * 3)

    assert complaint.follow_ups.filter(kind="warned").count() == 1
    assert complaint.follow_ups.filter(kind="outcome").count() == 1
