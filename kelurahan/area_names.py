"""How the names of areas are written."""

import re
import unicodedata

# Long forms of the decree beside the short ones that people and other files use.
SHORT_FORMS = {
    "daerah khusus ibukota jakarta": "DKI Jakarta",
    "dki jakarta": "DKI Jakarta",
    "daerah istimewa yogyakarta": "DI Yogyakarta",
    "di yogyakarta": "DI Yogyakarta",
}
SMALL_WORDS = {"dan"}
ROMAN = re.compile(r"(?=[ivx])x{0,3}(ix|iv|v?i{0,3})", re.IGNORECASE)
# An apostrophe is a sound inside a word (Ma'u), not the end of one.
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]*)*")


def tidy(name: str) -> str:
    """Return the name in composed Unicode with single spaces and none around it."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def is_shouting(names: list[str]) -> bool:
    """Tell whether a list writes most of its names in capitals.

    Asked of a whole file: one name in capitals among others is an abbreviation (MKCM, WKO).
    """
    return sum(name.isupper() for name in names) * 2 > len(names)


def display_name(name: str, *, shouting: bool) -> str:
    """Return the name as the portal shows it: "KOTA BANDUNG" becomes "Kota Bandung".

    A name in mixed case is kept as its source writes it. `shouting` is what `is_shouting`
    says of the file it comes from.
    """
    name = tidy(name)
    if (short := SHORT_FORMS.get(name.lower())) is not None:
        return short
    if name.islower() or (shouting and name.isupper()):
        return WORD.sub(_capitalise, name)
    return name


def _capitalise(match: re.Match[str]) -> str:
    word = match[0]
    if ROMAN.fullmatch(word):
        return word.upper()
    if match.start() and word.lower() in SMALL_WORDS:
        return word.lower()
    return word.capitalize()
