"""Work shared out to other connections and other processes gives what one alone would."""

import datetime

import pytest
from django.db import connection

from recipients import actions as register
from recipients.matching import draining, postings, stale
from recipients.models import MatchPosting, MatchTraits
from tests.factories import PersonFactory, UserFactory
from verification.duplicates import running, starting
from verification.models import DuplicatePair

pytestmark = pytest.mark.django_db(transaction=True)


def entries():
    """Return the ids of five people, each entered twice."""
    twice, officer = [], UserFactory(role="officer")
    for place, name in enumerate(
        ("Entin Suhartini", "Dadang Kosasih", "Lilis Karlina", "Iwan", "Ai")
    ):
        facts = {
            "name": name, "birth_date": datetime.date(1960 + place, 2 + place, 11 + place),
            "mother_name": f"Iyah {name[::-1]}", "birth_place": "Garut",
        }  # fmt: skip
        people = PersonFactory(**facts), PersonFactory(**facts)
        for person in people:
            number = f"327301{person.birth_date:%d%m%y}0007"
            register.set_nik(person=person, text=number, by=officer)
        twice.append((people[0].pk, people[1].pk))
    return twice


def found():
    return set(DuplicatePair.objects.values_list("first_id", "second_id", "weight"))


def test_chunks_side_by_side_find_what_one_after_the_other_does(monkeypatch):
    entries()
    assert running.work_on(starting.new_run(), threads=1)
    alone = found()
    DuplicatePair.objects.all().delete()
    for name in ("PEOPLE_A_CHUNK", "PAGES_A_CHUNK"):
        monkeypatch.setattr(running, name, 1)
    monkeypatch.setattr(running, "WORTH_THREADS", 2)

    assert running.work_on(starting.new_run(), threads=3)

    assert found() == alone != set()


def test_a_chunk_that_fails_beside_others_ends_the_search(monkeypatch):
    entries()
    monkeypatch.setattr(running, "PEOPLE_A_CHUNK", 1)
    monkeypatch.setattr(running.candidates, "raw_sql", lambda *_args, **_options: ["SELECT 1 / 0"])

    with pytest.raises(Exception, match="division by zero"):
        running.work_on(starting.new_run(), threads=3)

    assert starting.open_run() is None


def test_other_processes_drain_the_queue(monkeypatch):
    people = {person for pair in entries() for person in pair}
    monkeypatch.setattr(draining, "MANY", 3)
    monkeypatch.setattr(draining, "CHUNK", 2)

    assert draining.drain(processes=2) >= len(people)

    assert set(MatchTraits.objects.values_list("person_id", flat=True)) == people
    assert set(MatchPosting.objects.values_list("person_id", flat=True)) == people
    assert postings.are_complete()
    assert not stale.waiting(1)


def test_a_large_queue_is_left_to_a_thread(monkeypatch):
    entries()
    monkeypatch.setattr(draining, "MANY", 3)
    begun = []
    monkeypatch.setattr(draining, "in_background", begun.append)

    draining.keep_up()

    assert begun == [draining.drain]
    assert stale.waiting(1)


def test_background_work_closes_its_connection():
    seen = []

    def look():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            seen.append(cursor.fetchone()[0])

    draining._and_close(look)

    assert seen
    assert connection.connection is None
