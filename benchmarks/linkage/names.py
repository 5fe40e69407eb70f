"""Names as they are on an e-KTP: one to four words, Sundanese, Javanese, Muslim and modern."""

from random import Random

from benchmarks.linkage import words
from benchmarks.linkage.drawing import Ranked, Weighted

RARE_WORDS = 6_000


def _made(seed: int, *, women: bool) -> Ranked:
    """Return Javanese words put together, with a long tail of words of no tradition."""
    chance = Random(seed)
    ends = words.JAVA_WOMEN_END if women else words.JAVA_MEN_END
    made = [begin + end for begin in words.JAVA_BEGIN for end in ends]
    for _ in range(RARE_WORDS):
        parts = chance.choices(words.SYLLABLES, k=chance.choice((1, 2, 2, 3)))
        made.append("".join(parts) + chance.choice(words.ENDINGS))
    made = sorted(set(made), key=lambda _word: chance.random())
    return Ranked(made, exponent=0.75)


class Names:
    """Draws names; everything that is drawn from is put together once."""

    LENGTHS = {
        "old": Weighted({1: 0.3, 2: 0.58, 3: 0.12}),
        "adult": Weighted({1: 0.1, 2: 0.58, 3: 0.28, 4: 0.04}),
        "young": Weighted({1: 0.03, 2: 0.4, 3: 0.43, 4: 0.14}),
    }
    TRADITIONS = {
        "old": Weighted({"sunda": 4, "muslim": 2, "made": 3}),
        "adult": Weighted({"sunda": 3, "muslim": 3, "made": 2, "modern": 2}),
        "young": Weighted({"sunda": 0.6, "muslim": 3, "made": 1.4, "modern": 5}),
    }

    def __init__(self, common: float = 0.0) -> None:
        self._common = common
        self._of_many = {
            "L": Ranked([f"{a} {b}" for b in words.BEHIND_MEN[:16] for a in words.SUNDA_MEN[:30]]),
            "P": Ranked(
                [f"{a} {b}" for b in words.BEHIND_WOMEN[:16] for a in words.SUNDA_WOMEN[:30]]
            ),
        }
        self.first = {
            "L": {"sunda": Ranked(words.SUNDA_MEN), "muslim": Ranked(words.MUSLIM_MEN),
                  "made": _made(1, women=False), "modern": Ranked(words.MODERN_MEN)},
            "P": {"sunda": Ranked(words.SUNDA_WOMEN), "muslim": Ranked(words.MUSLIM_WOMEN),
                  "made": _made(2, women=True), "modern": Ranked(words.MODERN_WOMEN)},
        }  # fmt: skip
        self.behind = {
            "L": Ranked(words.BEHIND_MEN, exponent=0.7),
            "P": Ranked(words.BEHIND_WOMEN, exponent=0.7),
        }

    def full(self, chance: Random, sex: str, born: int) -> str:
        """Return the name of a person of that sex born in that year, in plain spelling."""
        if self._common and chance.random() < self._common:
            return self._of_many[sex].draw(chance).title()
        age = "young" if born >= 1995 else "adult" if born >= 1962 else "old"
        length = self.LENGTHS[age].draw(chance)
        first = self.first[sex]
        found = [first[self.TRADITIONS[age].draw(chance)].draw(chance)]
        while len(found) < length:
            word = self._next(chance, sex, first)
            if word not in found:
                found.append(word)
        return " ".join(found).title()

    def _next(self, chance: Random, sex: str, first: dict[str, Ranked]) -> str:
        part = chance.random()
        if part < 0.55:
            return self.behind[sex].draw(chance)
        if part < 0.8:
            return first["muslim"].draw(chance)
        return first["made" if part < 0.92 else "modern"].draw(chance)

    def first_word(self, chance: Random, sex: str) -> str:
        """Return a given name such as a brother or sister would have."""
        return self.first[sex][self.TRADITIONS["young"].draw(chance)].draw(chance).title()

    def sibling(self, chance: Random, name: str, sex: str, *, alike: bool) -> str:
        """Return a sibling's name: the same last words, the first one other or nearly the same."""
        first, *rest = name.split()
        for one, other in words.TWIN_SWAPS:
            if first.lower() in (one, other):
                return " ".join([(other if first.lower() == one else one).title(), *rest])
        new = _nearly(chance, first) if alike and len(first) > 3 else self.first_word(chance, sex)
        if new == first:
            new = f"{new}na"
        return " ".join([new, *(rest or [self.behind[sex].draw(chance).title()])])


def _nearly(chance: Random, word: str) -> str:
    """Return a name that differs in one vowel, as Rina and Rini do."""
    places = [place for place, letter in enumerate(word[1:], 1) if letter in "aiu"]
    if not places:
        return word
    place = chance.choice(places[-2:])
    return word[:place] + chance.choice([v for v in "aiu" if v != word[place]]) + word[place + 1 :]
