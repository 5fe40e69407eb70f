"""What a NIK tells about itself (FACTS.md, "Identity numbers").

A NIK is 16 digits: province, city and kecamatan of first registration, birth date as DDMMYY (a
woman's day plus 40) and a running number. It never changes, even when wrong or after a move, so a
birth date or a region that disagrees is a warning, never proof.
"""

import datetime
import re
from dataclasses import dataclass

from recipients.models.person import NikStatus, NikWarning, Sex

LENGTH = 16
# Kemendagri's province codes in force (2025); holders of numbers from older codes exist.
PROVINCES_IN_FORCE = frozenset(
    [*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77),
     81, 82, *range(91, 97)]
)  # fmt: skip
# Codes once given out: 11–21 Sumatra with 20 to 22, Timor Timur 54, the Papua of 1999–2003.
PROVINCES_EVER = PROVINCES_IN_FORCE | {20, 22, 54, 83, 97}
_ABSENT = frozenset({"", "-", "--", "0", "00", "nihil", "tidak ada", "null", "none", "n/a"})
_SEPARATORS = re.compile(r"[\s.\-–—']+")


@dataclass(frozen=True)
class NikReading:
    """A NIK as read: `number` without separators ("" when absent), its status and doubts."""

    number: str
    status: NikStatus
    warnings: tuple[NikWarning, ...] = ()


def clean(text: str) -> str:
    """Return the number without blanks, dots and dashes; "" when the text means none."""
    if text.strip().lower() in _ABSENT:
        return ""
    number = _SEPARATORS.sub("", text)
    return "" if not number.strip("0") else number


def is_well_formed(number: str) -> bool:
    """Tell whether 16 digits have a possible province, day, month and running number."""
    if len(number) != LENGTH or not (number.isascii() and number.isdigit()):
        return False
    day, month = int(number[6:8]), int(number[8:10])
    possible_day = 1 <= day <= 31 or 41 <= day <= 71
    return (
        int(number[:2]) in PROVINCES_EVER
        and possible_day
        and 1 <= month <= 12
        and number[12:] != "0000"
    )


def _birth_date_differs(number: str, birth_date: datetime.date) -> bool:
    day = int(number[6:8]) % 40 if int(number[6:8]) > 40 else int(number[6:8])
    return (day, int(number[8:10]), int(number[10:12])) != (
        birth_date.day, birth_date.month, birth_date.year % 100,
    )  # fmt: skip


def doubts(number: str, *, birth_date: datetime.date | None, sex: str) -> list[NikWarning]:
    """Return in what a well-formed number disagrees with what else is known of the person."""
    found = []
    if int(number[:2]) not in PROVINCES_IN_FORCE:
        found.append(NikWarning.REGION)
    if birth_date is not None and _birth_date_differs(number, birth_date):
        found.append(NikWarning.BIRTH_DATE)
    if sex and (int(number[6:8]) > 40) != (sex == Sex.FEMALE):
        found.append(NikWarning.SEX)
    return found


def read(text: str, *, birth_date: datetime.date | None = None, sex: str = "") -> NikReading:
    """Read a NIK as written and compare it with what else is known of the person."""
    number = clean(text)
    if not number:
        return NikReading("", NikStatus.ABSENT)
    if not is_well_formed(number):
        return NikReading(number, NikStatus.MALFORMED)
    warnings = doubts(number, birth_date=birth_date, sex=sex)
    status = NikStatus.WARNING if warnings else NikStatus.WELL_FORMED
    return NikReading(number, status, tuple(warnings))
