"""How people misspell names, made without a look at the rules that are to undo it.

Keys that lie side by side, sounds that Indonesian and Sundanese speakers take for each other, words
run together or torn apart, the spelling before 1947 and before 1972, abbreviations and titles. The
demo's generator (recipients.demo.spelling) and the search's table (recipients.name_rules) share
nothing with it.
"""

import random
from collections.abc import Callable

type Misspell = Callable[[random.Random, list[str]], list[str] | None]

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SOUNDS = (
    ("f", "p"), ("v", "p"), ("p", "f"), ("z", "s"), ("z", "j"), ("sy", "s"), ("kh", "k"),
    ("dz", "z"), ("q", "k"), ("ae", "ai"), ("ai", "ae"), ("ia", "iya"), ("iya", "ia"),
    ("ua", "uwa"), ("uwa", "ua"), ("ie", "i"), ("y", "i"), ("t", "th"), ("d", "dh"), ("ks", "x"),
)  # fmt: skip
OLD = (("u", "oe"), ("j", "dj"), ("c", "tj"), ("y", "j"), ("ny", "nj"), ("sy", "sj"), ("kh", "ch"))
SHORT = {
    "muhammad": ("m.", "moh.", "muh.", "mhd."), "mohamad": ("m.", "moh."), "siti": ("st.", "sitti"),
    "abdul": ("abd.",), "abdullah": ("abdulloh",), "ahmad": ("achmad", "akhmad"), "nur": ("noor",),
}  # fmt: skip
BEFORE = ("h.", "hj.", "drs.", "dr.", "ir.", "r.", "ust.", "kh.", "bpk", "ibu", "alm.")
BEHIND = (", s.pd", ", s.e.", ", m.m", ", s.sos", " (alm)", ", s.pd.i", ", amd", ", s.t.")
SHORTEST = 4


def _place(chance: random.Random, words: list[str], shortest: int = SHORTEST) -> int | None:
    fitting = [place for place, word in enumerate(words) if len(word) >= shortest]
    return chance.choice(fitting) if fitting else None


def _neighbours(letter: str) -> str:
    for row in ROWS:
        if (place := row.find(letter)) >= 0:
            return row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    return ""


def _in_a_word(
    chance: random.Random, words: list[str], change: Callable[[str], str]
) -> list[str] | None:
    if (place := _place(chance, words)) is None:
        return None
    changed = change(words[place])
    return None if changed == words[place] else [*words[:place], changed, *words[place + 1 :]]


def wrong_key(chance: random.Random, words: list[str]) -> list[str] | None:
    """The key beside the one that was meant."""

    def change(word: str) -> str:
        at = chance.randrange(len(word))
        near = _neighbours(word[at])
        return word[:at] + chance.choice(near) + word[at + 1 :] if near else word

    return _in_a_word(chance, words, change)


def missed_key(chance: random.Random, words: list[str]) -> list[str] | None:
    """A key not pressed."""

    def change(word: str) -> str:
        at = chance.randrange(len(word))
        return word[:at] + word[at + 1 :]

    return _in_a_word(chance, words, change)


def extra_key(chance: random.Random, words: list[str]) -> list[str] | None:
    """A key pressed twice, or its neighbour with it."""

    def change(word: str) -> str:
        at = chance.randrange(len(word))
        return word[: at + 1] + chance.choice(_neighbours(word[at]) + word[at]) + word[at + 1 :]

    return _in_a_word(chance, words, change)


def swapped_keys(chance: random.Random, words: list[str]) -> list[str] | None:
    """Two letters in the wrong order."""

    def change(word: str) -> str:
        at = chance.randrange(len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return _in_a_word(chance, words, change)


def _replaced(
    chance: random.Random, words: list[str], table: tuple[tuple[str, str], ...], many: int
) -> list[str] | None:
    fitting = [(place, pair) for place, word in enumerate(words)
               for pair in table if pair[0] in word]  # fmt: skip
    if not fitting:
        return None
    changed = list(words)
    for place, (old, new) in chance.sample(fitting, min(many, len(fitting))):
        changed[place] = changed[place].replace(old, new, 1)
    return changed if changed != words else None


def by_sound(chance: random.Random, words: list[str]) -> list[str] | None:
    """Written as it is said."""
    return _replaced(chance, words, SOUNDS, 1)


def old_spelling(chance: random.Random, words: list[str]) -> list[str] | None:
    """Written as grandparents were taught; every such sound of one word."""
    if (place := _place(chance, words)) is None:
        return None
    word = words[place]
    for old, new in sorted(OLD, key=lambda pair: -len(pair[0])):
        word = word.replace(old, new.upper())
    return _in_place(words, place, word.lower())


def _in_place(words: list[str], place: int, word: str) -> list[str] | None:
    return None if word == words[place] else [*words[:place], word, *words[place + 1 :]]


def joined(chance: random.Random, words: list[str]) -> list[str] | None:
    """Two words written as one."""
    if len(words) < 2:
        return None
    at = chance.randrange(len(words) - 1)
    return [*words[:at], words[at] + words[at + 1], *words[at + 2 :]]


def split(chance: random.Random, words: list[str]) -> list[str] | None:
    """One word written as two, behind a vowel or an r or l."""
    if (place := _place(chance, words, 7)) is None:
        return None
    word = words[place]
    cuts = [cut for cut in range(3, len(word) - 2) if word[cut - 1] in "aiueorl"]
    if not cuts:
        return None
    cut = chance.choice(cuts)
    return [*words[:place], word[:cut], word[cut:], *words[place + 1 :]]


def abbreviated(chance: random.Random, words: list[str]) -> list[str] | None:
    """A usual short form, or another usual writing, of a name."""
    places = [place for place, word in enumerate(words) if word in SHORT]
    if not places or len(words) < 2:
        return None
    return _in_place(words, places[0], chance.choice(SHORT[words[places[0]]]))


def with_titles(chance: random.Random, words: list[str]) -> list[str] | None:
    """Titles and degrees at both ends."""
    return [chance.choice(BEFORE), *words[:-1], words[-1] + chance.choice(BEHIND)]


def turned(chance: random.Random, words: list[str]) -> list[str] | None:
    """The words in another order."""
    return words[1:] + words[:1] if len(set(words)) > 1 else None


def left_out(chance: random.Random, words: list[str]) -> list[str] | None:
    """One of three words or more not typed."""
    if len(words) < 3:
        return None
    at = chance.randrange(len(words))
    return words[:at] + words[at + 1 :]


KINDS: tuple[Misspell, ...] = (
    wrong_key, missed_key, extra_key, swapped_keys, by_sound, old_spelling, joined, split,
    abbreviated, with_titles, turned, left_out,
)  # fmt: skip
