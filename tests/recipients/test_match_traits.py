"""Traits: what two entries of one person share, and what a stolen table does not tell."""

import datetime
from collections import Counter
from dataclasses import replace

import pytest

from recipients.matching.numbers import WINDOWS, is_usable
from recipients.matching.tagging import Tagger
from recipients.matching.traits import COUNTS, FIELDS, RARITIES, Record, traits_of

TAGS = Tagger(b"k" * 32, 1)
RINA = Record(
    person=1, household=1, name="Rina Suherman", birth_date=datetime.date(1980, 2, 17),
    birth_place="Bandung", mother_name="Siti Nurhayati", sex="female", relation="head",
    nik="3273015702800003", kk="3273010101120004", kelurahan="32.73.01.1001",
    address="Jl. Merdeka No. 12", rt="003", rw="02",
)  # fmt: skip


def traits(**changes):
    return traits_of(replace(RINA, **changes), TAGS)


def windows(number):
    found = traits(nik=number)
    return [getattr(found, f"nik_{place}") for place in range(1, WINDOWS + 1)]


def equal_windows(number, other):
    return sum(one == another for one, another in zip(windows(number), windows(other), strict=True))


def test_every_scalar_has_an_sql_type():
    assert list(FIELDS) == [field for field in traits()._fields if field != "keys"]
    assert set(COUNTS.values()) | set(RARITIES.values()) <= set(FIELDS)


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("H. Moch. Soekardi", "sukardi"),
        ("Siti Nurhayati", "NURHAYATI"),
        ("Abdul Rahman", "Abdulrahman"),
        ("Nur Hidayat", "Noerhidajat"),
        ("Ujang Komar bin Suherman", "Ujang Komar"),
    ],
)
def test_spellings_of_one_name_are_one(written, other):
    assert traits(name=written).name_full == traits(name=other).name_full


def test_a_name_keeps_its_skeleton_when_vowels_change():
    assert traits(name="Rohendi").name_bones == traits(name="Rahandi").name_bones


def test_order_of_words_does_not_count_where_it_should_not():
    one, other = traits(name="Rina Suherman"), traits(name="Suherman Rina")
    assert one.name_sorted == other.name_sorted
    assert one.name_bones != other.name_bones


@pytest.mark.parametrize("name", ["Ω", "...", "Ы Ж", "O'", "名"])
def test_a_strange_name_is_no_error(name):
    assert traits(name=name).bone_1


@pytest.mark.parametrize(
    "slip",
    [
        "3273015702800013",  # a digit replaced
        "9273015702800003",  # the first one
        "3273015702800009",  # the last one
        "3270315702800003",  # neighbours swapped
        "327301570280003",  # a digit lost
        "32730157702800003",  # a digit doubled
    ],
)
def test_one_slip_of_a_number_leaves_an_equal_tag(slip):
    assert equal_windows(RINA.nik, slip) >= 1
    assert traits(nik=slip).nik != traits().nik


@pytest.mark.parametrize("other", ["3273015702810013", "3274015602800003", "3204195702800103"])
def test_two_slips_leave_none(other):
    assert equal_windows(RINA.nik, other) == 0


@pytest.mark.parametrize(
    "number",
    ["", "1234567890123456", "3273000000000000", "9999999999999999", "327301", "Tidak ada",
     "3273015702800000", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦"],
)  # fmt: skip
def test_a_number_made_up_or_broken_identifies_nobody(number):
    assert not is_usable(number)
    assert traits(nik=number).nik is None
    assert windows(number) == [None] * WINDOWS


@pytest.mark.parametrize(
    ("changes", "fits"),
    [({}, 2), ({"birth_date": datetime.date(1980, 2, 18)}, 0), ({"sex": "male"}, 1),
     ({"birth_date": None}, None)],
)  # fmt: skip
def test_a_number_tells_whether_it_fits_its_holder(changes, fits):
    assert traits(**changes).nik_fits == fits


def test_exchanged_day_and_month_share_a_key():
    one = traits(birth_date=datetime.date(1980, 2, 7), nik="", household=2, kk="")
    other = traits(birth_date=datetime.date(1980, 7, 2), nik="", household=3, kk="",
                   kelurahan="32.73.02.1001", address="", mother_name="")  # fmt: skip
    assert set(one.keys) & set(other.keys)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Rina S", "birth_date": None, "mother_name": "Nurhayati"},
        {"name": "Rinna Suhermann", "birth_date": datetime.date(1980, 1, 1)},
        {"name": "Eman", "mother_name": "", "birth_place": ""},
        {"nik": RINA.nik, "name": "Yati", "birth_date": None, "mother_name": ""},
    ],
)
def test_an_entry_elsewhere_with_faults_shares_a_key(changes):
    moved = {"household": 2, "kk": "", "nik": "", "address": "Gg. Melati 3"}
    assert set(traits().keys) & set(traits(**moved | changes).keys)


def test_strangers_share_no_key():
    stranger = Record(2, 2, "Dadang Kusnadi", datetime.date(1971, 5, 30), "Garut", "Iim", "male",
                      "head", "3205113005710002", "3205110101120009", "32.73.02.1002")  # fmt: skip
    assert not set(traits().keys) & set(traits_of(stranger, TAGS).keys)


def test_a_filled_in_birth_date_makes_no_key_of_its_own():
    def keys(number):
        return set(
            traits(name=f"{'abcdefgh'[number]}rina", birth_date=datetime.date(1980, 1, 1), nik="",
                   kk="", household=number, address="", mother_name="").keys
        )  # fmt: skip

    assert not keys(1) & keys(2)


def test_nothing_of_a_number_stands_in_traits():
    text = " ".join(map(str, traits()[:-1]))
    assert RINA.nik not in text
    assert RINA.kk not in text
    assert "5702800003" not in text


def test_tags_differ_under_another_key():
    other = traits_of(RINA, Tagger(b"x" * 32, 2))
    numbers = ("kk", "nik", "name_sorted", "street", *(f"nik_{n}" for n in range(1, WINDOWS + 1)))
    assert all(getattr(other, field) != getattr(traits(), field) for field in numbers)
    assert not set(other.keys) & set(traits().keys)


def test_counting_tags_does_not_tell_running_numbers():
    """People of one day and kecamatan: classes of equal tags are no larger for number 0001."""
    names = ["Rina", "Sari", "Dewi", "Lilis", "Ani", "Mimin", "Kokom", "Tuti"]
    classes = Counter()
    for day in range(1, 29):
        for running in range(1, 1 + (day % 4) + 1):
            number = f"32730140{day:02}"[:6] + f"{day + 40}0280{running:04}"
            found = traits(nik=number, name=names[(day * 7 + running) % len(names)])
            classes[found.nik_7, running] += 1
    # Without the day, all who share a running number would be one class of up to 28.
    assert max(classes.values()) <= 28 / len(names) + 2
