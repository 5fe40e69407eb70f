"""Work that broke off: nobody's job stays open, half done, or with old figures."""

import datetime
import uuid

import pytest
from django.utils import timezone

from imports import actions, applying, working
from imports.models import ImportJob, State
from kelurahan.models import Release
from kelurahan.publishing import publish
from recipients.models import Person
from tests.imports.files import applied, checked, officer, received, roster_row, worked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


def lease_is_over(job, **values):
    over = timezone.now() - datetime.timedelta(seconds=1)
    values = {"lease": "00000000-0000-4000-8000-000000000000", "lease_until": over, **values}
    ImportJob.objects.filter(pk=job.pk).update(**values)


def resumed(job, capture):
    with capture(execute=True):
        assert actions.resume_abandoned() == 1
    return ImportJob.objects.get(pk=job.pk)


def fail(*_arguments, **_named):
    raise RuntimeError("broken off")


class Publication:
    """Publishing, as long as it is not `broken`."""

    broken = False

    def __call__(self, **named):
        return fail() if self.broken else publish(**named)


@pytest.fixture
def publication(monkeypatch):
    monkeypatch.setattr("imports.working.publishing.publish", Publication())
    return working.publishing.publish


def to_be_undone(job, by, **values):
    ImportJob.objects.filter(pk=job.pk).update(
        state=State.UNDOING, undone_by=by, attempts=0, **values
    )
    return ImportJob.objects.get(pk=job.pk)


def test_job_just_received_is_left_to_its_sender():
    received([roster_row(1)], by=officer())

    assert actions.resume_abandoned() == 0


def test_job_whose_sender_was_killed_before_working_on_it_is_picked_up(
    django_capture_on_commit_callbacks,
):
    job = received([roster_row(1)], by=officer())
    lease_is_over(job, lease=job.lease)

    assert resumed(job, django_capture_on_commit_callbacks).state == State.CHECKED


def test_confirmed_job_whose_sender_was_killed_is_picked_up(django_capture_on_commit_callbacks):
    by = officer()
    job = actions.confirm(job=checked([roster_row(1)], by=by), by=by, queue=False)
    lease_is_over(job, lease=job.lease)

    assert resumed(job, django_capture_on_commit_callbacks).state == State.APPLIED


def test_figures_not_published_when_the_worker_died_are_published_later(
    publication, django_capture_on_commit_callbacks
):
    publication.broken = True
    job = applied([roster_row(1)], by=officer())
    assert (job.state, job.unpublished, job.release) == (State.APPLIED, True, None)
    assert job.attempts == 0
    publication.broken = False

    lease_is_over(job)
    job = resumed(job, django_capture_on_commit_callbacks)

    assert (job.unpublished, job.release) == (False, Release.objects.newest().number)


def test_figures_not_published_after_an_undo_are_published_later(
    publication, django_capture_on_commit_callbacks
):
    by = officer()
    job = applied([roster_row(1)], by=by)
    publication.broken = True
    with pytest.raises(RuntimeError):
        actions.undo(job=job, by=by)
    publication.broken = False
    before = Release.objects.newest().number

    job = resumed(job, django_capture_on_commit_callbacks)

    assert (job.state, job.unpublished) == (State.UNDONE, False)
    assert Release.objects.newest().number == before + 1


def test_publication_that_breaks_every_worker_is_given_up_and_told(publication):
    publication.broken = True
    job = applied([roster_row(1)], by=officer())
    ImportJob.objects.filter(pk=job.pk).update(attempts=3)

    job = worked(job)

    assert (job.state, job.unpublished, job.lease) == (State.APPLIED, False, None)
    assert job.report["warnings"][0]["code"] == "unpublished"


def test_undo_that_breaks_off_leaves_the_rows_and_says_so(monkeypatch):
    by = officer()
    job = to_be_undone(applied([roster_row(1)], by=by), by)
    monkeypatch.setattr("imports.applying.take_back", fail)

    job = worked(job)

    assert (job.state, job.undone_by, job.report["undo_refused"]) == (State.APPLIED, None, "error")
    assert Person.objects.exists()


def test_undo_that_kills_every_worker_is_given_up():
    by = officer()
    job = to_be_undone(applied([roster_row(1)], by=by), by)
    ImportJob.objects.filter(pk=job.pk).update(attempts=3)

    job = worked(job)

    assert (job.state, job.report["undo_refused"]) == (State.APPLIED, "gave_up")
    assert Person.objects.exists()


def test_undo_is_refused_when_who_asked_for_it_may_no_longer():
    by = officer()
    job = to_be_undone(applied([roster_row(1)], by=by), by)
    type(by).objects.filter(pk=by.pk).update(is_active=False)

    job = worked(job)

    assert (job.state, job.report["undo_refused"]) == (State.APPLIED, "right")


def test_undo_is_picked_up_when_its_worker_died_before_it_began(
    django_capture_on_commit_callbacks,
):
    by = officer()
    job = to_be_undone(applied([roster_row(1)], by=by), by)
    lease_is_over(job, phase="")

    assert resumed(job, django_capture_on_commit_callbacks).state == State.UNDONE


def test_worker_that_lost_its_job_does_not_close_it(monkeypatch):
    job = received([roster_row(1)], by=officer())

    def taken_over(*_arguments):
        lease_is_over(job)
        raise RuntimeError("broken off")

    monkeypatch.setattr(working, "read_file", taken_over)

    assert worked(job).state == State.RECEIVED


def test_worker_that_lost_its_job_in_the_middle_of_an_apply_writes_nothing(monkeypatch):
    by = officer()
    job = actions.confirm(job=checked([roster_row()], by=by), by=by, queue=False)
    real = applying.write

    def taken_over(one, targets):
        real(one, targets)
        ImportJob.objects.filter(pk=one.pk).update(lease=uuid.uuid4())

    monkeypatch.setattr(applying, "write", taken_over)

    working.work_on(job)

    job.refresh_from_db()
    assert (job.state, Person.objects.count()) == (State.CONFIRMED, 0)
