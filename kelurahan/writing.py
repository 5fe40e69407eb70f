"""How figures are written in sentences and tables: 50.658, 80,07 %, +3."""

import re
from decimal import Decimal

from django.utils.formats import number_format

NONE = "–"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
# Before a consonant, or one sound of two letters, between two vowels; not near a word's ends.
SYLLABLE = re.compile(r"(?<=\w\w[aiueo])(?=(?:ng|ny|[b-df-hj-np-tv-z])[aiueo]\w)")
NBSP = "\N{NO-BREAK SPACE}"


def number(value: int | None) -> str:
    """Write a whole number; a dash where there is none."""
    return NONE if value is None else number_format(value, force_grouping=True)


def percentage(value: Decimal | None) -> str:
    """Write a percentage with two decimals and a space that does not break."""
    return NONE if value is None else number_format(value, 2) + NBSP + "%"


def _sign(value: Decimal | int) -> str:
    return "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""


def signed(value: int | None) -> str:
    """Write how many more or fewer, always with its sign; a dash where it is not known."""
    return NONE if value is None else _sign(value) + number_format(abs(value), force_grouping=True)


def points(value: Decimal) -> str:
    """Write a difference of percentages without its sign, with two decimals."""
    return number_format(abs(value), 2)


def breakable(name: str) -> str:
    """Return an Indonesian name that may break between syllables where a line is too short."""
    return SYLLABLE.sub(SOFT_HYPHEN, name)
