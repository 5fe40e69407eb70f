"""How a name is written differently by someone else: this generator's own habits and slips."""

import re
from collections.abc import Callable
from random import Random

from benchmarks.linkage.words import NICKNAMES

# Plain spelling, another one: applied where the left side occurs.
HABITS = (
    ("u", "oe"), ("j", "dj"), ("c", "tj"), ("ya", "ja"), ("yu", "ju"), ("sy", "sj"), ("sy", "s"),
    ("y", "i"), ("ia", "iya"), ("ua", "uwa"), ("i$", "y"), ("ie?", "ie"), ("f", "p"), ("p", "f"),
    ("v", "f"), ("z", "j"), ("z", "s"), ("s", "z"), ("kh", "h"), ("h", "kh"), ("q", "k"),
    ("k", "q"), ("k$", "q"), ("ks", "x"), ("ae", "ai"), ("ai", "ae"), ("ae", "e"), ("h$", ""),
    ("a$", "ah"), ("d$", "t"), ("t", "th"), ("d", "dh"), ("o", "u"), ("u", "o"), ("e", "i"),
    ("ny", "nj"), ("dz", "z"), ("rr", "r"), ("nn", "n"), ("ss", "s"), ("ll", "l"), ("in$", "ien"),
)  # fmt: skip
DOUBLED = "dlmnrst"
KEYBOARD = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o",
    "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc",
    "y": "tu", "z": "x",
}  # fmt: skip
SHORT = {
    "muhammad": ("Moch.", "Muh.", "M.", "Moh.", "Mohamad", "Muhamad", "Mochamad", "Mohammad",
                 "Mhd"),
    "abdul": ("Abd.", "Abd", "Abdoel", "Ab."), "ahmad": ("Ach.", "Akhmad", "Achmad", "A."),
    "siti": ("St.", "Sitti", "Sti", "S."), "nur": ("Noer", "Noor", "N."), "sri": ("Srie",),
    "dede": ("Dd.",), "neng": ("Ng.",), "nyi": ("Ny.",), "agus": ("Ags.",),
}  # fmt: skip
TITLES = (
    "H. {}", "Hj. {}", "Drs. {}", "Ir. {}", "Ust. {}", "R. {}", "{}, S.Pd", "{} SE",
    "{}, S.Pd.I", "{} (Alm)", "Alm. {}", "KH. {}", "dr. {}", "{}, A.Md", "{} ST", "Bpk. {}",
    "Ibu {}", "{}, SH", "{}, M.Si", "Rd. {}",
)  # fmt: skip
VOWEL = re.compile(r"(?<=.)[aeiou](?=.)")
TAIL = re.compile(r"[^aeiou]?[aeiou][^aeiou]*[aeiou][^aeiou]*$")
HEAD = re.compile(r"^[^aeiou]*[aeiou]+[^aeiou]+[aeiou]?[^aeiou]?")


def _one_word(chance: Random, name: str, change: Callable[[Random, str], str]) -> str:
    """Change one word of a name, the longer the likelier."""
    parts = name.split()
    place = chance.choices(range(len(parts)), weights=[len(part) for part in parts])[0]
    new = change(chance, parts[place].lower())
    parts[place] = new.title() if new.islower() else new
    return " ".join(parts)


def spelling(chance: Random, name: str) -> str:
    """Write one word, at times two, in another spelling."""
    for _ in range(1 if chance.random() < 0.75 else 2):
        name = _one_word(chance, name, _respelt)
    return name


def _respelt(chance: Random, word: str) -> str:
    fitting = [(old, new) for old, new in HABITS if re.search(old, word)]
    kind = chance.random()
    if fitting and kind < 0.7:
        old, new = chance.choice(fitting)
        return re.sub(old, new, word, count=1)
    if kind < 0.88 and (places := [i for i, letter in enumerate(word) if letter in DOUBLED and i]):
        place = chance.choice(places)
        return word[:place] + word[place] + word[place:]
    vowels = [found.start() for found in VOWEL.finditer(word)]
    if not vowels or len(word) < 4:
        return word + "h"
    place = chance.choice(vowels)
    return word[:place] + word[place + 1 :]


def typing(chance: Random, name: str) -> str:
    """Mistype one letter."""
    return _one_word(chance, name, _mistyped)


def _mistyped(chance: Random, word: str) -> str:
    place = chance.randrange(len(word))
    kind = chance.randrange(4) if len(word) > 3 else 0
    if kind == 0:
        other = chance.choice(KEYBOARD.get(word[place], "e"))
        return word[:place] + other + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place + 1 :]
    if kind == 2:
        return word[:place] + chance.choice(KEYBOARD.get(word[place], "e")) + word[place:]
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def shortened(chance: Random, name: str) -> str:
    """Abbreviate Muhammad, Abdul, Siti and their like; any word else to its initial."""
    parts = name.split()
    for place, part in enumerate(parts):
        if part.lower() in SHORT:
            parts[place] = chance.choice(SHORT[part.lower()])
            return " ".join(parts)
    return initial(chance, name)


def initial(chance: Random, name: str) -> str:
    """Cut one word to its first letter; of one-word names nothing can be cut."""
    parts = name.split()
    if len(parts) == 1:
        return spelling(chance, name)
    place = chance.choice((0, *(range(1, len(parts)) if len(parts) < 3 else (1, -1, -1))))
    parts[place] = parts[place][0] + chance.choice((".", ""))
    return " ".join(parts)


def titled(chance: Random, name: str) -> str:
    """Set a title or degree beside the name."""
    return chance.choice(TITLES).format(name)


def parented(chance: Random, name: str, father: str) -> str:
    """Add "bin" or "binti" and a father's name."""
    word = chance.choice(("bin", "binti", "Bin", "Bt.", "b."))
    return f"{name} {word} {father.split()[0]}"


def rebuilt(chance: Random, name: str) -> str:
    """Drop, reorder, join or split words."""
    parts = name.split()
    kind = chance.random()
    if len(parts) == 1:
        word = parts[0]
        if len(word) < 7:
            return spelling(chance, name)
        place = len(word) // 2
        return f"{word[:place]} {word[place:].title()}"
    if kind < 0.5:
        del parts[chance.choice((-1, -1, chance.randrange(len(parts))))]
    elif kind < 0.7:
        place = chance.randrange(len(parts) - 1)
        parts[place : place + 2] = [parts[place] + parts[place + 1].lower()]
    elif kind < 0.9:
        place = chance.randrange(len(parts) - 1)
        parts[place], parts[place + 1] = parts[place + 1], parts[place]
    else:
        parts.append(chance.choice(("Putra", "Putri", "Sari", "Dewi", "Maulana", "Nur")))
    return " ".join(parts)


def nickname(chance: Random, name: str) -> str:
    """Write the name a person is called by: from the table, or a word's tail or head."""
    parts = name.split()
    place = max(range(len(parts)), key=lambda i: len(parts[i])) if chance.random() < 0.6 else 0
    word = parts[place].lower()
    if word in NICKNAMES and chance.random() < 0.7:
        short = chance.choice(NICKNAMES[word])
    else:
        found = (TAIL if chance.random() < 0.65 else HEAD).search(word)
        short = found[0] if found else word
    if len(short) < 2 or short == word:
        return spelling(chance, name)
    parts[place] = short.title()
    # What one is called by often stands alone.
    return parts[place] if chance.random() < 0.4 else " ".join(parts)
