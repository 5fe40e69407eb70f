"""Why two entries were called alike, in words: each comparison, what was seen, and its bits."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kelurahan import charts
from workspace.duplicates.words import (
    BIRTH,
    COMPARED,
    LETTERS,
    LEVELS,
    NIK,
    NIK_AND_BIRTH,
    Text,
)

MOST_BITS = 20  # fills a bar


@dataclass(frozen=True)
class Told:
    """One comparison in words; positive bits speak for one person, negative ones against."""

    comparison: str
    level: str
    bits: float

    @property
    def about(self) -> Text:
        """What was compared."""
        return COMPARED.get(self.comparison, self.comparison)

    @property
    def seen(self) -> Text:
        """What was seen."""
        return seen(self.comparison, self.level)

    @property
    def speaks_for(self) -> bool:
        """Whether it speaks for one person."""
        return self.bits > 0

    @property
    def bar(self) -> SafeString:
        """Draw how much it weighs."""
        percent = Decimal(min(abs(self.bits), MOST_BITS)) * 100 / MOST_BITS
        return charts.bar(percent, "fill-paid" if self.speaks_for else "fill-failed")


def seen(comparison: str, level: str) -> Text:
    """Return a level in words; its key where this version has none."""
    if comparison == NIK_AND_BIRTH:
        nik, _slash, born = level.partition("/")
        return format_lazy("{}, {}", NIK.get(nik, nik), BIRTH.get(born, born))
    if comparison == LETTERS:
        return _tenths(level)
    return LEVELS.get(comparison, {}).get(level, level)


def _tenths(level: str) -> Text:
    if not level.isdecimal():
        return _("most letters differ")
    return format_lazy(_("{} of ten letters differ"), level)


def told(evidence: Sequence[Sequence[Any]]) -> list[Told]:
    """Return the stored evidence of a pair in words, the weightiest first."""
    lines = [Told(str(one[0]), str(one[1]), float(one[2])) for one in evidence if len(one) == 3]
    return sorted(lines, key=lambda line: -abs(line.bits))


def nik_seen(evidence: Sequence[Sequence[Any]]) -> str:
    """Return what the evidence says of the two NIK: a key of NIK, "" where nothing."""
    for comparison, level, _bits in evidence:
        if comparison == NIK_AND_BIRTH:
            return str(level).partition("/")[0]
    return ""
