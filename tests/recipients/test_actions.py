"""Actions on the register: what they write, refuse, and leave alone when sent twice."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from recipients import actions, identity, search
from recipients.models import Disbursement, Enrolment, Household, NikStatus, Person
from tests.factories import (
    EnrolmentFactory,
    HouseholdFactory,
    PersonFactory,
    ProgrammeFactory,
    StageFactory,
    UserFactory,
    area,
)

pytestmark = pytest.mark.django_db
NIK = "3273050201700001"  # 2 January 1970, a man
DAY = datetime.date(2020, 6, 4)


@pytest.fixture
def officer():
    return UserFactory(role="officer")


def register(by, **changes):
    values = {
        "kelurahan": area(), "register_name": "DTKS", "source_id": "A-1", "register": "dtks",
    }  # fmt: skip
    return actions.register_household(**{**values, **changes}, by=by)


def test_household_is_registered_with_its_sealed_kk_number(officer):
    household = register(officer, kk="3273050102030004", address="Jl. Kenanga 3")

    kk = identity.decrypt(household.kk_cipher, column="household.kk", row_id=household.pk)
    assert kk == "3273050102030004"
    assert bytes(household.kk_index) == identity.blind_index(kk)
    assert household.address == "Jl. Kenanga 3"


def test_registering_the_same_household_twice_makes_one(officer):
    first, second = register(officer), register(officer, address="elsewhere")

    assert first.pk == second.pk
    assert Household.objects.get().address == ""


def test_household_without_the_registers_number_is_refused(officer):
    with pytest.raises(ValidationError):
        register(officer, source_id="")


@pytest.mark.parametrize(
    "kk", ["327305010203000", "32730501020300044", "327305010203000x", "１" * 16]
)
def test_malformed_kk_number_is_refused(officer, kk):
    with pytest.raises(ValidationError):
        register(officer, kk=kk)

    assert not Household.objects.exists()


def test_desil_out_of_range_is_refused_with_a_remedy(officer):
    with pytest.raises(ValidationError):
        register(officer, desil=11)


def test_change_writes_one_history_row_that_names_who(officer):
    household = HouseholdFactory(address="Jl. Lama 1")

    actions.change_household(household=household, by=officer, address="Jl. Baru 2", rt="003")

    event = household.events.select_related("pgh_context").get()
    assert event.address == "Jl. Lama 1"
    assert event.pgh_context.metadata["user"] == officer.pk


def test_change_to_the_same_values_writes_nothing(officer):
    household = HouseholdFactory()

    actions.change_household(household=household, by=officer, address=household.address)

    assert not household.events.exists()


def test_change_keeps_what_others_changed_meanwhile(officer):
    stale = HouseholdFactory(address="Jl. Lama 1")
    Household.objects.update(rw="009")

    actions.change_household(household=stale, by=officer, address="Jl. Baru 2")

    assert Household.objects.get().rw == "009"


def test_deactivating_twice_keeps_the_first_reason(officer):
    household = HouseholdFactory()

    actions.deactivate_household(household=household, reason="moved", on=DAY, by=officer)
    actions.deactivate_household(household=household, reason="other", on=DAY, by=officer)

    household.refresh_from_db()
    assert (household.status, household.deactivated_because) == ("deactivated", "moved")


@pytest.mark.parametrize("reason", ["", "nonsense"])
def test_deactivating_needs_a_known_reason(officer, reason):
    with pytest.raises(ValidationError):
        actions.deactivate_household(
            household=HouseholdFactory(), reason=reason, on=DAY, by=officer
        )


def test_reactivating_clears_reason_and_date(officer):
    household = HouseholdFactory()
    actions.deactivate_household(household=household, reason="moved", on=DAY, by=officer)

    actions.reactivate_household(household=household, by=officer)

    household.refresh_from_db()
    assert (household.status, household.deactivated_because) == ("active", "")


def add(by, household=None, **changes):
    values = {
        "name": "Tono Rusdiantono", "relation": "head", "sex": "male",
        "birth_date": datetime.date(1970, 1, 2),
    }  # fmt: skip
    return actions.add_person(
        household=household or HouseholdFactory(), by=by, **{**values, **changes}
    )


def test_person_is_added_with_their_sealed_nik_and_no_history(officer):
    person = add(officer, nik_text="3273.0502.0170.0001")

    assert identity.decrypt(person.nik_cipher, column="person.nik", row_id=person.pk) == NIK
    assert person.nik_status == NikStatus.WELL_FORMED
    assert not person.events.exists()


def test_adding_the_same_person_twice_makes_one(officer):
    household = HouseholdFactory()

    assert add(officer, household).pk == add(officer, household).pk
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "status"),
    [("", "absent"), ("-", "absent"), ("0", "absent"), ("327305020170000", "malformed"),
     (NIK, "well_formed"), ("3273054201700001", "warning")],
)  # fmt: skip
def test_nik_status_follows_the_number(officer, text, status):
    person = add(officer)

    assert actions.set_nik(person=person, text=text, by=officer).nik_status == status


def test_nik_text_that_is_far_too_long_is_refused(officer):
    with pytest.raises(ValidationError):
        actions.set_nik(person=add(officer), text="1" * 300, by=officer)


def test_same_nik_again_changes_nothing(officer):
    person = add(officer, nik_text=NIK)
    before = bytes(person.nik_cipher)

    actions.set_nik(person=person, text=NIK, by=officer)

    assert bytes(Person.objects.get().nik_cipher) == before


def test_new_nik_has_not_been_compared_with_the_civil_registry(officer):
    person = add(officer, nik_text=NIK)
    actions.set_civil_match(person=person, match="matched", by=officer)

    actions.set_nik(person=person, text="3273050201700002", by=officer)

    assert Person.objects.get().civil_match == "unchecked"


@pytest.mark.parametrize(
    ("field", "value", "warning"),
    [("birth_date", datetime.date(1971, 1, 2), "birth_date"), ("sex", "female", "sex")],
)
def test_nik_is_read_again_when_what_it_tells_changes(officer, field, value, warning):
    person = add(officer, nik_text=NIK)

    actions.change_person(person=person, by=officer, **{field: value})

    person.refresh_from_db()
    assert (person.nik_status, person.nik_warnings) == ("warning", [warning])


def test_person_found_living_has_no_date_of_death(officer):
    person = add(officer)
    actions.change_person(person=person, by=officer, deceased=True, deceased_on=DAY)

    actions.change_person(person=person, by=officer, deceased=False)

    assert Person.objects.get().deceased_on is None


def found(name):
    return [match.person_id for match in search.find(name).matches]


def test_search_follows_names_moves_and_wishes(officer):
    person = add(officer, name="Kartika Wulandari")
    assert found("Kartika Wulandari") == [person.pk]

    actions.change_person(person=person, by=officer, name="Ratna Komalasari")
    assert found("Kartika Wulandari") == []
    assert found("Ratna Komalasari") == [person.pk]

    actions.change_person(person=person, by=officer, hidden_from_search=True)
    assert found("Ratna Komalasari") == []


def test_search_finds_nobody_of_a_household_that_was_set_aside(officer):
    person = add(officer, name="Kartika Wulandari")

    actions.deactivate_household(household=person.household, reason="moved", on=DAY, by=officer)
    assert found("Kartika Wulandari") == []
    actions.reactivate_household(household=person.household, by=officer)

    assert found("Kartika Wulandari") == [person.pk]


def test_enrolling_twice_keeps_the_first_card_holder(officer):
    person = PersonFactory()
    programme = ProgrammeFactory()

    for holder in (person, None):
        actions.enrol(
            household=person.household, programme=programme, card_holder=holder, by=officer
        )

    assert Enrolment.objects.get().card_holder == person


def test_card_holder_from_another_household_is_refused(officer):
    with pytest.raises(ValidationError):
        actions.change_card_holder(
            enrolment=EnrolmentFactory(), card_holder=PersonFactory(), by=officer
        )


def test_suspended_enrolment_can_go_on(officer):
    enrolment = EnrolmentFactory()
    actions.suspend(enrolment=enrolment, by=officer)
    assert Enrolment.objects.get().status == "suspended"

    actions.resume(enrolment=enrolment, by=officer)

    assert Enrolment.objects.get().status == "active"


def pay(by, enrolment, stage, **changes):
    values = {"enrolment": enrolment, "stage": stage, "channel": "bjb", "paid_on": DAY}
    return actions.record_payment(**{**values, **changes}, by=by)


def test_payment_takes_the_stages_amount_and_counts_once(officer):
    enrolment, stage = EnrolmentFactory(), StageFactory(amount=300_000)

    pay(officer, enrolment, stage)
    pay(officer, enrolment, stage)

    payment = Disbursement.objects.get()
    assert (payment.status, payment.amount) == ("paid", 300_000)
    assert not payment.events.exists()


def test_failure_can_later_become_a_payment(officer):
    enrolment, stage = EnrolmentFactory(), StageFactory()
    actions.record_failure(
        enrolment=enrolment, stage=stage, channel="pos", reason="moved", by=officer
    )

    pay(officer, enrolment, stage, channel="pos")

    payment = Disbursement.objects.get()
    assert (payment.status, payment.failed_because) == ("paid", "")
    assert payment.events.get().failed_because == "moved"


def test_failure_without_reason_is_refused(officer):
    with pytest.raises(ValidationError):
        actions.record_failure(
            enrolment=EnrolmentFactory(), stage=StageFactory(), channel="pos", reason="", by=officer
        )


def test_stage_of_another_programme_is_refused(officer):
    stage = StageFactory(programme=ProgrammeFactory(slug="pkh"))

    with pytest.raises(ValidationError):
        pay(officer, EnrolmentFactory(), stage)


HOUSEHOLD_ACTIONS = {
    "change": lambda o, by: actions.change_household(household=o, by=by, rt="009"),
    "set_kk": lambda o, by: actions.set_kk(household=o, text="", by=by),
    "deactivate": lambda o, by: actions.deactivate_household(
        household=o, reason="moved", on=DAY, by=by
    ),
    "reactivate": lambda o, by: actions.reactivate_household(household=o, by=by),
    "add_person": lambda o, by: add(by, o),
    "enrol": lambda o, by: actions.enrol(household=o, programme=ProgrammeFactory(), by=by),
    "register": lambda o, by: register(by, kelurahan=o.kelurahan),
    "change_person": lambda o, by: actions.change_person(
        person=PersonFactory(household=o), by=by, name="Toni"
    ),
    "set_nik": lambda o, by: actions.set_nik(person=PersonFactory(household=o), text=NIK, by=by),
    "civil_match": lambda o, by: actions.set_civil_match(
        person=PersonFactory(household=o), match="matched", by=by
    ),
    "suspend": lambda o, by: actions.suspend(enrolment=EnrolmentFactory(household=o), by=by),
    "end": lambda o, by: actions.end_enrolment(enrolment=EnrolmentFactory(household=o), by=by),
    "pay": lambda o, by: pay(by, EnrolmentFactory(household=o), StageFactory()),
    "fail": lambda o, by: actions.record_failure(
        enrolment=EnrolmentFactory(household=o), stage=StageFactory(), channel="pos",
        reason="moved", by=by,
    ),
    "return": lambda o, by: actions.record_return(
        enrolment=EnrolmentFactory(household=o), stage=StageFactory(), channel="pos",
        reason="moved", by=by,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOUSEHOLD_ACTIONS)
@pytest.mark.parametrize("role", ["facilitator", "lurah", "kecamatan"])
def test_roles_that_only_look_may_not_write(name, role):
    household = HouseholdFactory()

    with pytest.raises(PermissionDenied):
        HOUSEHOLD_ACTIONS[name](household, UserFactory(role=role, area=household.kelurahan))


@pytest.mark.parametrize("name", HOUSEHOLD_ACTIONS)
def test_officer_of_another_city_may_not_write(name):
    stranger = UserFactory(role="officer", area=area("32.76"))

    with pytest.raises(PermissionDenied):
        HOUSEHOLD_ACTIONS[name](HouseholdFactory(), stranger)


@pytest.mark.parametrize("name", HOUSEHOLD_ACTIONS)
def test_officer_of_the_city_may_write(name, officer):
    assert HOUSEHOLD_ACTIONS[name](HouseholdFactory(), officer)


def test_household_cannot_be_moved_out_of_the_officers_area(officer):
    household = HouseholdFactory()

    with pytest.raises(PermissionDenied):
        actions.change_household(household=household, by=officer, kelurahan=area("32.76.01.1006"))


def test_area_code_that_only_begins_alike_is_foreign():
    officer = UserFactory(role="officer", area=area("32.73.05"))

    with pytest.raises(PermissionDenied):
        register(officer, kelurahan=area("32.73.06.1001"))
