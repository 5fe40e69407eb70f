"""Invented families, made without a database."""

from collections import Counter
from functools import cache
from itertools import islice

import pytest

from recipients import nik
from recipients.demo.families import families, make_family
from recipients.demo.programmes import programmes
from recipients.demo.spread import CITIES, Fate, make_plan
from recipients.models import Channel, Relation

CITY = CITIES["32.73"]


@cache
def some():
    """Return some thousands of families of all kelurahan."""
    return tuple(families(make_plan(CITY, seed=7, scale=0.04)))


def people():
    return [person for family in some() for person in family.people]


def payments(*fates):
    return [
        payment
        for family in some()
        if not fates or family.fate in fates
        for enrolled in family.enrolments
        for payment in enrolled.payments
    ]


def share(found, all_of):
    return len(found) / len(all_of)


def test_the_same_seed_makes_the_same_families():
    plan = make_plan(CITY, seed=7, scale=0.04)

    assert list(islice(families(plan), 100)) == list(some()[:100])


def test_a_family_can_be_made_again_by_itself():
    plan = make_plan(CITY, seed=7, scale=0.04)

    assert make_family(plan, plan.kelurahan[0], 3) == some()[3]


def test_families_have_one_head_and_the_size_of_the_plan():
    plan = make_plan(CITY, seed=7, scale=0.04)

    assert len(people()) == plan.people
    assert all(family.people[0].relation == Relation.HEAD for family in some())
    assert Counter(p.relation for p in people())[Relation.HEAD] == len(some())


def test_families_have_a_realistic_size():
    assert 3.1 < len(people()) / len(some()) < 3.5


def test_numbers_of_families_are_unique():
    assert len({family.source_id for family in some()}) == len(some())


def test_what_runs_through_bank_bjb_is_paid():
    through_bjb = [p for p in payments() if p.channel == Channel.BJB]

    assert len(through_bjb) > 100
    assert {p.status for p in through_bjb} == {"paid"}


def test_a_family_that_received_has_a_paid_stage():
    for family in some():
        if family.fate is Fate.RECEIVED:
            statuses = {p.status for e in family.enrolments for p in e.payments}
            assert "paid" in statuses


@pytest.mark.parametrize("fate", [fate for fate in Fate if fate.failed and fate != Fate.ACCOUNT])
def test_a_failed_family_fails_in_all_stages_for_its_reason(fate):
    failed = payments(fate)

    assert failed
    assert {p.status for p in failed} <= {"failed", "returned"}
    assert {p.failed_because for p in failed} == {fate.name.lower()}


def test_nothing_is_paid_after_the_day_of_the_register():
    assert max(p.paid_on for p in payments() if p.paid_on) <= CITY.as_of


def test_programmes_have_all_three_levels_and_several_stages():
    offered = programmes(CITY)

    assert len(offered) == 4
    assert {p.funder_level for p in offered} == {"pusat", "provinsi", "kota"}
    assert min(len(p.stages) for p in offered) >= 2


def test_card_holders_of_the_deceased_are_deceased():
    families_of = [f for f in some() if f.fate is Fate.DECEASED]

    assert families_of
    assert all(f.people[e.holder].deceased for f in families_of for e in f.enrolments)


def test_card_holders_with_mismatched_data_are_not_matched():
    families_of = [f for f in some() if f.fate is Fate.DATA_MISMATCH]

    matches = {f.people[e.holder].civil_match for f in families_of for e in f.enrolments}
    assert matches == {"unmatched", "not_found"}


def test_a_duplicate_family_repeats_someone_elsewhere_in_the_city():
    heads = Counter(f.people[0].true_nik for f in families(make_plan(CITY, seed=7, scale=0.04)))
    twice = [f for f in some() if f.fate is Fate.DUPLICATE]

    assert len(twice) > 50
    assert all(heads[f.people[0].true_nik] > 1 for f in twice)


def test_duplicates_are_spelt_and_numbered_differently_at_times():
    heads = [f.people[0] for f in some() if f.fate is Fate.DUPLICATE]

    assert 0.3 < share([p for p in heads if p.name.title() != p.true_name.title()], heads) < 0.95
    assert 0.1 < share([p for p in heads if not p.nik], heads) < 0.35


def test_about_a_sixth_of_people_does_not_match_the_civil_registry():
    unmatched = [p for p in people() if p.civil_match in ("unmatched", "not_found")]

    assert 0.15 < share(unmatched, people()) < 0.185


def test_niks_have_every_status_and_warning():
    readings = [nik.read(p.nik, birth_date=p.birth_date, sex=p.sex) for p in people()]

    assert {r.status for r in readings} == {"well_formed", "warning", "malformed", "absent"}
    assert {w for r in readings for w in r.warnings} == {"birth_date", "sex", "region"}
    assert share([r for r in readings if r.status == "well_formed"], readings) > 0.85


def test_true_niks_agree_with_birth_date_and_sex():
    readings = [nik.read(p.true_nik, birth_date=p.born, sex=p.sex) for p in people()]

    assert {r.status for r in readings} == {"well_formed"}


def test_running_numbers_are_beyond_those_that_offices_give():
    assert min(int(p.true_nik[12:]) for p in people()) > 7000
    assert min(int(f.kk[12:]) for f in some() if f.kk) > 7000


def test_names_follow_the_field():
    names = [p.true_name for p in people()]

    assert 0.05 < share([n for n in names if " " not in n], names) < 0.12
    assert len({word for name in names for word in name.lower().split()}) > 2_000
    assert any("'" in name for name in names)


def test_names_are_spelt_by_the_habits_of_the_field():
    words = {word for p in people() for word in p.name.title().split()}

    assert words & {"Moh.", "M.", "Muh.", "Moch."}
    assert words & {"St.", "Sitti"}
    assert {"H.", "Hj.", "Bin", "Binti"} & words
    assert any("Oe" in word or "oe" in word for word in words)
