"""Two people, or two files, at the same moment: real transactions in threads of their own."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from imports import actions, leases
from imports.models import ImportJob, Phase, State
from imports.working import work_on
from kelurahan.models import Release
from recipients.models import Person
from tests.imports.files import checked, officer, roster_row
from tests.imports.processes import held, wait_until, waiting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_MFA_REQUIRED = False


def started(work, *arguments):
    """Run in a thread with a connection of its own."""

    def run():
        try:
            work(*arguments)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_job_that_two_people_confirm_at_once_is_applied_once(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    one, other = officer(), officer()
    job = checked([roster_row(1)], by=one)
    address = reverse("imports:confirm", args=[job.pk])
    clients = [signed_in(user) for user in (one, other)]

    with transaction.atomic():
        ImportJob.objects.select_for_update().get(pk=job.pk)
        threads = [started(client.post, address) for client in clients]
        # One waits for our transaction, the other in the queue behind it.
        wait_until(lambda: waiting(1, "transactionid") and waiting(1, "tuple"))
    for thread in threads:
        thread.join()

    job.refresh_from_db()
    assert (job.state, job.confirmed_by in (one, other)) == (State.CONFIRMED, True)
    assert DBTaskResult.objects.count() == 1


def test_task_that_two_workers_take_is_done_by_one():
    by = officer()
    job = actions.confirm(job=checked([roster_row(1)], by=by), by=by, queue=False)
    answers = []
    both = [ImportJob.objects.get(pk=job.pk) for _worker in range(2)]

    threads = [started(lambda job: answers.append(work_on(job)), each) for each in both]
    for thread in threads:
        thread.join()

    # Who comes after the other has ended finds nothing left to do.
    assert True in answers
    assert Person.objects.count() == 1
    assert ImportJob.objects.get(pk=job.pk).state == State.APPLIED
    assert Release.objects.count() == 1


def test_second_file_for_the_same_area_waits_and_says_so(monkeypatch):
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.05)
    by = officer()
    jobs = [checked([roster_row(number)], by=by) for number in (1, 2)]
    for job in jobs:
        actions.confirm(job=job, by=by, queue=False)
    first, second = (ImportJob.objects.get(pk=job.pk) for job in jobs)

    with held("recipients_searchposting"):
        threads = [started(work_on, first)]
        wait_until(waiting)
        threads.append(started(work_on, second))
        seen = ImportJob.objects.filter(pk=second.pk, phase=Phase.WAITING)
        wait_until(seen.exists)
        page = signed_in(by).get(reverse("imports:job", args=[second.pk]))
    for thread in threads:
        thread.join()

    assert page.context["waiting"]
    assert set(ImportJob.objects.values_list("state", flat=True)) == {State.APPLIED}
    assert Person.objects.count() == 2
