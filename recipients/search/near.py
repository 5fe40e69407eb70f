"""Which words of the register each unit of a query may mean."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from recipients import edits
from recipients.names import Word
from recipients.search import keys
from recipients.search.typed import Typed, Unit

# What one query may ask: keys in all, words under one key, words in all.
MAX_KEYS = 1_200
MAX_WORDS_PER_KEY = 100
MAX_WORDS = 3_000
SHORTEST_WITH_SLIP = 3
# Halves are many and mostly short; a slip in a shorter one would mean every other name.
SHORTEST_HALF_WITH_SLIP = 5
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


def array(numbers: Iterable[int]) -> str:
    """Return numbers as PostgreSQL writes an array: adapting them one by one takes far longer."""
    return f"{{{','.join(map(str, numbers))}}}"


@dataclass(frozen=True, slots=True)
class Near:
    """A word of the register: how many slips away, and how many people carry it."""

    slips: int
    people: int


type Meanings = dict[str, Near]  # by folded form
type Asked = dict[int, list[tuple[Unit, str]]]


def _left_out(form: str, *, is_half: bool, deep: bool) -> int:
    """Return how many letters to leave out: what is typed may be shorter than what is meant."""
    if len(form) < (SHORTEST_HALF_WITH_SLIP if is_half else SHORTEST_WITH_SLIP):
        return 0
    return 2 if deep and not is_half and len(form) >= edits.LONG_WORD - 2 else 1


def _asked(typed: Typed, *, deep: bool) -> Asked:
    """Return the keys to ask for, each with the units and forms that ask; cheapest first."""
    tiers: list[Asked] = [defaultdict(list) for _ in range(3)]
    halves = {half for split in typed.splits for half in split}
    for unit in typed.everything():
        is_half = unit in halves
        for form in unit.forms:
            most = _left_out(form, is_half=is_half, deep=deep)
            for remainder in edits.remainders(form, most):
                left_out = min(len(form), edits.BEGINNING) - len(remainder)
                tier = min(2, left_out + is_half)
                tiers[tier][keys.remainder_key(remainder)].append((unit, form))
    asked: Asked = defaultdict(list)
    for tier_keys in tiers:
        for key, units in tier_keys.items():
            if key in asked or len(asked) < MAX_KEYS:
                asked[key] += units
    return asked


def meanings(
    cursor: CursorWrapper, typed: Typed, *, deep: bool
) -> tuple[dict[Unit, Meanings], int]:
    """Return for each unit the words within its bound, and how many rows were read.

    Only a `deep` search finds all long words with two slips.
    """
    asked = _asked(typed, deep=deep)
    cursor.execute(_NEAR, [array(asked), MAX_WORDS_PER_KEY, MAX_WORDS])
    rows = cursor.fetchall()
    found: dict[Unit, Meanings] = {unit: {} for unit in typed.everything()}
    # Neighbours share several keys; each is measured once.
    pairs = {(*pair, *word): None for key, *word in rows for pair in asked[key]}
    for unit, form, spelling, folded, people in pairs:
        bound = edits.allowed(spelling)
        slips = edits.distance(form, spelling, most=bound)
        known = found[unit].get(folded)
        if slips <= bound and (known is None or slips < known.slips):
            found[unit][folded] = Near(slips, people)
    return found, len(rows)


def meanings_among(typed: Typed, name: tuple[Word, ...]) -> dict[Unit, Meanings]:
    """Return for each unit the words of one name within its bound."""
    found: dict[Unit, Meanings] = {unit: {} for unit in typed.everything()}
    for unit, words in found.items():
        for word in name:
            slips = min(
                edits.distance(form, target, most=edits.allowed(target))
                for form in unit.forms
                for target in (word.letters, word.folded)
            )
            if slips <= edits.allowed(word.folded):
                words[word.folded] = Near(slips, 1)
    return found
