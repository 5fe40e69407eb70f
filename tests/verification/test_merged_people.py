"""An entry that was merged into another of the same person counts and shows nowhere."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from recipients import nik_check, search
from recipients.figures import PEOPLE_SQL
from recipients.models import Person
from tests.factories import (
    DisbursementFactory,
    EnrolmentFactory,
    HouseholdFactory,
    PersonFactory,
    StageFactory,
    UserFactory,
    area,
)
from tests.verification.rules import NIK, found, people, with_nik
from verification.actions.civil_export import askable
from verification.models import Campaign, Task
from verification.targets import count_targets
from workspace import civil_registry
from workspace.listing import people_of, rows_of
from workspace.proposing.concerns import Named, _namesakes

pytestmark = pytest.mark.django_db


def set_aside(person, *, into=None):
    """Merge a person into another entry, in another family unless one is named."""
    person.merged_into = into or PersonFactory(name="Orang Lain", birth_date=None)
    person.save(update_fields=["merged_into"])
    search.index_people([person.pk])
    return person


def test_nobody_is_merged_into_themselves():
    person = PersonFactory()

    with pytest.raises(DatabaseError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(merged_into=person)


def test_nobody_is_merged_into_a_merged_entry():
    middle = set_aside(PersonFactory())

    with pytest.raises(DatabaseError, match="part of another merge"), transaction.atomic():
        Person.objects.filter(pk=PersonFactory().pk).update(merged_into=middle)


def test_entry_that_others_were_merged_into_is_not_merged_itself():
    kept = PersonFactory()
    set_aside(PersonFactory(), into=kept)

    with pytest.raises(DatabaseError, match="part of another merge"), transaction.atomic():
        Person.objects.filter(pk=kept.pk).update(merged_into=PersonFactory())


def test_entry_that_others_were_merged_into_is_not_deleted():
    kept = PersonFactory()
    set_aside(PersonFactory(), into=kept)

    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(
            "DELETE FROM recipients_person WHERE id = %s; SET CONSTRAINTS ALL IMMEDIATE", [kept.pk]
        )


def test_search_finds_the_entry_that_stands_only():
    kept = PersonFactory(name="Suparman Wijayakusuma")
    gone = PersonFactory(name="Suparman Wijayakusuma")
    search.index_people([kept.pk, gone.pk])

    set_aside(gone, into=kept)

    assert [match.person_id for match in search.find("suparman").matches] == [kept.pk]


def test_check_with_nik_does_not_find_a_merged_entry():
    person = with_nik()
    assert nik_check.check(person.name, NIK)

    set_aside(person)

    assert nik_check.check(person.name, NIK) is None


def test_figures_do_not_count_a_merged_entry():
    set_aside(PersonFactory(household=PersonFactory().household))

    with connection.cursor() as cursor:
        cursor.execute(PEOPLE_SQL.format(here=""))
        counted = sum(row[-1] for row in cursor.fetchall())

    assert counted == Person.objects.count() - 1


def _one_day(name, **fields):
    return PersonFactory(name=name, birth_date=datetime.date(1980, 5, 5), **fields)


CASES = {
    "nik_malformed": lambda: with_nik("123", status="malformed"),
    "nik_doubtful": lambda: with_nik(status="warning"),
    "nik_absent": PersonFactory,
    "person_twice": lambda: (_one_day("Siti Aminah"), _one_day("Siti Aminah"))[0],
    "deceased_active": lambda: PersonFactory(deceased=True),
    "age_impossible": lambda: PersonFactory(birth_date=datetime.date(1850, 1, 1)),
    "age_order": lambda: PersonFactory(
        household=PersonFactory().household, relation="child", birth_date=datetime.date(1960, 1, 1)
    ),
    "civil_unmatched": lambda: PersonFactory(civil_match="unmatched"),
    "civil_not_found": lambda: PersonFactory(civil_match="not_found"),
    "nik_twice": lambda: (with_nik(), with_nik())[0],
}  # fmt: skip


@pytest.mark.parametrize("rule", CASES)
def test_rule_finds_nothing_in_a_merged_entry(rule):
    person = CASES[rule]()
    assert person.pk in people(rule)

    set_aside(person)

    assert person.pk not in people(rule)


def test_family_without_its_head_has_none():
    head = set_aside(PersonFactory())
    PersonFactory(household=head.household, relation="spouse")

    assert set(found("head_missing").values_list("household", flat=True)) == {head.household_id}


def test_merged_head_is_no_second_head():
    kept = PersonFactory()
    set_aside(PersonFactory(household=kept.household), into=kept)

    assert not found("heads_several")


def test_double_place_by_nik_ends_with_the_merge():
    first, second = with_nik(), with_nik()
    for person in (first, second):
        place = EnrolmentFactory(household=person.household)
        DisbursementFactory(enrolment=place, stage=StageFactory(programme=place.programme))
    assert len(found("enrolled_twice")) == 2

    set_aside(second, into=first)

    assert not found("enrolled_twice")


def test_card_of_a_merged_holder_becomes_a_finding():
    holder = set_aside(PersonFactory())
    EnrolmentFactory(household=holder.household, card_holder=holder)

    assert len(found("card_holder_elsewhere")) == 1


def test_campaign_does_not_ask_about_a_merged_entry():
    person = PersonFactory()
    campaign = Campaign(area=person.household.kelurahan)
    assert count_targets(campaign) == 1

    set_aside(person, into=PersonFactory(household__kelurahan=area("32.73.05.1001")))

    assert count_targets(campaign) == 0


def test_work_list_leaves_a_merged_entry_out():
    person, today = PersonFactory(), timezone.localdate()
    officer = UserFactory()
    campaign = Campaign.objects.create(
        name="Uji",
        area=person.household.kelurahan,
        opens_on=today,
        deadline=today,
        created_by=officer,
    )
    Campaign.objects.filter(pk=campaign.pk).update(state="open")
    Task.objects.create(campaign=campaign, person=person, kelurahan=person.household.kelurahan)
    assert Task.objects.work_of(officer).exists()

    set_aside(person)

    assert not Task.objects.work_of(officer).exists()


def test_civil_registry_is_not_asked_about_a_merged_entry():
    person = set_aside(with_nik())

    assert not Person.objects.filter(askable(area=""), pk=person.pk).exists()
    assert civil_registry.standing(person.household.kelurahan_id[:2]).unasked == 0


def test_list_of_families_counts_members_that_stand():
    kept = PersonFactory()
    gone = set_aside(PersonFactory(household=kept.household, deceased=True), into=kept)

    (row,) = rows_of([gone.household])

    assert (row.members, row.deceased, row.head) == (1, 0, kept.name)


def test_merged_member_stands_last_on_the_page():
    head = set_aside(PersonFactory())
    child = PersonFactory(household=head.household, relation="child")

    assert people_of([head.household_id])[head.household_id] == [child, head]


def test_merged_entry_is_no_namesake():
    person = set_aside(PersonFactory())
    named = Named(person.name, {"birth_date": person.birth_date}, "")

    assert not list(_namesakes([named], person.household.kelurahan_id, 0, UserFactory()))


def test_family_of_merged_people_only_is_shown_still():
    head = set_aside(PersonFactory())

    (row,) = rows_of([head.household])

    assert (row.head, row.members) == (head.name, 0)


def test_merge_into_another_is_seen_in_the_history():
    gone = set_aside(PersonFactory())

    assert gone.events.filter(merged_into=None).exists()


def test_empty_family_stays_empty():
    assert people_of([HouseholdFactory().pk]) == {}
