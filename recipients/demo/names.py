"""Names as Indonesians and Sundanese bear them, put together at random from common words."""

from functools import cache
from random import Random

from recipients.demo.drawing import Odds, lines, ranked, words

type Words = Odds[str]


@cache
def _words(name: str) -> Words:
    return ranked(words(f"names/{name}.txt"))


@cache
def _syllables() -> dict[str, Words]:
    """Return the beginnings, middles and ends of rarer words by the label of their line."""
    parts = (line.split() for line in lines("names/syllables.txt"))
    return {label: ranked(syllables, exponent=1.7) for label, *syllables in parts}


def full_name(rng: Random, *, female: bool, born: int) -> str:
    """Return a name fit for a person of that sex born in the year `born`, in plain spelling."""
    sex = "female" if female else "male"
    if born >= 1998:
        return _joined(_of_a_child(rng, sex))
    if born >= 1966:
        return _joined(_of_an_adult(rng, sex))
    return _joined(_of_an_elder(rng, sex))


def _of_a_child(rng: Random, sex: str) -> list[str]:
    name = [_words(f"modern_{sex}").draw(rng)]
    if rng.random() < 0.03:
        return name
    name.append(_second(rng, sex, new=True, made=0.15))
    if rng.random() < 0.35:
        name.append(_second(rng, sex, new=rng.random() < 0.4, made=0.2))
    return name


def _of_an_adult(rng: Random, sex: str) -> list[str]:
    kind = "sunda" if rng.random() < 0.4 else "common"
    name = [_words(f"{kind}_{sex}").draw(rng)]
    if rng.random() < 0.06:
        return name
    name.append(_second(rng, sex, new=False, made=0.2))
    if rng.random() < 0.12:
        name.append(_second(rng, sex, new=False, made=0.3))
    return name


def _of_an_elder(rng: Random, sex: str) -> list[str]:
    if rng.random() < 0.13:
        return [_made(rng, sex, "old")]
    kind = "sunda" if rng.random() < 0.65 else "common"
    name = [_words(f"{kind}_{sex}").draw(rng)]
    if rng.random() < 0.07:
        return name
    return [*name, _second(rng, sex, new=False, made=0.3)]


def _second(rng: Random, sex: str, *, new: bool, made: float) -> str:
    """Return a further word of a name: with odds `made` one made of syllables."""
    if rng.random() < made:
        return _made(rng, sex, "new" if new else "old")
    return _words(f"modern_{sex}" if new and rng.random() < 0.6 else f"second_{sex}").draw(rng)


def _made(rng: Random, sex: str, age: str) -> str:
    """Make a rarer word of two or three syllables, such as Ruhiyat or Kustaman."""
    end = _syllables()[f"last_{sex}" if age == "old" else f"last_new_{sex}"].draw(rng)
    word = _syllables()[f"first_{age}"].draw(rng)
    if rng.random() < 0.6 or len(word + end) < 5:
        word += _syllables()[f"middle_{age}"].draw(rng)
    return word + end


def _joined(name: list[str]) -> str:
    """Join the words, each once."""
    return " ".join(dict.fromkeys(name))


TITLES = {
    False: Odds({"H. {}": 70.0, "Drs. {}": 6.0, "{}, S.Pd": 6.0, "{}, S.E": 4.0, "R. {}": 14.0}),
    True: Odds({"Hj. {}": 70.0, "Dra. {}": 6.0, "{}, S.Pd": 8.0, "{}, S.E": 4.0, "Rd. {}": 12.0}),
}


def titled(rng: Random, name: str, *, female: bool) -> str:
    """Return the name with a title, or with the father's name."""
    if rng.random() < 0.25:
        father = _words("common_male").draw(rng)
        return f"{name} {'binti' if female else 'bin'} {father}"
    return TITLES[female].draw(rng).format(name)
