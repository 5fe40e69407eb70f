"""A machine that walks the search learns next to nothing, however it changes its address.

The whole walk of 17,576 beginnings is `make bench ONLY=harvest`; here every beginning that could
meet anybody is walked, so that the register may be small.
"""

import pytest

from accounts import challenge
from benchmarks.harvest import Harvest
from recipients import masking, names, search
from recipients.models import Person
from tests.factories import HouseholdFactory

pytestmark = pytest.mark.django_db
MOST_RESULTS = 10

FIRST = ("Tono", "Siti", "Muhammad", "Asep", "Ani", "Edi", "Abdul", "Nurhayati", "Ii", "Djoko")
LAST = (
    "Rusdiantono",
    "Hadi",
    "Nur",
    "Komariah",
    "Suherman",
    "Ita",
    "Rahmawati",
    "Ali",
    "Wulan",
    "Ibu",
)


@pytest.fixture
def town():
    household = HouseholdFactory()
    every = [f"{first} {last}" for first in FIRST for last in LAST]
    Person.objects.bulk_create(
        Person(household=household, name=name, relation="other")
        for name in [*every, "Ani", "Suharti"]
    )
    people = list(Person.objects.values_list("pk", "name"))
    search.index_people([pk for pk, _name in people])
    return dict(people)


def beginnings(town):
    words = {word.letters for name in town.values() for word in names.words(name)}
    folded = {word.folded for name in town.values() for word in names.words(name)}
    parts = {w[i : i + 3] for w in words | folded for i in range(len(w) - 2)}
    return sorted(parts | {"moh", "muh", "abd", "ach"})


def test_a_walk_of_beginnings_tells_no_word_that_was_not_typed(town):
    harvest = Harvest()
    for typed in beginnings(town):
        harvest.ask(typed)

    assert harvest.shown
    assert harvest.untyped == []


def test_a_walk_of_beginnings_learns_whole_only_names_that_it_typed(town):
    harvest = Harvest()
    for typed in beginnings(town):
        harvest.ask(typed)

    assert {town[pk] for pk in harvest.whole} == {"Ani"}
    assert len(harvest.whole) / len(town) < 0.01


def test_the_walk_counts_what_it_would_learn(town, monkeypatch):
    """The two tests above can fail: without masking the walk learns names."""
    monkeypatch.setattr(masking, "shown_places", lambda name, typed: set(range(len(name))))
    harvest = Harvest()
    for typed in beginnings(town):
        harvest.ask(typed)

    assert len(harvest.whole) > 50
    assert harvest.untyped


def answers(client, addresses, name="ani"):
    statuses = [
        client.post("/cari/", {"name": name}, REMOTE_ADDR=address).status_code
        for address in addresses
    ]
    return statuses.count(200)


def test_a_client_that_changes_its_address_in_one_network_gains_nothing(client, settings):
    settings.LIMITS = {"search": (3, 100, 86_400)}

    assert answers(client, [f"2001:db8:1:2::{n:x}" for n in range(1, 12)]) == 3


def test_a_client_that_rotates_its_networks_ends_at_what_all_share(client, settings):
    settings.LIMITS = {"search": (3, 7, 86_400)}

    assert answers(client, [f"2001:db8:1:{n:x}::1" for n in range(1, 12)]) == 7


def test_the_limits_let_one_client_show_few_of_a_city_in_a_window():
    gate = challenge.gate("search")

    # Of about two hundred thousand people in Bandung.
    assert gate.ceiling * MOST_RESULTS < 0.01 * 200_000
