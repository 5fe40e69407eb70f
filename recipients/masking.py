"""What of a name the public is shown: only the words that were typed (DESIGN.md, privacy rule 3).

"Tono" shows "Tono R•••"; "tono rusdiantono" shows "Tono Rusdiantono". A word is shown when what
was typed is within its own bound of slips; titles are never shown.
"""

import itertools

from recipients import edits, names
from recipients.names import Word

HIDDEN = "•••"
# A shorter typed word is met by too many names to count as knowing one of them.
FEWEST_TYPED = 3
# Words this short are shown only when typed exactly, and show no longer word when typed: one letter
# more or less is another name, and whoever walks all three-letter beginnings would learn a fourth.
SHORT_WORD = 3


def _is_near(typed: str, word: str) -> bool:
    bound = edits.allowed(word) if min(len(typed), len(word)) > SHORT_WORD else 0
    return edits.distance(typed, word, most=bound) <= bound


def tells(typed: str, word: Word) -> bool:
    """Return whether whoever typed these letters knows this word of a name."""
    if typed == word.letters:
        return len(typed) > 1
    if len(typed) < FEWEST_TYPED or word.is_initial:
        return False
    # Another spelling of the same word, or a slip in these letters; both at once reach too far:
    # "nurhaliza" folds to within two slips of "nurgaliah".
    return names.fold(typed) == word.folded or _is_near(typed, word.letters)


def _tells_both(typed: str, one: Word, other: Word) -> bool:
    """Return whether these letters are two words of a name written as one."""
    return any(
        tells(typed[:cut], one) and tells(typed[cut:], other) for cut in range(2, len(typed) - 1)
    )


def _typed_forms(typed: tuple[Word, ...]) -> list[str]:
    joined = [
        one.letters + other.letters
        for one, other in itertools.pairwise(typed)
        if not (one.is_initial or other.is_initial)
    ]
    return [word.letters for word in typed] + joined


def shown_places(name: tuple[Word, ...], typed: tuple[Word, ...]) -> set[int]:
    """Return which words of a name the typed words tell."""
    forms = _typed_forms(typed)
    places = {place for place, word in enumerate(name) if any(tells(form, word) for form in forms)}
    for place, (one, other) in enumerate(itertools.pairwise(name)):
        if not {place, place + 1} <= places and any(_tells_both(f, one, other) for f in forms):
            places |= {place, place + 1}
    return places


def _cased(text: str) -> str:
    """Return the word as names are written, also when the register shouts."""
    if text.isupper() or text.islower():
        return text[0].upper() + text[1:].lower()
    return text


def tells_a_word(shown: str) -> bool:
    """Return whether a masked name holds a word to recognise somebody by."""
    return any(HIDDEN not in word for word in shown.split())


def masked(name: tuple[Word, ...], typed: tuple[Word, ...]) -> str:
    """Return the words of a name as the public may read them after typing these words."""
    # A name without a letter, as a broken import may leave it, has no word to show.
    if not name:
        return HIDDEN
    places = shown_places(name, typed)
    return " ".join(
        _cased(word.shown) if place in places else word.shown[0].upper() + HIDDEN
        for place, word in enumerate(name)
    )


def mask(name: str, typed: tuple[Word, ...]) -> str:
    """Return the name as the public may read it after typing these words."""
    return masked(names.words(name), typed)
