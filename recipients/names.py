"""Names as words that compare: the one reading of a name, for the search and for imports.

`words("H. Moch. Soekardi, S.Pd")` is two words, folded to "muhamad" and "sukardi". The rules are
data (recipients.name_rules). Nothing here touches the database; single words are kept in memory,
whole names are not.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from recipients import name_rules

# More than any real name or word has; bounds the work of every caller.
MAX_WORDS = 10
MAX_LETTERS = 40
# Letters that Unicode does not take apart into a base letter and an accent.
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d"})
_APOSTROPHES = "'’‘ʼ`´ʻ′"
_TOKEN = re.compile(rf"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|[{_APOSTROPHES}](?=[^\W\d_]))*")
_FOLDS = tuple((re.compile(rule.pattern), rule.becomes) for rule in name_rules.FOLDS)


def _set(table: tuple[name_rules.Words, ...]) -> frozenset[str]:
    return frozenset(word for row in table for word in row.written.split())


_TITLES_BEFORE = _set(name_rules.TITLES_BEFORE)
_TITLES_BEHIND = _set(name_rules.TITLES_BEHIND)
_CONNECTORS = _set(name_rules.CONNECTORS)
# Whatever no degree ends with is not looked at further.
_ENDS_BEHIND = frozenset(title[start:] for title in _TITLES_BEHIND for start in range(len(title)))


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name: as written, its bare letters, and the form that spellings share."""

    shown: str
    letters: str
    folded: str

    @property
    def is_initial(self) -> bool:
        """Whether only a letter is known of it, as in "Tono R."."""
        # "M." before a name is Muhammad; Ii and Oo are Sundanese names.
        return len(self.letters) == len(self.folded) == 1


@lru_cache(maxsize=1 << 17)
def bare_letters(text: str) -> str:
    """Return the lower-case letters of a word, without accents, marks and apostrophes."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSED))
    return "".join(letter for letter in apart if letter.isalpha())[:MAX_LETTERS]


@lru_cache(maxsize=1 << 17)
def spelling(letters: str) -> str:
    """Return what all spellings of a word share, by the rules of FOLDS."""
    folded = letters
    for pattern, becomes in _FOLDS:
        folded = pattern.sub(becomes, folded)
    return folded or letters


@cache
def _aliases(*, first: bool) -> dict[str, str]:
    return {
        spelling(written): spelling(alias.name)
        for alias in name_rules.ALIASES
        if first or not alias.only_first
        for written in [alias.name, *alias.written.split()]
    }


@lru_cache(maxsize=1 << 17)
def fold(letters: str, *, first: bool = False) -> str:
    """Return the form under which a word is indexed; `first` when another word follows it."""
    folded = spelling(letters)
    return _aliases(first=first).get(folded, folded)


def exchanged(letters: str) -> tuple[str, ...]:
    """Return the folded forms of a typed word with letters of EXCHANGED swapped."""
    forms = {
        fold(letters.replace(old, new))
        for old, new, _reason in name_rules.EXCHANGED
        if old in letters
    }
    return tuple(sorted(forms - {fold(letters)}))


type Token = tuple[str, str]  # as written, bare letters


def _tokens(name: str) -> list[Token]:
    # Far more text than a name holds is cut before any work is done on it.
    text = name[: MAX_WORDS * MAX_LETTERS]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    found = [(token, bare_letters(token)) for token in _TOKEN.findall(text)]
    return [token for token in found if token[1]]


def _without_titles_before(tokens: list[Token]) -> list[Token]:
    start = 0
    while start < len(tokens) - 1 and tokens[start][1] in _TITLES_BEFORE:
        start += 1
    return tokens[start:]


def _degree_length(tokens: list[Token]) -> int:
    """Return how many tokens at the end are one degree, as "S. Pd. I" is of three."""
    for length in (3, 2, 1):
        parts = [letters for _, letters in tokens[-length:]]
        if length < len(tokens) and "".join(parts) in _TITLES_BEHIND:
            return length
    return 0


def _without_titles_behind(tokens: list[Token]) -> list[Token]:
    while tokens and tokens[-1][1] in _ENDS_BEHIND and (length := _degree_length(tokens)):
        tokens = tokens[:-length]
    return tokens


def _without_connectors(tokens: list[Token]) -> list[Token]:
    last = len(tokens) - 1
    if last < 2:
        return tokens
    return [
        token
        for place, token in enumerate(tokens)
        if place in (0, last) or token[1] not in _CONNECTORS
    ]


def _kept(name: str) -> list[Token]:
    tokens = _without_titles_before(_without_titles_behind(_tokens(name)))
    return _without_connectors(tokens)[:MAX_WORDS]


def folded(name: str) -> list[str]:
    """Return the folded forms alone of `words`: for millions of names."""
    tokens = _kept(name)
    forms = [fold(letters) for _shown, letters in tokens]
    if len(forms) > 1:
        forms[0] = fold(tokens[0][1], first=True)
    return forms


def words(name: str) -> tuple[Word, ...]:
    """Return the words of a name, without titles, degrees and bin/binti; at most MAX_WORDS."""
    tokens = _kept(name)
    return tuple(
        Word(shown, letters, fold(letters, first=place == 0 and len(tokens) > 1))
        for place, (shown, letters) in enumerate(tokens)
    )
