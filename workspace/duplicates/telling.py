"""Why two entries were called alike, in words: each comparison, what was seen, and its bits."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kelurahan import charts

type Text = str | Promise

PRIOR, NIK_AND_BIRTH = "prior", "nik_birth"
MOST_BITS = 20  # fills a bar
# Levels of verification.duplicates.comparisons; one that is not here is told by its key.
NIK: dict[str, Text] = {
    "same": _("the same NIK"),
    "slip": _("the NIK differs in one place"),
    "near": _("the NIK is nearly the same"),
    "unknown": _("a NIK is missing, or shared by many"),
    "both_fit": _("two different NIK, each fitting its own birth date"),
    "other": _("different NIK"),
}
BIRTH: dict[str, Text] = {
    "same": _("the same birth date"),
    "same_filled": _("the same birth date, but one that is often filled in"),
    "swapped": _("day and month of birth are swapped"),
    "slip": _("the birth date differs in one place"),
    "year": _("the same year of birth"),
    "unknown": _("a birth date is missing"),
    "other": _("different birth dates"),
}
COMPARED: dict[str, Text] = {
    PRIOR: _("before anything is compared"),
    NIK_AND_BIRTH: _("NIK and birth date"),
    "name": _("Name"),
    "mother": _("Mother's name"),
    "birth_place": _("Birth place"),
    "place": _("Where they live"),
    "sex": _("Sex"),
    "relation": _("Relation to the head"),
}
LEVELS: dict[str, dict[str, Text]] = {
    PRIOR: {"": _("how rarely two entries are one person")},
    "name": {
        "same": _("the same name"),
        "bones": _("the names sound alike"),
        "order": _("the same words in another order"),
        "two_words": _("one name begins like the other and goes on"),
        "slip": _("the names differ in one or two letters"),
        "first_only": _("one has the first word of the other only"),
        "first": _("the same first word"),
        "nickname": _("one may be called like the other"),
        "tail": _("one name ends like the other"),
        "second": _("one word in common"),
        "other": _("different names"),
    },
    "mother": {
        "unknown": _("a mother's name is missing"),
        "same": _("the mothers' names are the same or sound alike"),
        "first": _("the same first word of the mother's name"),
        "slip": _("the mothers' names differ in one or two letters"),
        "other": _("different mothers' names"),
    },
    "birth_place": {
        "unknown": _("a birth place is missing"),
        "same": _("the same birth place"),
        "other": _("different birth places"),
    },
    "place": {
        "street": _("the same street"),
        "rt": _("the same RT"),
        "kelurahan": _("the same kelurahan"),
        "kecamatan": _("the same kecamatan"),
        "other": _("far from each other"),
    },
    "sex": {
        "unknown": _("a sex is missing"), "same": _("the same sex"), "other": _("different sex"),
    },
    "relation": {
        "same_head": _("both are head, or both are spouse"),
        "same": _("the same relation to the head"),
        "other": _("different relations to the head"),
    },
}  # fmt: skip


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
    return LEVELS.get(comparison, {}).get(level, level)


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
