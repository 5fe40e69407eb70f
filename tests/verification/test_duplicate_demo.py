"""The demo shows likely doubles, some of them decided, and merges nobody."""

import pytest

from recipients.demo.spread import CITIES
from recipients.matching import draining
from tests.factories import UserFactory
from tests.verification.doubles import model_of_names
from tests.verification.rules import with_nik
from verification.duplicate_demo import add_doubles
from verification.duplicates import running, starting
from verification.models import DuplicatePair, Merge

pytestmark = pytest.mark.django_db
CITY = CITIES["32.73"]


@pytest.fixture
def twice(db):
    model_of_names()
    for number in range(4):
        for _entry in range(2):
            with_nik(f"327305020170000{number}", name=f"Tono {'ABCD'[number]}wan")


def states():
    return sorted(DuplicatePair.objects.values_list("state", flat=True))


def test_people_with_one_nik_are_shown_and_some_decided(twice):
    UserFactory(username="dinsos")

    add_doubles(CITY, 2020)

    assert len(states()) == 4
    assert "waiting" in states()
    assert "same" in states()
    assert not Merge.objects.exists()


def test_doubles_are_added_once(twice):
    add_doubles(CITY, 2020)
    before = set(DuplicatePair.objects.values_list("pk", flat=True))

    add_doubles(CITY, 2020)

    assert set(DuplicatePair.objects.values_list("pk", flat=True)) == before


@pytest.mark.django_db(transaction=True)
def test_search_leaves_what_the_demo_decided(twice):
    UserFactory(username="dinsos")
    add_doubles(CITY, 2020)
    decided = [state for state in states() if state != "waiting"]

    running.work_on(starting.new_run(), threads=1)

    assert [state for state in states() if state not in ("waiting", "gone")] == decided


def test_city_without_doubles_gets_none(db):
    model_of_names()
    draining.drain(processes=0)

    add_doubles(CITY, 2020)

    assert not DuplicatePair.objects.exists()
