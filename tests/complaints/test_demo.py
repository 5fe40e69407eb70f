"""Invented complaints obey every rule of real ones."""

import pytest

from complaints.demo import COUNT, add_complaints
from complaints.models import MOVES, Complaint, FollowUp, Status
from recipients.demo.spread import CITIES
from tests.complaints.factories import KELURAHAN, officer
from tests.factories import area

pytestmark = pytest.mark.django_db
CITY = CITIES["32.73"]


@pytest.fixture
def demo():
    area(KELURAHAN)
    officer()
    add_complaints(CITY, 2020)


def test_complaints_come_as_often_as_counted(demo):
    assert Complaint.objects.count() == COUNT
    assert Complaint.objects.filter(kind="not_received").count() > COUNT / 3


def test_every_trail_ends_where_the_complaint_stands_by_legal_moves(demo):
    for complaint in Complaint.objects.prefetch_related("follow_ups")[:100]:
        steps = list(complaint.follow_ups.all())
        moves = {(s.before, s.after) for s in steps if s.before}
        assert moves <= MOVES
        assert steps[-1].after == complaint.status
        assert [s.at for s in steps] == sorted(s.at for s in steps)


def test_some_are_overdue_and_some_answered(demo):
    assert Complaint.objects.overdue().exists()
    assert Complaint.objects.filter(status=Status.ANSWERED).exists()
    assert Complaint.objects.filter(status=Status.CLOSED).exists()


def test_loading_twice_adds_nothing(demo):
    before = FollowUp.objects.count()

    add_complaints(CITY, 2020)

    assert (Complaint.objects.count(), FollowUp.objects.count()) == (COUNT, before)
