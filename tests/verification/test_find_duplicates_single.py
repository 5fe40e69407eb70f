"""Whom a typed entry, or a returned list, may be: the model applied to a few."""

import datetime

import pytest
from django.db import connection

from recipients import actions as register
from recipients.matching import draining
from recipients.matching.traits import Record
from tests.factories import HouseholdFactory, PersonFactory, UserFactory
from verification.duplicates import checking, versions

pytestmark = pytest.mark.django_db
NIK = "3273015203840007"
FACTS = {
    "name": "Entin Suhartini", "birth_date": datetime.date(1984, 3, 12), "sex": "female",
    "mother_name": "Iyah Rokayah", "birth_place": "Garut",
}  # fmt: skip


@pytest.fixture
def known():
    person = PersonFactory(**FACTS)
    register.set_nik(person=person, text=NIK, by=UserFactory(role="officer"))
    for name in ("Dadang Kosasih", "Lilis Karlina", "Asep Sunandar"):
        PersonFactory(name=name, birth_date=datetime.date(1960, 5, 6))
    draining.drain(processes=0)
    return person


def typed(**facts):
    return Record(person=0, household=0, **FACTS | {"nik": NIK} | facts)


def test_an_entry_that_is_there_is_told(known):
    versions.active_model()

    ((likely,),) = checking.likely_doubles([typed()])

    assert likely.person_id == known.pk
    assert likely.probability > 0.9
    assert sum(bits for *_names, bits in likely.evidence) == pytest.approx(likely.weight, abs=0.1)


def test_a_slip_in_the_nik_and_another_spelling_are_seen_through(known):
    slip = NIK[:7] + "9" + NIK[8:]

    ((likely,),) = checking.likely_doubles([typed(nik=slip, name="Entin Soehartini")])

    assert likely.person_id == known.pk


def test_somebody_else_is_not_told(known):
    record = Record(
        person=0, household=0, name="Wahyu Hidayat", birth_date=datetime.date(2001, 1, 20)
    )

    assert checking.likely_doubles([record]) == [[]]


def test_an_entry_of_the_register_is_not_told_of_itself(known):
    record = Record(person=known.pk, household=known.household_id, **FACTS, nik=NIK)

    assert checking.likely_doubles([record]) == [[]]


def test_each_record_has_its_own_answer(known):
    stranger = Record(person=0, household=0, name="Wahyu", birth_date=datetime.date(2001, 1, 20))

    answers = checking.likely_doubles([stranger, typed(), stranger])

    assert [len(answer) for answer in answers] == [0, 1, 0]


def test_no_more_than_the_limit_are_told(known):
    PersonFactory.create_batch(4, **FACTS)
    draining.drain(processes=0)

    (answer,) = checking.likely_doubles([typed()], limit=2)

    assert len(answer) == 2
    assert answer[0].weight >= answer[1].weight


def test_entries_set_aside_are_not_told(known):
    register.deactivate_household(
        household=known.household, reason="moved", on=datetime.date(2026, 1, 1),
        by=UserFactory(role="officer"),
    )  # fmt: skip

    assert checking.likely_doubles([typed()]) == [[]]


def test_checking_takes_one_query_besides_the_model(known, django_assert_num_queries):
    checking.likely_doubles([typed()])

    with django_assert_num_queries(2):
        checking.likely_doubles([typed(), typed(name="Entin")])


def test_nothing_asked_nothing_told(known):
    assert checking.likely_doubles([]) == []


def test_hostile_text_is_only_compared(known):
    nasty = "Robert'); DROP TABLE recipients_person;-- %s \\ \t {0}"

    assert checking.likely_doubles([typed(name=nasty, address=nasty, nik="", birth_date=None)])


def test_a_person_just_added_is_told_at_once(known):
    officer = UserFactory(role="officer")
    added = register.add_person(
        household=HouseholdFactory(), by=officer, relation="head", nik_text="",
        **FACTS | {"name": "Yayat Hidayat", "sex": "male"},
    )  # fmt: skip

    ((likely,),) = checking.likely_doubles(
        [Record(person=0, household=0, **FACTS | {"name": "Yayat Hidayat", "sex": "male"})]
    )

    assert likely.person_id == added.pk


def test_a_table_of_entries_is_matched_at_once(known):
    records = [(71, typed()), (72, typed(name="Wawan", nik="", birth_date=None, mother_name=""))]

    assert checking.traits_table("returned", records) == 2
    assert checking.match_many("returned", "matched") == 1

    with connection.cursor() as cursor:
        cursor.execute("SELECT number, person_id, probability FROM matched")
        ((number, person, probability),) = cursor.fetchall()
    assert (number, person) == (71, known.pk)
    assert 0.9 < probability <= 1
