"""Traits and postings stay in step with the register, whoever writes to it."""

import datetime

import pytest
from django.db import connection

from recipients import actions, rotation
from recipients.matching import draining, making, postings, stale, store
from recipients.matching.traits import FIELDS, tagger
from recipients.models import Household, MatchPosting, MatchTraits, Person, StaleMatch
from tests.factories import HouseholdFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
NIK = "3273010201700001"


@pytest.fixture
def officer():
    return UserFactory(role="officer")


def traits_of(person):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM recipients_matchtraits WHERE person_id = %s", [person.pk])
        row = cursor.fetchone()
        return row and dict(zip([column.name for column in cursor.description], row, strict=True))


def postings_of(person):
    return set(MatchPosting.objects.filter(person=person).values_list("key", flat=True))


def queued():
    return set(StaleMatch.objects.values_list("person_id", flat=True))


def test_table_has_the_columns_of_the_traits():
    assert store.fits()


def test_a_new_person_is_queued_and_drained():
    person = PersonFactory()

    assert person.pk in queued()
    draining.drain(processes=0)
    traits = traits_of(person)
    assert traits["household"] == person.household_id
    assert postings_of(person) == set(traits["keys"]) != set()
    assert not queued()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Siti Aminah"}, {"birth_date": datetime.date(1971, 2, 1)}, {"sex": "female"},
        {"birth_place": "Garut"}, {"mother_name": "Iis"}, {"relation": "child"}, {"deceased": True},
    ],
)  # fmt: skip
def test_a_change_that_bears_on_the_traits_is_queued(change):
    person = PersonFactory()
    draining.drain(processes=0)

    Person.objects.filter(pk=person.pk).update(**change)

    assert queued() == {person.pk}


def test_a_change_that_does_not_bear_on_the_traits_is_not_queued():
    person = PersonFactory()
    draining.drain(processes=0)

    Person.objects.filter(pk=person.pk).update(civil_match="matched", hidden_from_search=True)
    Household.objects.filter(pk=person.household_id).update(desil=3)

    assert not queued()


@pytest.mark.parametrize("change", [{"address": "Jl. Baru 2"}, {"rt": "009"}, {"rw": "008"}])
def test_a_change_of_the_household_queues_its_members(change):
    household = HouseholdFactory()
    members = {PersonFactory(household=household).pk, PersonFactory(household=household).pk}
    PersonFactory()
    draining.drain(processes=0)

    Household.objects.filter(pk=household.pk).update(**change)

    assert queued() == members


def test_deleted_people_leave_no_traits():
    person = PersonFactory()
    draining.drain(processes=0)

    Person.objects.filter(pk=person.pk).delete()

    assert traits_of(person) is None
    assert not postings_of(person)


def test_an_action_brings_traits_up_to_date_at_once(officer):
    household = HouseholdFactory()
    person = actions.add_person(household=household, by=officer, name="Asep", relation="head")
    before = traits_of(person)

    actions.change_person(person=person, by=officer, name="Wahyudin")

    after = traits_of(person)
    assert before["name_full"] != after["name_full"]
    assert postings_of(person) == set(after["keys"])


def test_a_new_nik_is_tagged_and_its_digits_are_nowhere(officer):
    person = PersonFactory()
    actions.set_nik(person=person, text=NIK, by=officer)

    traits = traits_of(person)

    assert traits["nik"] is not None
    assert NIK[6:] not in "".join(str(value) for value in traits.values())


def test_a_household_action_reaches_all_members(officer):
    household = HouseholdFactory()
    members = [PersonFactory(household=household), PersonFactory(household=household)]
    actions.set_kk(household=household, text="3273010201050001", by=officer)

    kk = {traits_of(person)["kk"] for person in members}

    assert len(kk) == 1
    assert None not in kk


def test_what_staff_wrote_at_once_is_looked_at_again_by_the_worker(officer):
    person = actions.add_person(
        household=HouseholdFactory(), by=officer, name="Asep", relation="head"
    )

    assert person.pk in queued()


def test_draining_twice_changes_nothing():
    PersonFactory()
    draining.drain(processes=0)
    before = list(MatchTraits.objects.values_list("person_id", "keys"))
    StaleMatch.objects.create(person_id=before[0][0])

    draining.drain(processes=0)

    assert list(MatchTraits.objects.values_list("person_id", "keys")) == before
    assert postings.are_complete()


def test_many_people_get_their_postings_at_the_end(monkeypatch):
    monkeypatch.setattr(draining, "MANY", 3)
    people = PersonFactory.create_batch(5)

    draining.drain(processes=0)

    assert all(postings_of(person) == set(traits_of(person)["keys"]) for person in people)
    assert postings.are_complete()


def test_postings_that_a_crash_has_emptied_are_made_anew():
    person = PersonFactory()
    draining.drain(processes=0)
    MatchPosting.objects.all().delete()

    draining.keep_up()

    assert postings_of(person) == set(traits_of(person)["keys"])


def test_another_key_makes_all_traits_anew(settings):
    person = PersonFactory(household=HouseholdFactory())
    draining.drain(processes=0)
    before = traits_of(person)
    settings.IDENTITY_KEYS = (
        "2:" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=," + settings.IDENTITY_KEYS
    )

    assert stale.are_outdated()
    assert stale.note_outdated() == 1
    draining.drain(processes=0)

    assert traits_of(person)["made_by"] == making.maker(tagger()) != before["made_by"]
    assert set(traits_of(person)["keys"]).isdisjoint(before["keys"])


def test_rotation_of_keys_queues_those_with_numbers(settings, officer):
    person = PersonFactory()
    actions.set_nik(person=person, text=NIK, by=officer)
    draining.drain(processes=0)
    settings.IDENTITY_KEYS = (
        "2:" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=," + settings.IDENTITY_KEYS
    )

    rotation.rotate()

    assert person.pk in queued()


def test_people_without_traits_are_noted():
    person = PersonFactory()
    draining.drain(processes=0)
    MatchTraits.objects.all().delete()

    stale.note_outdated()

    assert person.pk in queued()


def test_columns_of_an_older_version_are_replaced():
    person = PersonFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE recipients_matchtraits DROP COLUMN birth_year, ADD COLUMN outworn text"
        )
    StaleMatch.objects.all().delete()

    assert store.fit()
    draining.drain(processes=0)

    assert store.fits()
    assert set(FIELDS) <= set(traits_of(person))


def test_a_refresh_waits_for_the_worker_where_columns_are_outworn(officer):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE recipients_matchtraits ADD COLUMN outworn text")

    person = actions.add_person(
        household=HouseholdFactory(), by=officer, name="Asep", relation="head"
    )

    assert traits_of(person) is None
    assert person.pk in queued()


@pytest.mark.django_db(transaction=True)
def test_a_drain_leaves_a_running_one_alone():
    import threading

    PersonFactory()
    began, end = threading.Event(), threading.Event()

    def hold():
        with draining._alone(wait=False):
            began.set()
            end.wait(10)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    began.wait(10)
    try:
        assert draining.drain(processes=0) is None
    finally:
        end.set()
        other.join()
    assert draining.drain(processes=0) == 1


@pytest.mark.django_db(transaction=True)
def test_a_failed_chunk_stays_in_the_queue(monkeypatch):
    PersonFactory()

    def fail(*_args, **_options):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(store, "fresh_rows", fail)
        with pytest.raises(RuntimeError):
            draining.drain(processes=0)

    assert draining.drain(processes=0) == 1
    assert MatchTraits.objects.count() == 1
