import datetime

import pytest
from django.utils import timezone

from jps_portal.management.commands import work
from kelurahan import duties
from kelurahan.duties import Duty
from kelurahan.models import DutyRun

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def registry(monkeypatch):
    known = {}
    monkeypatch.setattr(duties, "_duties", known)
    return known


@pytest.mark.django_db
def test_duty_runs_once_until_it_is_due_again(registry):
    runs = []
    duties.register_duty(Duty("count", HOUR, lambda: runs.append(1)))

    work.run_due_duties()
    work.run_due_duties()
    assert len(runs) == 1

    DutyRun.objects.update(started_at=timezone.now() - HOUR)
    work.run_due_duties()
    assert len(runs) == 2


@pytest.mark.django_db
def test_broken_duty_does_not_stop_the_others(registry):
    runs = []
    duties.register_duty(Duty("broken", HOUR, lambda: 1 / 0))
    duties.register_duty(Duty("sound", HOUR, lambda: runs.append(1)))

    assert work.run_due_duties() == ["broken", "sound"]
    assert runs == [1]


def test_second_duty_of_the_same_name_is_refused(registry):
    duties.register_duty(Duty("once", HOUR, lambda: None))

    with pytest.raises(ValueError, match="registered twice"):
        duties.register_duty(Duty("once", HOUR, lambda: None))


@pytest.mark.django_db
def test_duty_is_claimed_by_one_worker_only():
    claims = [DutyRun.objects.claim("purge", HOUR) for _ in range(2)]

    assert claims == [True, False]
