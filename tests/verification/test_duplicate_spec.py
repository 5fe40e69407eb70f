"""The model as data: what it says about pairs, the same in every engine."""

import copy
import datetime
import itertools
from dataclasses import replace

import pytest
from django.db import connection

from recipients.matching.tagging import Tagger
from recipients.matching.traits import COUNTS, FIELDS, RARITIES, Record, traits_of
from verification.duplicates import spec
from verification.duplicates.comparisons import HALVES, Grid

SHIPPED = spec.load(spec.shipped())
TAGS = Tagger(b"k" * 32, 1)
ADDED = (*COUNTS, *RARITIES)
RINA = Record(
    person=1, household=1, name="Rina Suherman", birth_date=datetime.date(1980, 2, 17),
    birth_place="Bandung", mother_name="Siti Nurhayati", sex="female", relation="head",
    nik="3273015702800003", kk="3273010101120004", kelurahan="32.73.01.1001",
    address="Jl. Merdeka No. 12", rt="003", rw="02",
)  # fmt: skip
TWIN = replace(RINA, name="Rani Suherman", nik="3273015702800004", relation="child")
MOVED = replace(RINA, household=2, kk="3273020202150001", kelurahan="32.73.02.1002",
                address="Gg. Melati 3", rt="1", rw="9")  # fmt: skip
STRANGER = Record(2, 3, "Dadang Kusnadi", datetime.date(1971, 5, 30), "Garut", "Iim", "male",
                  "head", "3205113005710002", "3205110101120009", "32.73.02.1002")  # fmt: skip
VARIED = [
    RINA, TWIN, MOVED, STRANGER,
    replace(MOVED, nik="", name="Rinna Suherma", birth_date=datetime.date(1980, 1, 1)),
    replace(MOVED, nik="3273015702800030", birth_date=datetime.date(1980, 2, 7)),
    replace(MOVED, name="Eman", nik="", mother_name="", birth_place=""),
    replace(MOVED, name="Suherman R.", birth_date=None, sex="", mother_name="Nurhayanti"),
    replace(RINA, nik="327301570280003", name="Rina", birth_date=datetime.date(1990, 2, 17)),
    replace(STRANGER, household=1, kk=RINA.kk, relation="child", birth_date=None),
    replace(MOVED, name="Rina Melati Suherman", birth_date=datetime.date(1980, 12, 2)),
]  # fmt: skip


def row(record, count=1, rarity=80):
    found = dict(zip(FIELDS, traits_of(record, TAGS)[:-1], strict=True))
    found |= {name: count if found[source] else None for name, source in COUNTS.items()}
    return found | {
        name: None if found[source] is None else rarity for name, source in RARITIES.items()
    }


def in_postgresql(entries, *terms):
    """Return the SQL terms over all ordered pairs of entries."""
    kinds = [*FIELDS.values(), *("integer" for _ in ADDED)]
    names = [*FIELDS, *ADDED]
    columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(names, kinds, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE e (n integer, {columns}) ON COMMIT DROP")
        marks = ", ".join(["%s"] * (len(names) + 1))
        cursor.executemany(
            f"INSERT INTO e VALUES ({marks})",
            [[n, *(entry[name] for name in names)] for n, entry in enumerate(entries)],
        )
        cursor.execute(
            f"SELECT l.n, r.n, {', '.join(terms)} FROM e l JOIN e r ON l.n <> r.n ORDER BY 1, 2"
        )
        found = cursor.fetchall()
        cursor.execute("DROP TABLE e")
    return {(left, right): [float(bits), *others] for left, right, bits, *others in found}


def weight(first, second, **added):
    rows = [row(first, **added), row(second, **added)]
    return in_postgresql(rows, SHIPPED.weight_sql())[0, 1][0]


@pytest.fixture
def pairs(db):
    return in_postgresql(
        [row(record) for record in VARIED], SHIPPED.weight_sql(), SHIPPED.levels_sql(),
        spec.one_family_sql(), SHIPPED.prefilter_sql(),
    )  # fmt: skip


def test_evidence_sums_to_the_weight(pairs):
    for bits, levels, is_one_family, _ in pairs.values():
        evidence = SHIPPED.evidence(levels, is_one_family=is_one_family)
        assert sum(each for *_, each in evidence) == pytest.approx(bits, abs=0.1)


def test_a_pair_weighs_the_same_in_either_order(pairs):
    for left, right in itertools.combinations(range(len(VARIED)), 2):
        assert pairs[left, right] == pairs[right, left]


def test_prefilter_drops_no_pair_that_passes(pairs):
    assert all(kept for bits, _, _, kept in pairs.values() if bits >= SHIPPED.threshold_bits)


def test_prefilter_drops_strangers(pairs):
    assert not pairs[0, 3][3]


def test_duckdb_says_the_same(pairs, tmp_path):
    duckdb = pytest.importorskip("duckdb", reason="part of requirements/linkage.txt")
    names = [*FIELDS, *ADDED]
    kinds = [*FIELDS.values(), *("integer" for _ in ADDED)]
    with duckdb.connect() as engine:
        columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, kinds, strict=True))
        engine.execute(f"CREATE TABLE e (n integer, {columns})")
        engine.executemany(
            f"INSERT INTO e VALUES ({', '.join('?' * (len(names) + 1))})",
            [[n, *(row(record)[name] for name in names)] for n, record in enumerate(VARIED)],
        )
        found = engine.execute(
            f"SELECT l.n, r.n, {SHIPPED.weight_sql()}, {SHIPPED.levels_sql()},"
            f" {spec.one_family_sql()}, {SHIPPED.prefilter_sql()}"
            " FROM e l JOIN e r ON l.n <> r.n"
        ).fetchall()
    assert len(found) == len(pairs)
    for left, right, bits, *rest in found:
        assert bits == pytest.approx(pairs[left, right][0], abs=1e-6)
        assert rest == pairs[left, right][1:]


NO_MOTHER = ("within_no_mother", "across_no_mother")


def marked(halves):
    """Return a content of nothing but a prior of its own in each of the halves, which it lists."""
    content = {"threshold": 0.9}
    for number, name in enumerate(halves, start=1):
        content[name] = copy.deepcopy(spec.shipped()[name])
        content[name]["prior"] = number
        for levels in content[name]["comparisons"].values():
            for level in levels:
                levels[level] = {"bits": 0}
    return content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("halves", "told"),
    [(("within", "across"), [1, 1, 2, 2]), (("within", "across", *NO_MOTHER), [1, 3, 2, 4])],
)
def test_pairs_without_a_mother_weigh_by_halves_of_their_own_if_there_are(halves, told):
    model = spec.load(marked(halves))
    # In one family, the same without a mother, across, the same without a mother.
    others = [
        TWIN, replace(TWIN, mother_name=""), MOVED, replace(MOVED, mother_name=""),
    ]  # fmt: skip
    found = in_postgresql(
        [row(RINA), *map(row, others)], model.weight_sql(), model.levels_sql(),
        spec.one_family_sql(),
    )  # fmt: skip

    pairs = [found[0, number] for number in range(1, 5)]
    assert [bits for bits, *_ in pairs] == told
    assert [
        model.evidence(levels, is_one_family=family)[0][2] for _, levels, family in pairs
    ] == told


@pytest.mark.django_db
def test_each_pair_is_in_one_half_only():
    where = [f"CASE WHEN {condition} THEN 1 ELSE 0 END" for condition, _ in SHIPPED.halves()]
    unheard = [replace(record, mother_name="", kk="") for record in VARIED]
    found = in_postgresql([row(record) for record in (*VARIED, *unheard)], " + ".join(where))

    assert {number for (number,) in found.values()} == {1}


def test_a_model_of_no_mothers_that_does_not_fit_is_refused():
    content = marked(("within", "across", *NO_MOTHER))
    del content["across_no_mother"]["comparisons"]["place"]

    with pytest.raises(spec.SpecError):
        spec.load(content)


def passes(bits):
    return bits >= SHIPPED.threshold_bits


@pytest.mark.django_db
def test_a_moved_person_is_one_person():
    assert passes(weight(RINA, MOVED))


@pytest.mark.django_db
def test_a_moved_person_without_number_and_with_a_misspelt_name_is_one_person():
    assert passes(weight(RINA, replace(MOVED, nik="", name="Rinna Soeherman")))


@pytest.mark.django_db
def test_twins_are_two_people():
    assert not passes(weight(replace(RINA, relation="child"), TWIN))


@pytest.mark.django_db
@pytest.mark.parametrize("mother", ["Siti Nurhayati", ""])
@pytest.mark.parametrize("nik", [TWIN.nik, ""])
def test_hasan_and_husein_are_two_people(mother, nik):
    hasan = replace(RINA, name="Hasan Suherman", sex="male", relation="child", mother_name=mother,
                    nik="3273011702800003")  # fmt: skip
    husein = replace(hasan, name="Husein Suherman", nik=nik and "3273011702800004")

    assert not passes(weight(hasan, husein))


@pytest.mark.django_db
def test_father_and_son_of_one_name_are_two_people():
    son = replace(RINA, sex="male", relation="child", nik="", mother_name="Eti",
                  birth_date=datetime.date(2004, 2, 17))  # fmt: skip
    assert not passes(weight(replace(RINA, sex="male"), son))


@pytest.mark.django_db
def test_namesakes_with_sound_numbers_are_two_people():
    other = replace(MOVED, nik="3204196209750001", birth_date=datetime.date(1975, 9, 22),
                    mother_name="Kokom", birth_place="Garut")  # fmt: skip
    assert not passes(weight(RINA, other))


@pytest.mark.django_db
def test_a_number_of_many_holders_says_nothing():
    shared = replace(STRANGER, nik=RINA.nik)
    assert weight(RINA, shared, count=9) < weight(RINA, shared, count=2)


@pytest.mark.django_db
def test_a_rare_name_weighs_more():
    assert weight(RINA, MOVED, rarity=180) > weight(RINA, MOVED, rarity=60)


@pytest.mark.django_db
@pytest.mark.parametrize("half", HALVES)
def test_a_number_weighs_more_the_nearer_it_is(half):
    (grid,) = (levels for one, levels in getattr(SHIPPED, half).comparisons if type(one) is Grid)
    bits = {level.key: weight.bits for level, weight in grid}
    assert bits["same/same"] > bits["slip/same"] > bits["unknown/same"] > bits["both_fit/same"]


def test_probability_of_bits():
    assert spec.probability(0) == 0.5
    assert spec.probability(1) == pytest.approx(2 / 3)
    assert spec.probability(-5_000) == 0.0
    assert spec.probability(5_000) == 1.0


def test_threshold_in_bits_is_the_probability():
    assert spec.probability(SHIPPED.threshold_bits) == pytest.approx(SHIPPED.threshold)


@pytest.mark.parametrize("half", ["within", "across"])
def test_a_model_of_other_comparisons_is_refused(half):
    content = copy.deepcopy(spec.shipped())
    del content[half]["comparisons"]["name"]["tail"]

    with pytest.raises(spec.SpecError):
        spec.load(content)


@pytest.mark.parametrize(
    "content",
    [{}, {"threshold": 0.9}, {"threshold": 0.9, "within": None}, [],
     {"threshold": 0.9, "within": {"prior": 0, "comparisons": []}}],
)  # fmt: skip
def test_what_is_no_model_is_refused(content):
    with pytest.raises(spec.SpecError):
        spec.load(content)


@pytest.mark.parametrize("bits", ["1); DROP TABLE x; --", "many", None, "nan", 1e400])
def test_a_weight_that_is_no_number_is_refused(bits):
    content = copy.deepcopy(spec.shipped())
    content["across"]["comparisons"]["sex"]["same"]["bits"] = bits

    with pytest.raises(spec.SpecError):
        spec.load(content)


@pytest.mark.parametrize("threshold", [0, 1, -0.5, 2])
def test_a_threshold_that_is_no_probability_is_refused(threshold):
    with pytest.raises(spec.SpecError):
        spec.load({**spec.shipped(), "threshold": threshold})
