"""Invented NIK and KK numbers, and the ways in which lists get them wrong.

Running numbers lie between 7001 and 9999: offices count from 0001 anew for each kecamatan, day and
sex, so that a demo number practically never is a real person's (fixtures/demo/README.md).
"""

import datetime
from enum import Enum
from random import Random

from recipients.demo.drawing import Odds, between, pick

# Where people of West Java's cities were first registered, apart from their own city.
ELSEWHERE = Odds(
    {
        "3204": 26.0, "3217": 12.0, "3277": 9.0, "3205": 12.0, "3211": 9.0, "3206": 7.0,
        "3207": 4.0, "3203": 5.0, "3214": 4.0, "3213": 4.0, "3201": 5.0, "3173": 3.0,
        "3302": 3.0, "3329": 3.0, "3402": 1.0, "3578": 1.0, "1271": 1.0, "1371": 1.0,
    }
)  # fmt: skip
OLD_PROVINCES = ("54", "83", "97", "20", "22")


class Flaw(Enum):
    """What is wrong with a NIK as a list has it."""

    NONE = "none"
    BIRTH_DATE = "birth date differs"
    SEX = "sex differs"
    REGION = "old province"
    SHORT = "a digit is missing"
    LETTER = "a letter for a digit"
    ROUNDED = "Excel wrote 3.27E+15"
    LAST_DIGIT = "Excel kept 15 digits"
    ABSENT = "absent"


ADULT_FLAWS = Odds(
    {
        Flaw.NONE: 90.4, Flaw.BIRTH_DATE: 2.4, Flaw.SEX: 0.9, Flaw.REGION: 0.3, Flaw.SHORT: 0.9,
        Flaw.LETTER: 0.3, Flaw.ROUNDED: 0.6, Flaw.LAST_DIGIT: 1.2, Flaw.ABSENT: 3.0,
    }
)  # fmt: skip
CHILD_FLAWS = Odds({Flaw.NONE: 91.0, Flaw.BIRTH_DATE: 2.0, Flaw.SHORT: 1.0, Flaw.ABSENT: 6.0})
MISMATCH_FLAWS = Odds(
    {
        Flaw.NONE: 50.0, Flaw.BIRTH_DATE: 17.0, Flaw.SEX: 5.0, Flaw.SHORT: 7.0, Flaw.LETTER: 2.0,
        Flaw.ROUNDED: 5.0, Flaw.LAST_DIGIT: 6.0, Flaw.ABSENT: 8.0,
    }
)  # fmt: skip


def _running_number(rng: Random) -> int:
    return between(rng, 7001, 9999)


def _region(rng: Random, kelurahan: str) -> str:
    """Return six digits: mostly the own kecamatan's, else another's of the city or elsewhere."""
    city, kecamatan = kelurahan[:5].replace(".", ""), kelurahan[6:8]
    chance = rng.random()
    if chance < 0.66:
        return city + kecamatan
    if chance < 0.84:
        return f"{city}{between(rng, 1, 11):02}"
    return f"{ELSEWHERE.draw(rng)}{between(rng, 1, 20):02}"


def new_nik(rng: Random, *, kelurahan: str, born: datetime.date, female: bool) -> str:
    """Return a NIK as it should be: 16 digits that agree with birth date and sex."""
    day = born.day + (40 if female else 0)
    date = f"{day:02}{born.month:02}{born.year % 100:02}"
    return f"{_region(rng, kelurahan)}{date}{_running_number(rng)}"


def new_kk(rng: Random, *, kelurahan: str, as_of: datetime.date) -> str:
    """Return a KK number issued at its office on one of the days since 2006."""
    since = datetime.date(2006, 1, 1).toordinal()
    issued = datetime.date.fromordinal(between(rng, since, as_of.toordinal() - 30))
    region = kelurahan[:8].replace(".", "")
    return f"{region}{issued:%d%m%y}{_running_number(rng)}"


def flawed(rng: Random, nik: str, flaw: Flaw) -> str:
    """Return the NIK as a list with this flaw has it."""
    match flaw:
        case Flaw.BIRTH_DATE:
            return _with_another_date(rng, nik)
        case Flaw.SEX:
            day = int(nik[6:8])
            return f"{nik[:6]}{day - 40 if day > 40 else day + 40:02}{nik[8:]}"
        case Flaw.REGION:
            return pick(rng, OLD_PROVINCES) + nik[2:]
        case Flaw.SHORT:
            place = between(rng, 1, 15)
            return nik[:place] + nik[place + 1 :]
        case Flaw.LETTER:
            place = between(rng, 10, 15)
            return f"{nik[:place]}{pick(rng, 'OIlSB')}{nik[place + 1 :]}"
        case Flaw.ROUNDED:
            return f"{nik[:12]}0000"
        case Flaw.LAST_DIGIT:
            return f"{nik[:15]}0"
        case Flaw.ABSENT:
            return pick(rng, ("", "", "-", "0"))
        case _:
            return nik


def _with_another_date(rng: Random, nik: str) -> str:
    """Swap day and month where that is possible, else write another year."""
    day, month, year = nik[6:8], nik[8:10], int(nik[10:12])
    if int(day) <= 12 and day != month and rng.random() < 0.5:
        return nik[:6] + month + day + nik[10:]
    return f"{nik[:10]}{(year + pick(rng, (1, 2, 9, 10, 99))) % 100:02}{nik[12:]}"


def slipped(rng: Random, nik: str) -> str:
    """Return the NIK with one digit of its running number typed wrong."""
    place = between(rng, 13, 15)
    digit = (int(nik[place]) + between(rng, 1, 9)) % 10
    return f"{nik[:place]}{digit}{nik[place + 1 :]}"
