"""The second process that helps with large files."""

import pytest

from imports import reading
from imports.models import State
from recipients import identity
from recipients.models import Household, Person
from tests.imports.files import applied, checked, officer, roster_row

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_heartbeat"),
]


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch):
    monkeypatch.setattr(reading, "HELPED_FROM_BYTES", 0)
    monkeypatch.setattr(reading, "BATCH", 3)


def test_batches_of_both_processes_make_one_register():
    rows = [roster_row(number, family=number // 4 + 1) for number in range(1, 21)]
    rows[16] = roster_row(17, nama="")

    job = applied(rows, by=officer())

    assert (job.state, job.new, job.refused) == (State.APPLIED, 19, 1)
    assert (Person.objects.count(), Household.objects.count()) == (19, 6)
    for person in Person.objects.all():
        number = identity.decrypt(person.nik_cipher, column="person.nik", row_id=person.pk)
        assert number.endswith(person.source_id.removeprefix("P").zfill(2))


def test_helper_that_dies_fails_the_job(monkeypatch):
    monkeypatch.setattr("imports.helping.PROGRAM", "import os; os.abort()")

    job = checked([roster_row(number) for number in range(1, 10)], by=officer())

    assert (job.state, job.refused_code) == (State.FAILED, "error")
