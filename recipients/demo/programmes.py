"""The demo's four programmes: central, provincial and city aid in several stages.

Kinds and amounts are those of FACTS.md; legal bases are worded as examples, without a number.
"""

import datetime
from dataclasses import dataclass
from functools import cache

from recipients.demo.drawing import Odds
from recipients.demo.spread import City
from recipients.models import Channel, FunderLevel, Programme

Benefit = Programme.Benefit
EXAMPLE = "Data contoh untuk uji coba portal, bukan data penerima yang sebenarnya."


@dataclass(frozen=True)
class StageOf:
    """A stage; `amount` is rupiah per household."""

    number: int
    start: datetime.date
    end: datetime.date
    amount: int
    goods: str = ""


@dataclass(frozen=True)
class ProgrammeOf:
    """A programme with its stages, and the odds of its channels when paid and when failed."""

    slug: str
    name: str
    funder_level: FunderLevel
    funder: str
    legal_basis: str
    benefit: Programme.Benefit
    description: str
    stages: tuple[StageOf, ...]
    paid_by: Odds[Channel]
    failed_by: Odds[Channel]


def _months(year: int, first: int, last: int, *, number: int, amount: int, goods: str = ""
            ) -> tuple[StageOf, ...]:  # fmt: skip
    """Return one stage for each month of a year from `first` to `last`."""
    return tuple(
        StageOf(
            number + month - first,
            datetime.date(year, month, 1),
            datetime.date(year, month + 1, 1) - datetime.timedelta(days=1),
            amount,
            goods,
        )
        for month in range(first, last + 1)
    )


def _bst(stages: tuple[StageOf, ...]) -> ProgrammeOf:
    odds = Odds({Channel.POS: 0.7, Channel.HIMBARA: 0.3})
    return ProgrammeOf(
        "bst", "Bantuan Sosial Tunai (BST)", FunderLevel.PUSAT, "Kementerian Sosial",
        "Keputusan Menteri Sosial tentang Bantuan Sosial Tunai (contoh, tanpa nomor)",
        Benefit.MONEY, f"Uang tunai bagi keluarga yang terdampak pandemi. {EXAMPLE}",
        stages, odds, odds,
    )  # fmt: skip


def _sembako(stages: tuple[StageOf, ...]) -> ProgrammeOf:
    odds = Odds({Channel.E_WARONG: 0.75, Channel.HIMBARA: 0.25})
    return ProgrammeOf(
        "sembako", "Program Sembako (BPNT)", FunderLevel.PUSAT, "Kementerian Sosial",
        "Peraturan Menteri Sosial tentang Program Sembako (contoh, tanpa nomor)",
        Benefit.GOODS, f"Bahan pangan yang diambil dengan kartu di e-warong. {EXAMPLE}",
        stages, odds, odds,
    )  # fmt: skip


def _banprov(stages: tuple[StageOf, ...]) -> ProgrammeOf:
    odds = Odds({Channel.POS: 0.8, Channel.KELURAHAN: 0.2})
    return ProgrammeOf(
        "banprov-jabar", "Bantuan Provinsi Jawa Barat (Banprov)", FunderLevel.PROVINSI,
        "Pemerintah Provinsi Jawa Barat",
        "Keputusan Gubernur Jawa Barat tentang bantuan sosial pandemi (contoh, tanpa nomor)",
        Benefit.BOTH, f"Uang tunai Rp150.000 dan paket pangan senilai Rp350.000. {EXAMPLE}",
        stages, odds, odds,
    )  # fmt: skip


def _bankot(city: City, slug: str, stages: tuple[StageOf, ...]) -> ProgrammeOf:
    return ProgrammeOf(
        slug, f"Bantuan Sosial {city.name} (Bankot)", FunderLevel.KOTA,
        f"Pemerintah {city.name}",
        "Keputusan Wali Kota tentang jaring pengaman sosial (contoh, tanpa nomor)",
        Benefit.MONEY, f"Uang bagi keluarga yang terdampak pandemi. {EXAMPLE}",
        stages, Odds({Channel.BJB: 0.9, Channel.KELURAHAN: 0.1}), Odds({Channel.KELURAHAN: 1.0}),
    )  # fmt: skip


PARCEL = "Paket pangan senilai Rp350.000"
BASKET = "Beras, telur dan bahan pangan lain"


@cache
def programmes(city: City) -> tuple[ProgrammeOf, ...]:
    """Return the programmes that pay in a city on the day of its register."""
    if city.as_of.year == 2020:
        half_months = (
            StageOf(1, datetime.date(2020, 4, 15), datetime.date(2020, 5, 14), 150_000, PARCEL),
            StageOf(2, datetime.date(2020, 5, 15), datetime.date(2020, 6, 14), 150_000, PARCEL),
        )
        return (
            _bst(_months(2020, 4, 6, number=1, amount=300_000)),
            _sembako(_months(2020, 4, 6, number=1, amount=200_000, goods=BASKET)),
            _banprov(half_months),
            _bankot(city, "bankot-bandung", _months(2020, 5, 6, number=1, amount=500_000)),
        )
    return (
        _bst(_months(2021, 6, 8, number=15, amount=300_000)),
        _sembako(_months(2021, 6, 8, number=15, amount=200_000, goods=BASKET)),
        _banprov(_months(2020, 10, 11, number=3, amount=150_000, goods=PARCEL)),
        _bankot(city, "bankot-depok", _months(2021, 7, 8, number=1, amount=500_000)),
    )
