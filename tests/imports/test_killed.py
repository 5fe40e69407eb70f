"""A worker killed in the middle: what it had not committed is gone, and the job goes on."""

import datetime
import subprocess
import sys

import pytest
from django.conf import settings as portal
from django.utils import timezone

from imports import actions, formats
from imports.models import ImportJob, State
from recipients.models import Household, Person
from tests.imports.files import officer, received, roster_row
from tests.imports.processes import environment

pytestmark = pytest.mark.django_db(transaction=True)

# Stops where the named function has done its work, and says so.
WORKER = """
import sys, time, django
django.setup()
from imports import {module} as module
from imports.models import ImportJob
from imports.working import work_on
original = module.{function}
def stop(*arguments, **named):
    result = original(*arguments, **named)
    print("reached", flush=True)
    time.sleep(60)
    return result
module.{function} = stop
work_on(ImportJob.objects.get(pk={job}))
"""


def kill_worker_at(module, function, job, data_dir):
    code = WORKER.format(module=module, function=function, job=job.pk)
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=portal.BASE_DIR,
        env=environment(data_dir),
        stdout=subprocess.PIPE,
    ) as worker:
        assert worker.stdout.readline() == b"reached\n"
        worker.kill()


def worker_notices(job):
    """Let the lease run out and the periodic duty look; tasks run at once in tests."""
    over = timezone.now() - datetime.timedelta(seconds=1)
    ImportJob.objects.filter(pk=job.pk).update(lease_until=over)
    assert actions.resume_abandoned() == 1
    return ImportJob.objects.get(pk=job.pk)


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


@pytest.mark.parametrize(
    ("module", "function"), [("reading", "_note_source"), ("checking", "_compare")]
)
def test_killed_before_the_preview_is_read_again(data_dir, module, function):
    job = received([roster_row(1), roster_row(2)], by=officer())

    kill_worker_at(module, function, job, data_dir)

    assert worker_notices(job).state == State.CHECKED
    assert not Person.objects.exists()


def test_killed_while_writing_leaves_the_old_state_and_is_finished_later(data_dir):
    by = officer()
    job = received([roster_row(1), roster_row(2)], by=by)
    kill_worker_at("applying", "_update", confirmed(job, by), data_dir)

    assert not Household.objects.exists()
    job = worker_notices(job)

    assert (job.state, Person.objects.count()) == (State.APPLIED, 2)


def confirmed(job, by):
    from imports.working import work_on

    assert formats.get(job.format).publishes
    work_on(job)
    return actions.confirm(job=job, by=by, queue=False)
