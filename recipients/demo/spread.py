"""How many families each kelurahan gets and what becomes of their aid: whole numbers that add up.

The totals are those of the two source articles (FACTS.md); the parts per kelurahan follow
fixtures/demo/shares.csv by the method of largest remainders, so that every sum is exact.
"""

import csv
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from random import Random

from recipients.demo.drawing import Odds, lines

SIZES = Odds({1: 0.11, 2: 0.19, 3: 0.27, 4: 0.25, 5: 0.12, 6: 0.04, 7: 0.02})


class Fate(IntEnum):
    """What becomes of a family's aid; those named like a failure reason fail because of it."""

    RECEIVED = 0
    WAITING = 1
    DATA_MISMATCH = 2
    DUPLICATE = 3
    DECEASED = 4
    MOVED = 5
    NOT_FOUND = 6
    NOT_COLLECTED = 7
    ACCOUNT = 8
    NOT_ENROLLED = 9
    DEACTIVATED = 10

    @property
    def failed(self) -> bool:
        """Whether none of the family's aid arrived."""
        return Fate.DATA_MISMATCH <= self <= Fate.ACCOUNT


# Most data did not match the civil registry; thousands are listed twice (the article of 2020).
REASONS = {
    Fate.DATA_MISMATCH: 62.0,
    Fate.DUPLICATE: 20.0,
    Fate.DECEASED: 8.0,
    Fate.MOVED: 6.0,
    Fate.NOT_FOUND: 4.0,
}
OTHERS = Odds(
    {
        Fate.RECEIVED: 52.0,
        Fate.WAITING: 30.0,
        Fate.DATA_MISMATCH: 5.0,
        Fate.NOT_COLLECTED: 3.0,
        Fate.ACCOUNT: 2.0,
        Fate.MOVED: 1.0,
        Fate.NOT_ENROLLED: 5.0,
        Fate.DEACTIVATED: 2.0,
    }
)


@dataclass(frozen=True)
class City:
    """The totals of one city's demo register.

    `size` counts DTKS families due aid, or DTKS people where `counts_people`; of the families
    the part `failed` received nothing; `others` non-DTKS families come on top.
    """

    code: str
    name: str
    as_of: datetime.date
    version: str
    size: int
    failed: float
    others: int = 0
    counts_people: bool = False


CITIES = {
    city.code: city
    for city in (
        City("32.73", "Kota Bandung", datetime.date(2020, 6, 4), "2020-04",
             size=63_265, failed=12_607 / 63_265, others=20_000),
        City("32.76", "Kota Depok", datetime.date(2021, 8, 1), "2021-07",
             size=152_775, failed=0.148, counts_people=True),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KelurahanPlan:
    """One kelurahan's families; the byte at a family's number tells its fate, size, register."""

    code: str
    fates: bytes
    sizes: bytes
    dtks: bytes


@dataclass(frozen=True)
class Plan:
    """All families of a city, a few bytes each, before any of them is made."""

    city: City
    seed: int
    kelurahan: tuple[KelurahanPlan, ...]

    @property
    def families(self) -> int:
        """How many families the register will hold."""
        return sum(len(part.fates) for part in self.kelurahan)

    @property
    def people(self) -> int:
        """How many people these families have."""
        return sum(sum(part.sizes) for part in self.kelurahan)

    def count(self, *fates: Fate, dtks: bool = True) -> int:
        """Return how many families of one register have one of these fates."""
        return sum(
            fate in fates and bool(is_dtks) == dtks
            for part in self.kelurahan
            for fate, is_dtks in zip(part.fates, part.dtks, strict=True)
        )


def largest_remainder[K](total: int, weights: Mapping[K, float]) -> dict[K, int]:
    """Split `total` in proportion to `weights` into whole numbers that sum to it exactly."""
    whole = sum(weights.values())
    quotas = {key: total * weight / whole for key, weight in weights.items()}
    parts = {key: int(quota) for key, quota in quotas.items()}
    missing = total - sum(parts.values())
    by_remainder = sorted(quotas, key=lambda key: parts[key] - quotas[key])
    for key in by_remainder[:missing]:
        parts[key] += 1
    return parts


def shares(city: str) -> dict[str, float]:
    """Return the weight of each kelurahan of a city, from shares.csv."""
    rows = csv.DictReader(lines("shares.csv"))
    return {r["code"]: float(r["share"]) for r in rows if r["code"].startswith(f"{city}.")}


def make_plan(city: City, *, seed: int, scale: float = 1.0) -> Plan:
    """Lay out a city's register at `scale` (1 is the article's size); the same seed, the same."""
    rng = Random(f"{seed}/{city.code}")
    weights = shares(city.code)
    sizes = _dtks_sizes(rng, city, largest_remainder(round(city.size * scale), weights))
    families = {code: len(part) for code, part in sizes.items()}
    fates = _dtks_fates(rng, families, round(sum(families.values()) * city.failed))
    others = largest_remainder(round(city.others * scale), _uneven(rng, weights))
    return Plan(
        city,
        seed,
        tuple(_kelurahan(rng, code, sizes[code], fates[code], others[code]) for code in weights),
    )


def _uneven(rng: Random, weights: Mapping[str, float]) -> dict[str, float]:
    """Let kelurahan differ by up to two fifths from what their size alone would give them."""
    return {code: weight * (0.6 + 0.8 * rng.random()) for code, weight in weights.items()}


def _dtks_sizes(rng: Random, city: City, counts: Mapping[str, int]) -> dict[str, bytes]:
    draw = _sizes_of_people if city.counts_people else _sizes_of_families
    return {code: draw(rng, count) for code, count in counts.items()}


def _sizes_of_families(rng: Random, families: int) -> bytes:
    return bytes(SIZES.draw(rng) for _ in range(families))


def _sizes_of_people(rng: Random, people: int) -> bytes:
    """Draw families until they hold exactly `people`; the last one takes who is left."""
    sizes = bytearray()
    while people:
        sizes.append(min(SIZES.draw(rng), people))
        people -= sizes[-1]
    return bytes(sizes)


def _dtks_fates(rng: Random, families: Mapping[str, int], failed: int) -> dict[str, bytes]:
    """Deal the failed families and their reasons out to the kelurahan; the others received."""
    reasons = [r for r, n in largest_remainder(failed, REASONS).items() for _ in range(n)]
    rng.shuffle(reasons)
    dealt = iter(reasons)
    unlucky = largest_remainder(failed, _uneven(rng, families)) if failed else {}
    return {
        code: bytes(next(dealt) for _ in range(unlucky.get(code, 0)))
        + bytes(count - unlucky.get(code, 0))
        for code, count in families.items()
    }


def _kelurahan(rng: Random, code: str, sizes: bytes, dealt: bytes, others: int) -> KelurahanPlan:
    """Mix the DTKS families with `others` from elsewhere."""
    families = [(fate, size, 1) for fate, size in zip(dealt, sizes, strict=True)]
    families += [(OTHERS.draw(rng), SIZES.draw(rng), 0) for _ in range(others)]
    rng.shuffle(families)
    columns = (bytes(family[place] for family in families) for place in range(3))
    return KelurahanPlan(code, *columns)
