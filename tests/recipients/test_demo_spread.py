"""The demo's totals, without a database."""

from recipients.demo.spread import CITIES, Fate, largest_remainder, make_plan, shares

BANDUNG, DEPOK = CITIES["32.73"], CITIES["32.76"]
FAILED = [fate for fate in Fate if fate.failed]


def test_largest_remainder_sums_exactly():
    assert largest_remainder(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}


def test_largest_remainder_gives_nothing_to_weight_nought():
    assert largest_remainder(3, {"a": 0, "b": 0.5, "c": 0.5})["a"] == 0


def test_bandung_has_the_families_of_the_article():
    plan = make_plan(BANDUNG, seed=1)

    assert plan.count(*Fate) == 63_265
    assert plan.count(Fate.RECEIVED) == 50_658
    assert plan.count(*FAILED) == 12_607


def test_bandung_fails_for_the_reasons_of_the_article_alone():
    plan = make_plan(BANDUNG, seed=1)
    counts = {fate: plan.count(fate) for fate in FAILED}

    assert counts[Fate.NOT_COLLECTED] == counts[Fate.ACCOUNT] == 0
    assert counts[Fate.DATA_MISMATCH] > 12_607 / 2
    assert counts[Fate.DUPLICATE] >= 2_000
    assert min(counts[f] for f in (Fate.DECEASED, Fate.MOVED, Fate.NOT_FOUND)) > 0


def test_bandung_has_non_dtks_families_that_wait():
    plan = make_plan(BANDUNG, seed=1)

    assert plan.count(*Fate, dtks=False) == 20_000
    assert plan.count(Fate.WAITING, dtks=False) > 4_000


def test_every_kelurahan_of_bandung_has_its_share_of_families():
    plan = make_plan(BANDUNG, seed=1)
    weights = shares("32.73")

    assert len(plan.kelurahan) == 151
    for part in plan.kelurahan:
        quota = 63_265 * weights[part.code] / sum(weights.values())
        assert abs(sum(part.dtks) - quota) < 1


def test_depok_has_the_people_of_the_article():
    plan = make_plan(DEPOK, seed=1)

    assert len(plan.kelurahan) == 63
    assert plan.people == 152_775
    assert plan.count(*Fate, dtks=False) == 0


def test_a_small_plan_keeps_the_proportions():
    plan = make_plan(BANDUNG, seed=1, scale=0.01)

    assert (plan.count(*Fate), plan.count(*FAILED)) == (633, 126)


def test_another_seed_keeps_the_totals_and_deals_anew():
    one, other = make_plan(BANDUNG, seed=1), make_plan(BANDUNG, seed=2)

    assert one.kelurahan != other.kelurahan
    assert one.count(Fate.RECEIVED) == other.count(Fate.RECEIVED)


def test_the_same_seed_makes_the_same_plan():
    assert make_plan(DEPOK, seed=5) == make_plan(DEPOK, seed=5)
