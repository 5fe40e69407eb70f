"""Complaints joined with another: whatever becomes of that one, each sender hears of it."""

import pytest
from django.core.exceptions import ValidationError

from complaints import actions
from complaints.models import Complaint, Status
from tests.complaints.factories import at_work, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def main(by):
    return at_work(by)


@pytest.fixture
def joined(by, main):
    complaint = received()
    actions.merge(complaint=complaint, into=main, by=by)
    return complaint


def current(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def outcomes(complaint):
    return complaint.follow_ups.filter(kind="outcome", is_public=True).count()


def test_joined_complaint_hears_that_the_other_is_turned_down(by, main, joined):
    actions.reject(complaint=main, reason="other", text="Bukan bansos.", by=by)

    assert outcomes(joined) == 1


def test_joined_complaint_hears_that_the_other_is_forwarded(by, main, joined):
    actions.forward(complaint=main, to="Disdukcapil", text="Mereka yang mengurus.", by=by)

    assert outcomes(joined) == 1


def test_joined_complaint_follows_the_other_into_a_third(by, main, joined):
    third = at_work(by)
    actions.merge(complaint=main, into=third, by=by)

    actions.answer(complaint=third, text="Sudah dibayarkan.", by=by)

    assert current(joined).merged_into == third
    assert (outcomes(main), outcomes(joined)) == (1, 1)


def test_joined_complaint_is_open_again_when_the_other_is_withdrawn(main, joined):
    before = joined.messages.count()

    actions.withdraw(complaint=main)

    again = current(joined)
    assert (again.status, again.merged_into, again.ended_at) == (Status.REOPENED, None, None)
    assert again.reopened == 0  # no answer was contested
    assert joined.messages.count() == before + 1


def test_officer_takes_a_complaint_out_of_the_one_it_was_joined_with(by, joined):
    actions.reopen(complaint=joined, text="Ternyata soal lain.", by=by)

    assert (current(joined).status, current(joined).merged_into) == (Status.REOPENED, None)


def test_complaint_is_not_joined_with_one_that_has_been_answered(by, main):
    actions.answer(complaint=main, text="Sudah.", by=by)
    late = received()

    with pytest.raises(ValidationError):
        actions.merge(complaint=late, into=main, by=by)

    assert current(late).is_open
