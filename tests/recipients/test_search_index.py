"""The search stays in step with the register."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recipients import search
from recipients.models import Person, SearchNeighbour, SearchPosting, SearchWord
from recipients.search import keys
from tests.factories import HouseholdFactory, PersonFactory, area

pytestmark = pytest.mark.django_db


def buckets_of(person):
    postings = SearchPosting.objects.filter(person=person)
    return {key >> keys.AREA_BITS for key in postings.values_list("key", flat=True)}


def everything():
    return [
        set(model.objects.values_list()) for model in (SearchPosting, SearchWord, SearchNeighbour)
    ]


def test_a_person_is_indexed_under_each_word_and_each_pair():
    person = PersonFactory(name="H. Tono bin Rusdi Hartono")

    search.index_people([person.pk])

    assert buckets_of(person) == {
        *map(keys.word_bucket, ("tono", "rusdi", "hartono")),
        keys.pair_bucket("tono", "rusdi", only=False),
        keys.pair_bucket("tono", "hartono", only=False),
        keys.pair_bucket("rusdi", "hartono", only=False),
    }


def test_a_name_of_two_words_has_a_pair_of_its_own():
    person = PersonFactory(name="Tono Hartono")

    search.index_people([person.pk])

    assert buckets_of(person) == {
        *map(keys.word_bucket, ("tono", "hartono")),
        keys.pair_bucket("tono", "hartono", only=True),
    }


def test_a_person_is_indexed_in_their_kelurahan():
    person = PersonFactory(household__kelurahan=area("32.73.05.1006"))

    search.index_people([person.pk])

    first, last = keys.key_range(keys.word_bucket("tono"), keys.area_range("32.73.05"))
    assert SearchPosting.objects.filter(person=person, key__range=(first, last)).count() == 1
    first, last = keys.key_range(keys.word_bucket("tono"), keys.area_range("32.73.06"))
    assert not SearchPosting.objects.filter(person=person, key__range=(first, last)).exists()


def test_a_new_name_replaces_the_old_one():
    person = PersonFactory(name="Tono Rusdiantono")
    search.index_people([person.pk])

    person.name = "Budi"
    person.save(update_fields=["name"])
    search.index_people([person.pk])

    assert buckets_of(person) == {keys.word_bucket("budi"), keys.only_bucket("budi")}


def test_a_hidden_person_costs_a_search_nothing():
    person = PersonFactory()
    search.index_people([person.pk])

    person.hidden_from_search = True
    person.save(update_fields=["hidden_from_search"])
    changes = search.index_people([person.pk])

    assert changes.removed == 3
    assert not SearchPosting.objects.exists()


def test_a_deactivated_household_leaves_the_search():
    person = PersonFactory()
    search.index_people([person.pk])

    household = person.household
    household.status, household.deactivated_because = "deactivated", "moved"
    household.deactivated_on = "2021-02-03"
    household.save()
    search.index_households([household.pk])

    assert not SearchPosting.objects.exists()


def test_indexing_twice_changes_nothing():
    person = PersonFactory()
    search.index_people([person.pk])
    before = everything()

    changes = search.index_people([person.pk])

    assert (changes.added, changes.removed, changes.words) == (0, 0, 0)
    assert everything() == before


def test_a_rebuild_gives_what_indexing_one_by_one_gives():
    people = [PersonFactory(name=name) for name in ("Siti Aminah", "Moh. Yusuf", "Asep")]
    search.index_people([person.pk for person in people])
    one_by_one = set(SearchPosting.objects.values_list())
    SearchPosting.objects.all().delete()

    search.rebuild()

    assert set(SearchPosting.objects.values_list()) == one_by_one


def test_a_second_rebuild_changes_nothing():
    for name in ("Siti Aminah", "Moh. Yusuf", "Asep"):
        PersonFactory(name=name)
    search.rebuild()
    before = everything()

    changes = search.rebuild()

    assert (changes.people, changes.added, changes.removed, changes.words) == (3, 0, 0, 0)
    assert everything() == before


def test_a_rebuild_reads_everyone_in_batches(monkeypatch):
    monkeypatch.setattr("recipients.search.index.BATCH", 2)
    household = HouseholdFactory()
    people = [PersonFactory(household=household) for _ in range(5)]
    seen = []

    search.rebuild(progress=lambda changes: seen.append(changes.people))

    assert seen == [2, 4, 5]
    assert set(SearchPosting.objects.values_list("person", flat=True)) == {p.pk for p in people}


def test_a_rebuild_counts_people_and_forgets_unused_words():
    people = [PersonFactory(name="Tono"), PersonFactory(name="Tono"), PersonFactory(name="Wawan")]
    search.index_people([person.pk for person in people])
    people[2].name = "Tono"
    people[2].save(update_fields=["name"])

    search.rebuild()

    assert list(SearchWord.objects.values_list("spelling", "people")) == [("tono", 3)]
    words = SearchNeighbour.objects.values_list("word", flat=True)
    assert set(words) == {SearchWord.objects.get().pk}


def test_the_postings_of_a_deleted_person_go():
    person = PersonFactory()
    search.index_people([person.pk])
    row_id = person.pk
    person.delete()

    search.index_people([row_id])

    assert not SearchPosting.objects.exists()


def test_a_rebuild_indexes_whoever_changed_past_the_portal():
    stays, changes, hides = [PersonFactory(name=name) for name in ("Asep", "Tono Hadi", "Ujang")]
    search.rebuild()
    Person.objects.filter(pk=changes.pk).update(name="Tono Hadi Wirasasmita")
    Person.objects.filter(pk=hides.pk).update(hidden_from_search=True)

    done = search.rebuild()

    assert (done.people, done.removed, done.words) == (3, 3, 1)
    assert buckets_of(stays) == {keys.word_bucket("asep"), keys.only_bucket("asep")}
    assert keys.word_bucket("wirasasmita") in buckets_of(changes)
    assert not buckets_of(hides)


def test_a_rebuild_learns_words_that_the_vocabulary_lost():
    PersonFactory(name="Tono Hadi")
    search.rebuild()
    before = set(SearchWord.objects.values_list("spelling", "people"))
    SearchWord.objects.all().delete()

    assert search.rebuild().words == 2
    assert set(SearchWord.objects.values_list("spelling", "people")) == before


def test_a_rebuild_locks_nobody_whose_search_is_in_step():
    for name in ("Asep", "Tono Hadi"):
        PersonFactory(name=name)
    search.rebuild()

    with CaptureQueriesContext(connection) as asked:
        search.rebuild()

    assert not any("FOR NO KEY UPDATE" in query["sql"] for query in asked.captured_queries)
