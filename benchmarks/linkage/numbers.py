"""NIK and KK numbers as the civil registry gives them, and how they come to be written wrong."""

import datetime
from array import array
from random import Random

from benchmarks.linkage.words import ELSEWHERE

FIRST_DAY = datetime.date(1900, 1, 1).toordinal()
DAYS = 47_000
FAKE = (
    "1234567890123456", "3273000000000000", "9999999999999999", "3273010101010001",
    "0000000000000001", "3273123456789012", "1111111111111111", "3273010101800001",
    "3273000101700000", "1122334455667788",
)  # fmt: skip


class Registry:
    """Hands out numbers: running ones per region, birth date and sex, none of them twice."""

    def __init__(self, kecamatan: list[str]) -> None:
        self.regions = (*kecamatan, *ELSEWHERE)
        self.places = {region: place for place, region in enumerate(self.regions)}
        self._given = array("H", bytes(2 * 2 * DAYS * len(self.regions)))
        self._cards = 0

    def nik(self, chance: Random, region: str, born: datetime.date, sex: str) -> str:
        """Return the next number of that region and day; most people there are not poor."""
        slot = (self.places[region] * DAYS + born.toordinal() - FIRST_DAY) * 2 + (sex == "P")
        self._given[slot] += 1 if chance.random() < 0.55 else chance.randrange(2, 6)
        day = born.day + 40 * (sex == "P")
        return f"{region}{day:02}{born.month:02}{born.year % 100:02}{self._given[slot]:04}"

    def region(self, chance: Random, home: str) -> str:
        """Return where someone who lives in the kecamatan `home` was first registered."""
        part = chance.random()
        if part < 0.62:
            return home
        if part < 0.82:
            return chance.choice(self.regions[: -len(ELSEWHERE)])
        return chance.choice(ELSEWHERE)

    def kk(self, chance: Random, home: str) -> str:
        """Return the number of a new family card."""
        self._cards += 1
        day = datetime.date.fromordinal(
            datetime.date(2006, 1, 1).toordinal() + chance.randrange(5_500)
        )
        return f"{home}{day:%d%m%y}{1 + self._cards * 7 % 9_998:04}"


def slipped(chance: Random, number: str) -> str:
    """Return a number with one digit substituted, two neighbours swapped, one lost or doubled."""
    kind, place = chance.random(), chance.randrange(len(number))
    swaps = [i for i in range(len(number) - 1) if number[i] != number[i + 1]]
    if kind < 0.5 or not swaps:
        return (
            number[:place]
            + chance.choice("0123456789".replace(number[place], ""))
            + number[place + 1 :]
        )
    if kind < 0.75:
        place = chance.choice(swaps)
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if kind < 0.9:
        return number[:place] + number[place + 1 :]
    return number[:place] + number[place] + number[place:]
