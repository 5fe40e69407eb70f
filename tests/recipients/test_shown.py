"""The alarm against harvesting: how many people the search showed, and not whom."""

import datetime

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from recipients import search, shown
from recipients.models import ShownHour, ShownMark
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 3, 4, 12, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch):
    moved = [NOON]
    monkeypatch.setattr("django.utils.timezone.now", lambda: moved[0])
    return lambda later: moved.append(moved.pop() + later)


def test_people_are_counted_once_however_often_they_are_shown(clock):
    for _ in range(3):
        shown.count(range(100))

    assert 95 <= shown.distinct(NOON) <= 105


@pytest.mark.parametrize("people", [0, 1, 1_000, 20_000, 300_000])
def test_the_estimate_is_within_six_percent(clock, people):
    shown.count(range(people))

    assert abs(shown.distinct(NOON) - people) <= 0.06 * people


def test_storage_is_bounded_whatever_is_shown(clock):
    shown.count(range(300_000))

    assert ShownMark.objects.count() < shown.REGISTERS * 20


def test_each_hour_is_counted_apart(clock):
    shown.count(range(100))
    clock(HOUR)
    shown.count(range(10))

    assert 9 <= shown.distinct(NOON + HOUR) <= 11


def test_counting_takes_one_statement_and_nobody_takes_none(django_assert_num_queries):
    with django_assert_num_queries(1):
        shown.count(range(10))
    with django_assert_num_queries(0):
        shown.count([])


def test_a_search_counts_whom_it_shows(client):
    person = PersonFactory(name="Tono Rusdiantono")
    search.index_people([person.pk])

    client.post("/cari/", {"name": "tono"})

    assert shown.distinct(timezone.now().replace(minute=0, second=0, microsecond=0)) == 1


def test_a_search_that_shows_nobody_counts_nobody(client):
    client.post("/cari/", {"name": "tono"})

    assert not ShownMark.objects.exists()


@pytest.fixture
def alarm(settings, monkeypatch, clock):
    settings.SEARCH_ALARM_PERCENT = 2
    settings.ADMINS = ["petugas@example.org"]
    monkeypatch.setattr(shown, "_register_size", lambda: 100_000)
    warnings = []
    monkeypatch.setattr(
        shown.log, "warning", lambda event, **values: warnings.append(values), raising=False
    )
    return warnings


def test_over_the_bound_a_warning_is_logged_and_sent_once_an_hour(alarm, clock):
    shown.count(range(3_000))
    shown.look()
    shown.look()

    [warning] = alarm
    assert warning["hour"] == NOON.isoformat()
    assert 2.5 < warning["percent"] < 3.5
    [message] = mail.outbox
    assert message.to == ["petugas@example.org"]


def test_under_the_bound_nothing_is_said(alarm):
    shown.count(range(1_000))
    shown.look()

    assert alarm == []
    assert mail.outbox == []
    assert not ShownHour.objects.get().is_alarming


def test_a_small_register_does_not_cry_wolf(alarm, monkeypatch):
    monkeypatch.setattr(shown, "_register_size", lambda: 100)
    shown.count(range(90))
    shown.look()

    assert alarm == []


def test_an_hour_that_the_worker_missed_is_still_counted(alarm, clock):
    shown.count(range(3_000))
    clock(5 * HOUR)
    shown.look()

    assert len(alarm) == 1
    assert not ShownMark.objects.exists()
    assert ShownHour.objects.get().hour == NOON


def test_a_mail_server_that_is_down_stops_nothing(alarm, monkeypatch):
    def refuse(*args):
        raise ConnectionRefusedError

    monkeypatch.setattr(shown, "mail_admins", refuse)
    shown.count(range(3_000))
    shown.look()

    assert ShownHour.objects.get().is_alarming


def test_hours_are_forgotten_after_ninety_days(clock):
    ShownHour.objects.create(hour=NOON - 91 * 24 * HOUR, people=1, of=1)
    shown.look()

    assert not ShownHour.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_whom_an_hour_has_shown_costs_no_statement_again(clock, django_assert_num_queries):
    shown.count(range(10))

    with django_assert_num_queries(0):
        shown.count(range(10))
    clock(HOUR)
    with django_assert_num_queries(1):
        shown.count(range(10))


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_counted_again(clock):
    with transaction.atomic():
        shown.count(range(20))
        transaction.set_rollback(True)

    shown.count(range(20))

    assert ShownMark.objects.exists()
