"""What each quality rule finds, and what it leaves alone."""

import datetime

import pytest
from django.utils import timezone

from recipients.models import Household, Person
from tests.factories import (
    DisbursementFactory,
    EnrolmentFactory,
    HouseholdFactory,
    PersonFactory,
    ProgrammeFactory,
    StageFactory,
    area,
)
from tests.verification.rules import NIK, found, households, people, with_kk, with_nik
from verification.models import ExclusiveProgrammes, Finding
from verification.rules import RULES

pytestmark = pytest.mark.django_db

OTHER_NIK = "3273050201700002"
DEATH = datetime.date(2020, 3, 1)


def set_aside(household):
    Household.objects.filter(pk=household.pk).update(
        status="deactivated", deactivated_because="moved", deactivated_on=DEATH
    )


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rule_finds_nothing_in_a_sound_register(rule):
    person = with_nik()
    with_kk(person.household, "3273050102030004")
    enrolment = EnrolmentFactory(household=person.household, card_holder=person)
    DisbursementFactory(enrolment=enrolment)

    assert not found(rule.key)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rule_says_one_sentence(rule):
    assert str(rule.sentence).endswith(".")


@pytest.mark.parametrize(
    ("key", "status"), [("nik_malformed", "malformed"), ("nik_doubtful", "warning")]
)
def test_number_that_is_wrong_or_doubted_is_found(key, status):
    person = with_nik(status=status)

    assert people(key) == {person.pk}


@pytest.mark.parametrize(
    ("key", "status"), [("nik_malformed", "malformed"), ("nik_doubtful", "warning")]
)
def test_household_that_is_set_aside_is_left_alone(key, status):
    set_aside(with_nik(status=status).household)

    assert not found(key)


def test_doubt_is_cleared_by_the_civil_registry():
    person = with_nik(status="warning")
    Person.objects.filter(pk=person.pk).update(civil_match="matched")

    assert not found("nik_doubtful")


def test_missing_number_is_found():
    person = PersonFactory()

    assert people("nik_absent") == {person.pk}


def test_number_used_twice_is_found_in_both_entries():
    one, other = with_nik(), with_nik()
    with_nik(OTHER_NIK)

    assert people("nik_twice") == {one.pk, other.pk}


def test_malformed_number_used_twice_is_only_malformed():
    for _ in range(2):
        with_nik("123", status="malformed")

    assert not found("nik_twice")


def test_number_in_two_family_cards_is_found():
    one, other = with_nik(), with_nik()
    with_kk(one.household, "3273050102030004")
    with_kk(other.household, "3273050102030005")

    assert people("nik_several_kk") == {one.pk, other.pk}


def test_number_twice_in_one_family_card_is_no_second_card():
    one = with_nik()
    with_nik(household=one.household)
    with_kk(one.household, "3273050102030004")

    assert not found("nik_several_kk")


@pytest.mark.parametrize(
    "name", ["Tono Rusdiantono", "H. TONO RUSDIANTONO, S.Pd", "Tono Rusdijantono"]
)
def test_same_person_in_two_spellings_is_found(name):
    one, other = PersonFactory(), PersonFactory(name=name)

    assert people("person_twice") == {one.pk, other.pk}


@pytest.mark.parametrize(
    "changes",
    [{"birth_date": datetime.date(1970, 1, 3)}, {"birth_date": None}, {"sex": "female"},
     {"name": "Toni Rusdiantono"}],
    ids=str,
)  # fmt: skip
def test_another_person_is_not_the_same(changes):
    PersonFactory()
    PersonFactory(**changes)

    assert not found("person_twice")


def test_two_people_of_the_civil_registry_are_not_the_same():
    with_nik(), with_nik(OTHER_NIK)
    Person.objects.update(civil_match="matched")

    assert not found("person_twice")


def test_date_that_was_filled_in_for_many_makes_nobody_the_same():
    household = HouseholdFactory()
    for _ in range(51):
        PersonFactory(household=household)

    assert not found("person_twice")


def test_deceased_person_in_an_active_household_is_found():
    person = PersonFactory(deceased=True)

    assert people("deceased_active") == {person.pk}


@pytest.mark.parametrize(
    ("born", "died", "why"),
    [
        (datetime.date(2999, 1, 1), None, "born_in_future"),
        (datetime.date(1850, 1, 1), None, "too_old"),
        (datetime.date(1970, 1, 1), datetime.date(2999, 1, 1), "died_in_future"),
        (datetime.date(1970, 1, 1), datetime.date(1969, 1, 1), "died_before_birth"),
    ],
)
def test_impossible_dates_are_found_and_named(born, died, why):
    PersonFactory(birth_date=born, deceased=bool(died), deceased_on=died)

    assert found("age_impossible").get().evidence["why"] == why


def test_someone_of_a_hundred_and_twenty_is_possible():
    today = timezone.localdate()
    PersonFactory(birth_date=datetime.date(today.year - 120, 1, 1))

    assert not found("age_impossible")


@pytest.mark.parametrize(("relation", "born"), [("child", 1960), ("parent", 1980)])
def test_order_of_ages_that_cannot_be_is_found(relation, born):
    head = PersonFactory()
    other = PersonFactory(
        household=head.household, relation=relation, birth_date=datetime.date(born, 1, 1)
    )

    assert people("age_order") == {other.pk}


def test_household_without_head_is_found():
    member = PersonFactory(relation="spouse")
    empty = HouseholdFactory()

    assert households("head_missing") == {member.household_id, empty.pk}


def test_two_living_heads_are_found_and_a_dead_one_is_no_second():
    head = PersonFactory()
    dead = PersonFactory(household=head.household, deceased=True)
    assert not found("heads_several")

    Person.objects.filter(pk=dead.pk).update(deceased=False)

    assert households("heads_several") == {head.household_id}


def test_household_in_a_closed_kelurahan_is_found():
    household = HouseholdFactory()
    type(area()).objects.filter(pk=household.kelurahan_id).update(
        valid_until=timezone.localdate(), successor=area("32.73.05.1007")
    )

    finding = found("area_closed").get()
    assert finding.household == household
    assert finding.evidence["successor"] == "32.73.05.1007"


def test_kelurahan_that_closes_tomorrow_is_still_there():
    household = HouseholdFactory()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    type(area()).objects.filter(pk=household.kelurahan_id).update(valid_until=tomorrow)

    assert not found("area_closed")


# Payments


def paid(person, *, holder=None, on=datetime.date(2020, 5, 2), **fields):
    enrolment = EnrolmentFactory(household=person.household, card_holder=holder)
    return DisbursementFactory(enrolment=enrolment, paid_on=on, **fields)


def test_payment_to_a_dead_card_holder_is_found():
    person = PersonFactory(relation="spouse", deceased=True, deceased_on=DEATH)
    paid(person, holder=person)

    finding = found("paid_after_death").get()
    assert finding.person == person
    assert (finding.evidence["payments"], finding.evidence["rupiah"]) == (1, 600_000)


def test_payment_to_a_dead_head_is_found_where_nobody_holds_a_card():
    person = PersonFactory(deceased=True, deceased_on=DEATH)
    PersonFactory(household=person.household, relation="spouse")
    paid(person)

    assert people("paid_after_death") == {person.pk}


def test_family_of_a_dead_member_may_be_paid():
    head = PersonFactory()
    PersonFactory(household=head.household, relation="child", deceased=True, deceased_on=DEATH)
    paid(head)

    assert not found("paid_after_death")


@pytest.mark.parametrize("on", [DEATH, DEATH - datetime.timedelta(days=1)])
def test_payment_until_the_day_of_death_is_right(on):
    person = PersonFactory(deceased=True, deceased_on=DEATH)
    paid(person, on=on)

    assert not found("paid_after_death")


def test_money_paid_after_death_is_found_in_households_set_aside():
    person = PersonFactory(deceased=True, deceased_on=DEATH)
    paid(person)
    set_aside(person.household)

    assert people("paid_after_death") == {person.pk}


def test_family_twice_in_one_stage_is_found_by_its_card():
    payments = [DisbursementFactory(stage=StageFactory()) for _ in range(2)]
    for payment in payments:
        with_kk(payment.enrolment.household, "3273050102030004")

    assert households("enrolled_twice") == {p.enrolment.household_id for p in payments}


def test_family_twice_in_one_stage_is_found_by_its_heads_number():
    heads = [with_nik(), with_nik()]
    for head in heads:
        paid(head)

    assert households("enrolled_twice") == {head.household_id for head in heads}


def test_family_that_failed_in_one_list_is_not_paid_twice():
    heads = [with_nik(), with_nik()]
    paid(heads[0])
    paid(heads[1], on=None, status="failed", failed_because="duplicate")

    assert not found("enrolled_twice")


def test_families_in_different_stages_are_not_twice_in_one():
    heads = [with_nik(), with_nik()]
    paid(heads[0])
    enrolment = EnrolmentFactory(household=heads[1].household)
    DisbursementFactory(enrolment=enrolment, stage=StageFactory(number=2))

    assert not found("enrolled_twice")


@pytest.fixture
def exclusive():
    first, second = ProgrammeFactory(slug="bst"), ProgrammeFactory(slug="pkh")
    return ExclusiveProgrammes.objects.create(first=first, second=second, legal_basis="Uji")


def test_programmes_that_exclude_each_other_are_found(exclusive):
    household = EnrolmentFactory(programme=exclusive.first).household
    EnrolmentFactory(programme=exclusive.second, household=household)
    EnrolmentFactory(programme=exclusive.second)

    assert households("programmes_exclude") == {household.pk}


def test_ended_place_excludes_nothing(exclusive):
    household = EnrolmentFactory(programme=exclusive.first).household
    EnrolmentFactory(programme=exclusive.second, household=household, status="ended")

    assert not found("programmes_exclude")


def test_exclusion_out_of_force_finds_nothing(exclusive):
    household = EnrolmentFactory(programme=exclusive.first).household
    EnrolmentFactory(programme=exclusive.second, household=household)
    ExclusiveProgrammes.objects.update(in_force=False)

    assert not found("programmes_exclude")


def test_card_holder_of_another_household_is_found():
    enrolment = EnrolmentFactory(card_holder=PersonFactory())

    assert found("card_holder_elsewhere").get().enrolment == enrolment


@pytest.mark.parametrize(
    ("key", "match"), [("civil_unmatched", "unmatched"), ("civil_not_found", "not_found")]
)
def test_answer_of_the_civil_registry_is_a_finding(key, match):
    person = with_nik()
    Person.objects.filter(pk=person.pk).update(civil_match=match)

    assert people(key) == {person.pk}
    assert Finding.objects.get().source == "civil_registry"


def test_evidence_holds_no_name_and_no_number():
    for _ in range(2):
        person = with_nik(status="warning", deceased=True, deceased_on=DEATH)
        with_kk(person.household, f"327305010203000{person.pk % 10}")
        Person.objects.filter(pk=person.pk).update(civil_match="unmatched")
    for key in RULES:
        found(key)

    evidence = str(list(Finding.objects.values_list("evidence", flat=True)))
    assert NIK not in evidence
    assert NIK[:6] not in evidence
    assert "Tono" not in evidence
