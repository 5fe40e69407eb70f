"""The spelling habits of the field: how one name is written in several lists."""

from random import Random

from recipients.demo.drawing import between, pick

SHORT_FORMS = {
    "Muhammad": ("Moh.", "M.", "Muh.", "Mohamad", "Mochamad", "Moch.", "Muhamad", "Mohammad"),
    "Ahmad": ("Achmad", "Akhmad", "Akh.", "Amad"),
    "Abdul": ("Abd.", "Abdoel", "Abdu"),
    "Abdullah": ("Abdulloh", "Abdulah"),
    "Siti": ("St.", "Sitti", "Sti"),
    "Nur": ("Noor", "Noer", "Nor"),
    "Dewi": ("Dewie", "Dwi"),
    "Hidayat": ("Hidajat", "Hdyt."),
}
# What clerks and grandparents write for one another; Sundanese f and v sound like p.
LETTERS = (
    ("u", "oe"), ("oe", "u"), ("dj", "j"), ("j", "dj"), ("tj", "c"), ("c", "tj"), ("y", "j"),
    ("f", "p"), ("v", "p"), ("z", "j"), ("sy", "s"), ("kh", "h"), ("dz", "d"), ("th", "t"),
    ("sh", "s"), ("ei", "e"), ("ie", "i"), ("ah", "a"), ("oh", "o"), ("'", ""), ("q", "k"),
    ("ks", "x"), ("ny", "ni"), ("aa", "a"), ("ss", "s"), ("rr", "r"), ("nn", "n"), ("mm", "m"),
    ("iy", "i"), ("ai", "ae"), ("ae", "ai"), ("udin", "uddin"), ("ti", "thi"), ("ri", "rie"),
)  # fmt: skip
OLD_LETTERS = (("u", "oe"), ("j", "dj"), ("c", "tj"), ("y", "j"))


def respelt(rng: Random, name: str) -> str:
    """Return the name with one word written as another clerk would write it."""
    words = name.split(" ")
    place = int(rng.random() * len(words))
    if short := SHORT_FORMS.get(words[place]):
        words[place] = pick(rng, short)
    else:
        words[place] = _other_letters(rng, words[place], LETTERS)
    return " ".join(words)


def old_fashioned(rng: Random, name: str) -> str:
    """Return the name in the spelling before 1972 (Soekarno, Djuanda, Tjahja), if it differs."""
    return " ".join(_other_letters(rng, word, OLD_LETTERS, or_slip=False) for word in name.split())


def slipped(rng: Random, name: str) -> str:
    """Return the name with one letter left out, doubled, wrong, or two swapped."""
    place = between(rng, 1, max(1, len(name) - 2))
    before, letter, after = name[:place], name[place : place + 1], name[place + 1 :]
    kind = between(rng, 1, 4)
    if not letter.isalpha() or kind == 1:
        return f"{before}{letter}{letter if letter.isalpha() else ''}{after}"
    if kind == 2:
        return before + after
    if kind == 3:
        return before + pick(rng, "aeiounrst") + after
    return before + after[:1] + letter + after[1:]


def _other_letters(
    rng: Random, word: str, habits: tuple[tuple[str, str], ...], *, or_slip: bool = True
) -> str:
    lower = word.lower()
    fitting = [habit for habit in habits if habit[0] in lower[1:] or lower.startswith(habit[0])]
    if not fitting:
        return slipped(rng, word) if or_slip else word
    old, new = pick(rng, fitting)
    return lower.replace(old, new, 1).capitalize()
