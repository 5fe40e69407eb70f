"""Which words of the register each unit of a query may mean."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from django.db.backends.utils import CursorWrapper

from recipients import edits
from recipients.names import Word
from recipients.prepared import array
from recipients.search import keys, lexicon
from recipients.search.lexicon import Lexicon
from recipients.search.typed import Split, Typed, Unit

# What one query may ask: keys in all, words under one key, words in all.
MAX_KEYS = 1_200
MAX_WORDS_PER_KEY = 100
MAX_WORDS = 3_000
SHORTEST_WITH_SLIP = 3
# Halves are many and mostly short; a slip in a shorter one would mean every other name.
SHORTEST_HALF_WITH_SLIP = 5
# Only words of so many letters may be a long word with two slips.
SHORTEST_WITH_TWO = edits.LONG_WORD - 2
_NEAR = """
SELECT near.key, word.spelling, word.folded, word.people
FROM (
    SELECT probe.key, probe.place, found.word_id
    FROM unnest(%s::int[]) WITH ORDINALITY AS probe (key, place)
    CROSS JOIN LATERAL (
        SELECT word_id FROM recipients_searchneighbour neighbour
        WHERE neighbour.key = probe.key ORDER BY word_id LIMIT %s
    ) found
    ORDER BY probe.place, found.word_id LIMIT %s
) near
JOIN recipients_searchword word ON word.id = near.word_id
"""


@dataclass(frozen=True, slots=True)
class Near:
    """A word of the register: how many slips away, and how many people carry it."""

    slips: int
    people: int


type Meanings = dict[str, Near]  # by folded form


@dataclass(slots=True)
class Meant:
    """What a query may mean: for each unit the words within its bound.

    `splits` are those whose halves are both words of the register; `rows` counts words looked at,
    `newest` is the id of the newest word known;
    `respelt` remembers in how many letters typed and written words differ.
    """

    typed: Typed
    found: dict[Unit, Meanings]
    splits: list[Split]
    rows: int = 0
    newest: int = 0
    respelt: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, unit: Unit, form: str, word: lexicon.Word, most: int) -> None:
        """Take a word into account if the form is within the word's bound and `most` slips."""
        bound = min(most, edits.allowed(word.spelling))
        slips = edits.distance(form, word.spelling, most=bound)
        known = self.found[unit].get(word.folded)
        if slips <= bound and (known is None or slips < known.slips):
            self.found[unit][word.folded] = Near(slips, word.people)


def _words_near(words: Lexicon, form: str, *, slips: int) -> Iterable[lexicon.Word]:
    rests = edits.remainders_of_one(form) if slips else (form,)
    return dict.fromkeys(word for rest in rests for word in words.sharing(rest, MAX_WORDS_PER_KEY))


def _look_up(words: Lexicon, meant: Meant, unit: Unit, *, shortest: int) -> None:
    """Find what a unit may mean; with a slip where it is long enough."""
    meant.found[unit] = {}
    for form in unit.forms:
        slips = int(len(form) >= shortest)
        for word in islice(_words_near(words, form, slips=slips), MAX_WORDS - meant.rows):
            meant.rows += 1
            meant.add(unit, form, word, slips)


def understood(words: Lexicon, typed: Typed) -> Meant:
    """Return what a query may mean with at most one slip in each word."""
    result = Meant(typed, {}, [])
    for unit in typed.units:
        _look_up(words, result, unit, shortest=SHORTEST_WITH_SLIP)
        # What was typed may be a word that somebody has just written and this process never read.
        if unit.mask.bit_count() == 2:
            result.found[unit].setdefault(unit.folded, Near(0, 1))
    for split in typed.splits():
        if any(words.holds(half.letters) for half in split):
            _add_split(words, result, split)
    return result


def _add_split(words: Lexicon, meant: Meant, split: Split) -> None:
    """Take a split into account if both halves may be words of the register."""
    for half in split:
        _look_up(words, meant, half, shortest=SHORTEST_HALF_WITH_SLIP)
    if all(meant.found[half] for half in split):
        meant.splits.append(split)
    else:
        for half in split:
            del meant.found[half]


def _asked(units: Iterable[Unit]) -> dict[int, list[tuple[Unit, str]]]:
    """Return the keys to ask for, each with the units and forms that ask; fewest slips first."""
    asked: dict[int, list[tuple[Unit, str]]] = defaultdict(list)
    forms = [(unit, form) for unit in units for form in unit.forms]
    for slips in range(3):
        for unit, form in forms:
            if len(form) < SHORTEST_WITH_TWO:
                continue
            for remainder in edits.remainders(form, slips):
                key = keys.remainder_key(remainder)
                if key in asked or len(asked) < MAX_KEYS:
                    asked[key].append((unit, form))
    return asked


def add_two_slips(cursor: CursorWrapper, meant: Meant) -> None:
    """Find long words with two slips too."""
    if not (asked := _asked(meant.typed.units)):
        return
    cursor.execute(_NEAR, [array(asked), MAX_WORDS_PER_KEY, MAX_WORDS])
    rows = cursor.fetchall()
    meant.rows += len(rows)
    # Neighbours share several keys; each is measured once.
    pairs = {(*pair, *word): None for key, *word in rows for pair in asked[key]}
    for unit, form, *word in pairs:
        meant.add(unit, form, lexicon.Word(*word), 2)


def understood_as(typed: Typed, name: tuple[Word, ...]) -> Meant:
    """Return what a query may mean if it means this name."""
    splits = list(typed.splits())
    units = [*typed.units, *(half for split in splits for half in split)]
    result = Meant(typed, {unit: {} for unit in units}, splits)
    for unit, words in result.found.items():
        for word in name:
            slips = min(
                edits.distance(form, target, most=edits.allowed(target))
                for form in unit.forms
                for target in (word.letters, word.folded)
            )
            if slips <= edits.allowed(word.folded):
                words[word.folded] = Near(slips, 1)
    return result
