"""The words of the register in the memory of this process: misspelt words are matched here.

A copy of the vocabulary table, tied to no person and to no search (docs/adr/0008). What was added
to the table is appended as a further part; once in a while everything is read anew.
"""

import threading
import time
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import NamedTuple

import structlog
from django.db import Error, connections

from kelurahan import reading
from recipients import edits

# After so many seconds a thread looks whether counts have changed, or ids came out of order.
MAX_AGE = 300
# So many words beside those read at first, and all are read anew.
MOST_RECENT = 5_000
# Far more than share a remainder in any language.
MOST_ALIKE = 10_000
_WORD_BITS = 24
_PLACE = (1 << _WORD_BITS) - 1
_READ = """
SELECT id, spelling, folded, people FROM recipients_searchword WHERE id > %s ORDER BY id
"""
_SIGN = "SELECT count(*), coalesce(sum(people), 0) FROM recipients_searchword"

type Row = tuple[int, str, str, int]
log = structlog.get_logger(__name__)


class Word(NamedTuple):
    """One spelling, the form that its spellings share, and how many people carry that form."""

    spelling: str
    folded: str
    people: int


def _hash(text: str) -> int:
    # Of this process alone, so that nobody can choose words that collide.
    return hash(text) & ((1 << (64 - _WORD_BITS)) - 1)


class Part:
    """Words, with an index of what remains of them when one letter is left out."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.words = [Word(spelling, folded, people) for _id, spelling, folded, people in rows]
        # Hash and place in one number: an array of numbers is a tenth of a dictionary's size.
        self.index = array("Q", sorted(
            (_hash(rest) << _WORD_BITS) | place
            for place, word in enumerate(self.words)
            for rest in edits.remainders_of_one(word.spelling)
        ))  # fmt: skip

    def sharing(self, remainder: str, most: int) -> list[Word]:
        """Return at most so many of the words of which this may remain."""
        index, lowest = self.index, _hash(remainder) << _WORD_BITS
        first = bisect_left(index, lowest)
        highest = lowest | _PLACE
        if first == len(index) or index[first] > highest:  # as of most remainders
            return []
        return [
            self.words[entry & _PLACE]
            for entry in takewhile(highest.__ge__, index[first : first + most])
        ]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words up to the id `newest`: those read at first, and those added since."""

    first: Part
    recent: Part
    first_newest: int
    newest: int
    signature: tuple[int, ...]

    def sharing(self, remainder: str, most: int) -> list[Word]:
        """Return at most so many words of which this may remain, at most one letter left out."""
        found = self.first.sharing(remainder, most)
        if self.recent.words:
            found += self.recent.sharing(remainder, most - len(found))
        return found

    def holds(self, spelling: str) -> bool:
        """Return whether some name of the register has this very word."""
        return any(word.spelling == spelling for word in self.sharing(spelling, MOST_ALIKE))


@dataclass(slots=True)
class _Kept:
    lexicon: Lexicon | None = None
    looked_at: float = 0.0


_lock = threading.Lock()
_kept = _Kept()


def _rows(after: int) -> list[Row]:
    with reading.connection().cursor() as cursor:
        cursor.execute(_READ, [after])
        return list(cursor.fetchall())


def _signature() -> tuple[int, ...]:
    with reading.connection().cursor() as cursor:
        cursor.execute(_SIGN)
        return tuple(cursor.fetchone())


def _all() -> Lexicon:
    rows = _rows(0)
    newest = rows[-1][0] if rows else 0
    signature = len(rows), sum(people for *_word, people in rows)
    return Lexicon(Part(rows), Part(()), newest, newest, signature)


def _grown(old: Lexicon) -> Lexicon:
    rows = _rows(old.first_newest)
    if len(rows) > MOST_RECENT:
        return _all()
    newest = rows[-1][0] if rows else old.newest
    return replace(old, recent=Part(rows), newest=max(newest, old.newest))


def _look_again(old: Lexicon) -> None:
    """Read everything anew if anything changed; in a thread of its own, so that nobody waits."""
    try:
        if _signature() != old.signature:
            _kept.lexicon = _all()
    finally:
        connections.close_all()


def _look_again_in_time(known: Lexicon) -> None:
    now = time.monotonic()
    if now - _kept.looked_at > MAX_AGE:
        _kept.looked_at = now
        threading.Thread(target=_look_again, args=(known,), daemon=True).start()


def current(*, newest: int = 0) -> Lexicon:
    """Return the words of the register, at least those up to the id `newest`."""
    known = _kept.lexicon
    if known is None or known.newest < newest:
        with _lock:
            known = _kept.lexicon
            if known is None:
                _kept.looked_at = time.monotonic()
                known = _all()
            elif known.newest < newest:
                known = _grown(known)
            _kept.lexicon = known
    _look_again_in_time(known)
    return known


def warm_up() -> None:
    """Read the words before they are needed; without a database the first search reads them."""
    try:
        current()
    except Error:
        log.warning("words of names could not be read at the start")
    finally:
        connections.close_all()


def forget() -> None:
    """Read the words anew for the next search."""
    _kept.lexicon = None
