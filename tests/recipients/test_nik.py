"""Reading a NIK: what is malformed, what is only a doubt, and what means none."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recipients import nik
from recipients.models import NikStatus
from recipients.models.person import NikWarning

BORN = datetime.date(1970, 1, 2)
MAN, WOMAN = "3273050201700001", "3273054201700001"


@st.composite
def people(draw):
    """A NIK as the civil registry would give it out, with whose it is."""
    born = draw(st.dates(datetime.date(1900, 1, 1), datetime.date(2024, 12, 31)))
    female = draw(st.booleans())
    province = draw(st.sampled_from(sorted(nik.PROVINCES_IN_FORCE)))
    number = (
        f"{province:02}{draw(st.integers(1, 99)):02}{draw(st.integers(1, 99)):02}"
        f"{born.day + 40 * female:02}{born.month:02}{born.year % 100:02}"
        f"{draw(st.integers(1, 9999)):04}"
    )
    return number, born, "female" if female else "male"


@given(people())
def test_number_given_out_properly_raises_no_doubt(person):
    number, born, sex = person

    reading = nik.read(number, birth_date=born, sex=sex)

    assert reading == nik.NikReading(number, NikStatus.WELL_FORMED)


@given(people(), st.dates(datetime.date(1900, 1, 1), datetime.date(2024, 12, 31)))
def test_other_birth_date_is_a_doubt_and_never_proof(person, other):
    number, born, _ = person
    differs = (born.day, born.month, born.year % 100) != (other.day, other.month, other.year % 100)

    reading = nik.read(number, birth_date=other)

    assert reading.status == (NikStatus.WARNING if differs else NikStatus.WELL_FORMED)
    assert reading.warnings == ((NikWarning.BIRTH_DATE,) if differs else ())


@given(people())
def test_other_sex_is_a_doubt(person):
    number, born, sex = person
    other = "male" if sex == "female" else "female"

    assert nik.read(number, birth_date=born, sex=other).warnings == (NikWarning.SEX,)


@given(st.text(max_size=40))
def test_any_text_is_read_without_failing(text):
    reading = nik.read(text, birth_date=BORN, sex="male")

    assert reading.status in NikStatus.values
    assert (reading.status == NikStatus.ABSENT) == (reading.number == "")


@pytest.mark.parametrize("day", [1, 31, 41, 71])
def test_possible_day(day):
    assert nik.is_well_formed(f"327305{day:02}01700001")


@pytest.mark.parametrize("day", [0, 32, 40, 72, 99])
def test_impossible_day(day):
    assert not nik.is_well_formed(f"327305{day:02}01700001")


@pytest.mark.parametrize(
    "number",
    [
        "327305020170000",  # 15 digits, as Excel leaves it
        "32730502017000011",
        "3273050213700001",  # month 13
        "3273050200700001",  # month 0
        "9973050201700001",  # no such province
        "0073050201700001",
        "3273050201700000",  # running number 0000
        "327305020170000O",
        "３２７３０５０２０１７０００１",  # fullwidth digits, 15 of them
        "３２７３０５０２０１７００００１",  # fullwidth digits, 16 of them
        "٣٢٧٣٠٥٠٢٠١٧٠٠٠٠١",
        "3.27305E+15",
        "tidak tahu",
    ],
)
def test_malformed(number):
    assert nik.read(number).status == NikStatus.MALFORMED


@pytest.mark.parametrize(
    "text", ["", " ", "-", "--", "0", "00", "0000000000000000", "nihil", "Tidak Ada", "NULL", "n/a"]
)
def test_text_that_means_none(text):
    assert nik.read(text) == nik.NikReading("", NikStatus.ABSENT)


@pytest.mark.parametrize(
    "text",
    ["3273 0502 0170 0001", "3273.0502.0170.0001", "3273-05-020170-0001", " 3273050201700001\n",
     "'3273050201700001", "3273\u00a00502\u20090170\u200a0001"],
)  # fmt: skip
def test_separators_do_not_matter(text):
    assert nik.read(text).number == MAN


@pytest.mark.parametrize("province", sorted(nik.PROVINCES_EVER - nik.PROVINCES_IN_FORCE))
def test_province_code_out_of_force_is_a_doubt(province):
    reading = nik.read(f"{province}{MAN[2:]}")

    assert (reading.status, reading.warnings) == (NikStatus.WARNING, (NikWarning.REGION,))


def test_woman_born_on_the_31st():
    born = datetime.date(1999, 12, 31)

    assert nik.read("3273057112990001", birth_date=born, sex="female").status == "well_formed"


def test_several_doubts_are_all_named():
    reading = nik.read(f"54{WOMAN[2:]}", birth_date=datetime.date(1980, 5, 5), sex="male")

    assert set(reading.warnings) == {NikWarning.REGION, NikWarning.BIRTH_DATE, NikWarning.SEX}


def test_nothing_known_of_the_person_raises_no_doubt():
    assert nik.read(WOMAN).status == NikStatus.WELL_FORMED
