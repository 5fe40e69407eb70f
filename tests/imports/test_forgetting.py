"""Previews that nobody confirms, and what rows were before: kept for a time, then forgotten."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from imports import actions, purging
from imports.models import AppliedChange, ImportJob, State
from recipients.models import Person
from tests.imports.files import applied, checked, officer, roster_row, worked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


def days_ago(number):
    return timezone.now() - datetime.timedelta(days=number)


def staging_tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'imports_staging'")
        return cursor.fetchone()[0]


def old_preview(**values):
    job = checked([roster_row(1)], by=officer())
    ImportJob.objects.filter(pk=job.pk).update(checked_at=days_ago(31), **values)
    return job


def test_preview_that_nobody_confirms_expires_and_leaves_no_staging_table():
    job = old_preview()

    assert purging.expire_previews() == 1

    job.refresh_from_db()
    assert (job.state, job.refused_code, job.closed_by) == (State.EXPIRED, "expired", None)
    assert job.closed_at is not None
    assert staging_tables() == 0


def test_preview_in_its_time_stays(settings):
    old_preview()
    settings.IMPORT_PREVIEW_DAYS = 32

    assert purging.expire_previews() == 0
    assert staging_tables() > 0


def test_expired_preview_cannot_be_confirmed():
    job = old_preview()
    purging.expire_previews()

    with pytest.raises(ValidationError):
        actions.confirm(job=job, by=officer(), queue=False)


def test_file_of_an_expired_preview_is_kept_from_then_on_as_long_as_any():
    job = old_preview(received_at=days_ago(400))
    purging.expire_previews()
    purging.purge_files()
    job.refresh_from_db()
    assert job.has_file

    ImportJob.objects.update(closed_at=days_ago(91), checked_at=days_ago(122))
    purging.purge_files()

    job.refresh_from_db()
    assert not job.has_file


def test_declined_job_says_who_and_when():
    by = officer()

    job = actions.decline(job=checked([roster_row(1)], by=by), reason="lama", by=by)

    assert job.closed_by == by
    assert job.closed_at is not None


def applied_days_ago(number, by):
    job = applied([roster_row(1), roster_row(2)], by=by)
    ImportJob.objects.filter(pk=job.pk).update(applied_at=days_ago(number))
    return ImportJob.objects.get(pk=job.pk)


def test_what_rows_were_before_is_forgotten_in_batches(monkeypatch):
    monkeypatch.setattr(purging, "LEDGER_ROWS_AT_ONCE", 3)
    applied_days_ago(92, officer())

    assert purging.purge_ledger() == 4  # two families, two people
    assert not AppliedChange.objects.exists()


def test_ledger_stays_as_long_as_an_import_can_be_undone():
    applied_days_ago(90, officer())

    assert purging.purge_ledger() == 0


def test_import_can_no_longer_be_undone_when_its_ledger_may_be_gone():
    by = officer()
    job = applied_days_ago(91, by)

    for undo in (actions.undo, actions.request_undo):
        with pytest.raises(ValidationError) as refusal:
            undo(job=job, by=by)
        assert refusal.value.code == "late"
    assert Person.objects.exists()


def test_undo_asked_for_in_time_is_done_however_late_the_worker_is():
    by = officer()
    job = applied_days_ago(200, by)
    ImportJob.objects.filter(pk=job.pk).update(state=State.UNDOING, undone_by=by)

    assert purging.purge_ledger() == 0
    assert worked(job).state == State.UNDONE
    assert not Person.objects.exists()
