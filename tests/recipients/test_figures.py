"""What counts as due, received, failed and waiting, in SQL."""

import datetime

import pytest

from kelurahan import publishing
from kelurahan.registry import registry
from tests.factories import (
    DisbursementFactory,
    EnrolmentFactory,
    HouseholdFactory,
    PersonFactory,
    ProgrammeFactory,
    StageFactory,
    area,
)

pytestmark = pytest.mark.django_db
HERE = "32.73.05.1006"


def pay(household, *outcomes, slug="bst", **more):
    """Set down one payment per stage: "paid", "planned" or the reason of a failure."""
    enrolment = EnrolmentFactory(household=household, programme=ProgrammeFactory(slug=slug))
    for number, outcome in enumerate(outcomes, start=1):
        failed = outcome not in ("paid", "planned")
        start = datetime.date(2020, 3 + number, 1)
        DisbursementFactory(
            enrolment=enrolment,
            stage=StageFactory(
                programme=enrolment.programme, number=number, period_start=start,
                period_end=start + datetime.timedelta(days=27),
            ),
            status="failed" if failed else outcome,
            failed_because=outcome if failed else "",
            **more,
        )  # fmt: skip


def figure(indicator, code=HERE, programme="", stage=0):
    return publishing._added_up().get(publishing.Key(code, indicator, programme, stage), 0)


def family_figures(group="dtks"):
    names = ("due", "received", "failed", "waiting")
    return {name: value for name in names if (value := figure(f"families_{name}_{group}"))}


@pytest.mark.parametrize(
    ("outcomes", "fate"),
    [
        (["paid"], "received"),
        (["moved", "paid"], "received"),
        (["paid", "moved", "planned"], "received"),
        (["planned"], "waiting"),
        (["moved"], "failed"),
        (["planned", "moved"], "failed"),
    ],
)
def test_family_due_has_one_fate(outcomes, fate):
    pay(HouseholdFactory(), *outcomes)

    assert family_figures() == {"due": 1, fate: 1}


def test_family_without_payment_is_registered_but_not_due():
    HouseholdFactory()

    assert family_figures() == {}
    assert figure("families_dtks") == 1


def test_family_of_two_programmes_is_due_once():
    household = HouseholdFactory()
    pay(household, "moved")
    pay(household, "paid", slug="bpnt")

    assert family_figures() == {"due": 1, "received": 1}


def test_deactivated_family_is_not_counted_but_its_payments_are():
    household = HouseholdFactory(
        status="deactivated", deactivated_because="moved",
        deactivated_on=datetime.date(2020, 6, 1),
    )  # fmt: skip
    pay(household, "paid")

    assert family_figures() == {}
    assert figure("payments_paid", programme="bst", stage=1) == 1


def test_register_statuses_are_counted_apart():
    pay(HouseholdFactory(register="non_dtks", register_name="Kelurahan"), "paid")

    assert family_figures("non_dtks") == {"due": 1, "received": 1}
    assert family_figures("dtks") == {}


def test_main_reason_is_that_of_the_latest_failed_stage():
    pay(HouseholdFactory(), "deceased", "moved", "planned")

    assert figure("families_failed_dtks_moved") == 1
    assert figure("families_failed_dtks_deceased") == 0


def test_returned_payment_counts_as_failed_for_the_family():
    disbursement = DisbursementFactory(status="returned", failed_because="not_collected")

    assert family_figures() == {"due": 1, "failed": 1}
    assert figure("payments_returned", programme="bst", stage=disbursement.stage.number) == 1


def test_faults_of_the_register_entry_are_one_number_by_stage():
    pay(HouseholdFactory(), "deceased")
    pay(HouseholdFactory(), "duplicate")
    pay(HouseholdFactory(), "data_mismatch")
    pay(HouseholdFactory(), "moved")

    assert figure("payments_failed_register", programme="bst", stage=1) == 3
    assert figure("payments_failed_moved", programme="bst", stage=1) == 1


def test_rupiah_and_channels_count_what_was_due_and_paid():
    pay(HouseholdFactory(), "paid", channel="bjb", amount=600_000)
    pay(HouseholdFactory(), "moved", channel="pos", amount=500_000)

    assert figure("rupiah_due", programme="bst", stage=1) == 1_100_000
    assert figure("rupiah_paid", programme="bst", stage=1) == 600_000
    assert [figure(f"channel_{kind}_{channel}") for kind in ("due", "paid")
            for channel in ("bjb", "pos")] == [1, 1, 1, 0]  # fmt: skip


def test_deceased_people_are_counted_apart():
    household = HouseholdFactory()
    PersonFactory.create_batch(2, household=household)
    PersonFactory(household=household, deceased=True)

    assert (figure("people_dtks"), figure("people_deceased")) == (2, 1)


def random_register():
    fates = [["paid"], ["moved"], ["planned"], ["deceased", "paid"], ["deceased", "duplicate"],
             ["not_found", "planned"], ["account"]]  # fmt: skip
    for n in range(42):
        household = HouseholdFactory(
            kelurahan=area(f"32.73.0{1 + n % 2}.100{1 + n % 3}"),
            register=("dtks", "non_dtks")[n % 5 == 0],
        )
        pay(household, *fates[n % 7], slug=("bst", "bpnt")[n % 4 == 0])


def test_parts_add_up_to_what_is_due_in_every_area():
    random_register()
    found = publishing._with_zeros(publishing._added_up())

    outcomes = [*registry.families(), registry.payments()]
    for key in [key for key in found if key.indicator in {o.due.key for o in outcomes}]:
        outcome = next(o for o in outcomes if o.due.key == key.indicator)
        parts = [found[key._replace(indicator=part.key)] for part in outcome.parts]
        assert sum(parts) == found[key]


def test_reasons_add_up_to_what_failed_in_every_area():
    random_register()
    found = publishing._with_zeros(publishing._added_up())

    for outcome in registry.families():
        failed = outcome.parts[1].key
        for key in [key for key in found if key.indicator == failed]:
            reasons = [found[key._replace(indicator=r.key)] for r in outcome.reasons]
            assert {r.part_of for r in outcome.reasons} == {failed}
            assert sum(reasons) == found[key]


def test_every_row_belongs_to_a_registered_indicator():
    random_register()

    assert {key.indicator for key in publishing._added_up()} <= set(registry.indicators())
