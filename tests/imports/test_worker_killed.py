"""`manage.py work` killed at each step: the register is old or new, and a new worker goes on."""

import datetime

import pytest
from django.utils import timezone

from imports import actions
from imports.models import ImportJob, State
from imports.working import work_on
from kelurahan.models import DutyRun
from recipients.models import Person
from tests.imports.files import applied, checked, officer, received, roster_row
from tests.imports.processes import held, register, running_worker, wait_until, waiting

pytestmark = pytest.mark.django_db(transaction=True)

POSTINGS = "recipients_searchposting"


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


def kill_worker_at(table, data_dir):
    """Kill a worker as soon as it wants to write to the table."""
    with held(table), running_worker(data_dir) as worker:
        wait_until(waiting, worker)


def finished_by_a_new_worker(job, state, data_dir):
    """Let the dead worker's lease end, as it does after a minute, and a new worker look."""
    over = timezone.now() - datetime.timedelta(seconds=1)
    ImportJob.objects.filter(pk=job.pk).update(lease_until=over)
    DutyRun.objects.all().delete()
    with running_worker(data_dir) as worker:
        wait_until(ImportJob.objects.filter(pk=job.pk, state=state, lease=None).exists, worker)
    return ImportJob.objects.get(pk=job.pk)


def changes():
    return [roster_row(1, nama="Siti Baru"), roster_row(2), roster_row(3, kode_kelurahan="x")]


def test_killed_while_staging(data_dir):
    by = officer()
    applied([roster_row(1)], by=by)
    before = register()
    job = received(changes(), by=by)
    actions.enqueue(job)

    kill_worker_at("imports_rowproblem", data_dir)

    job = finished_by_a_new_worker(job, State.CHECKED, data_dir)
    assert (job.new, job.changed, job.refused, job.problems.count()) == (1, 1, 1, 1)
    assert register() == before


def test_killed_while_writing(data_dir):
    by = officer()
    applied([roster_row(1)], by=by)
    before = register()
    job = actions.confirm(job=checked(changes(), by=by), by=by)

    kill_worker_at(POSTINGS, data_dir)

    assert register() == before
    job = finished_by_a_new_worker(job, State.APPLIED, data_dir)
    assert set(Person.objects.values_list("source_id", "name")) == {
        ("P1", "Siti Baru"), ("P2", roster_row(2)["nama"]),
    }  # fmt: skip
    assert job.release is not None


def test_killed_while_publishing(data_dir):
    by = officer()
    job = actions.confirm(job=checked(changes(), by=by), by=by)

    kill_worker_at("kelurahan_release", data_dir)

    job.refresh_from_db()
    assert (job.state, job.unpublished) == (State.APPLIED, True)
    after = register()
    job = finished_by_a_new_worker(job, State.APPLIED, data_dir)
    assert (job.release is not None, job.unpublished) == (True, False)
    assert register() == after


def test_killed_while_taking_back(data_dir, monkeypatch):
    monkeypatch.setattr(actions, "UNDONE_AT_ONCE", 0)
    by = officer()
    applied([roster_row(1)], by=by)
    before = register()
    job = checked(changes(), by=by)
    assert work_on(actions.confirm(job=job, by=by, queue=False))
    after = register()
    actions.request_undo(job=job, by=by)

    kill_worker_at(POSTINGS, data_dir)

    assert register() == after
    job = finished_by_a_new_worker(job, State.UNDONE, data_dir)
    assert register() == before
    assert not job.unpublished
