"""Which people carry the words that a query may mean, at a cost bounded by constants.

Every probe is one range of one B-tree with its own LIMIT, so that the work is at most probes times
limit, whatever was typed and however many people share a name.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice, product
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from kelurahan.prepared import preparing
from recipients.prepared import array
from recipients.search import keys
from recipients.search.near import Meanings, Meant
from recipients.search.typed import Unit

MAX_PROBES = 600
LIMIT_WITHOUT_SLIPS = 100
# Few probes may find more each, so that of a frequent name people of every spelling are among them.
FEWEST_WITH_SLIPS = 24
MOST_WITH_SLIPS = 100
FOUND_WITH_SLIPS = 6_000
# A word that fewer people carry tells who is meant, also where other typed words are missing.
RARE = 50
# How many combinations of words are weighed to choose the probes from, all pairs of units together.
MAX_COMBINED = 8_000
_PROBE = """
SELECT probe.place, found.person_id
FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS probe (first, last, place)
CROSS JOIN LATERAL (
    SELECT person_id FROM recipients_searchposting
    WHERE key BETWEEN probe.first AND probe.last
    ORDER BY key, person_id LIMIT CASE WHEN probe.place <= %s THEN %s ELSE %s END
) found
UNION ALL SELECT 0, (SELECT coalesce(max(id), 0) FROM recipients_searchword)
"""


class Probe(NamedTuple):
    """One bucket to look into; in natural order the cheapest and rarest come first.

    `slips` is its cost, `people` its likely size, `words` one word or a pair in order, `more`
    whether it holds names with further words, `mask` the typed bits that it proves. It is `odd` if
    its names have further words though none was typed, or none though some were.
    """

    slips: int
    odd: bool
    people: int
    words: tuple[str, ...]
    more: bool
    mask: int

    @property
    def bucket(self) -> int:
        """The hash of its words."""
        if len(self.words) == 2:
            return keys.pair_bucket(*self.words, only=not self.more)
        return keys.word_bucket(*self.words) if self.more else keys.only_bucket(*self.words)


type _Ranks = dict[int, list[tuple[int, str]]]  # people and words, rarest first, by slips


def _ranks(meanings: Meanings) -> _Ranks:
    ranks: _Ranks = defaultdict(list)
    for word, near in meanings.items():
        ranks[near.slips].append((near.people, word))
    for words in ranks.values():
        words.sort()
    return ranks


def _couples(meant: Meant) -> list[tuple[Unit, Unit]]:
    """Return the pairs of units that stand for different typed words, or halves of one."""
    pairs = combinations([unit for unit in meant.typed.units if meant.found[unit]], 2)
    return [*(pair for pair in pairs if not pair[0].mask & pair[1].mask), *meant.splits]


def _combined(
    one: _Ranks, other: _Ranks, slips: range, mask: int, *, is_all: bool
) -> Iterator[Probe]:
    """Return the probes for two units, fewest slips first."""
    levels = sorted((a + b, a, b) for a in one for b in other if a + b in slips)
    for cost, a, b in levels:
        for (people, word), (mates, mate) in product(one[a], other[b]):
            fewest = min(people, mates)
            if word == mate:
                yield Probe(cost, not is_all, fewest, (word,), False, mask)
                continue
            words = (word, mate) if word < mate else (mate, word)
            yield Probe(cost, not is_all, fewest, words, False, mask)
            yield Probe(cost, is_all, fewest, words, True, mask)


def _pair_probes(meant: Meant, slips: range) -> Iterator[Probe]:
    ranks = {unit: _ranks(meanings) for unit, meanings in meant.found.items()}
    couples = _couples(meant)
    for one, other in couples:
        mask = one.mask | other.mask
        is_all = mask == meant.typed.full_mask
        probes = _combined(ranks[one], ranks[other], slips, mask, is_all=is_all)
        yield from islice(probes, MAX_COMBINED // len(couples))


def _word_probes(meant: Meant, slips: range, *, area: bool) -> Iterator[Probe]:
    for unit in meant.typed.units:
        is_all = unit.mask == meant.typed.full_mask
        for word, near in meant.found[unit].items():
            if near.slips in slips and (is_all or area or near.people <= RARE):
                yield Probe(near.slips, not is_all, near.people, (word,), False, unit.mask)
                if is_all or area:
                    yield Probe(near.slips, is_all, near.people, (word,), True, unit.mask)


def probes(meant: Meant, slips: range, *, area: bool) -> list[Probe]:
    """Return at most MAX_PROBES probes of a tier of `slips`, the cheapest and rarest first."""
    every = {*_pair_probes(meant, slips), *_word_probes(meant, slips, area=area)}
    return heapq.nsmallest(MAX_PROBES, every)


@dataclass(slots=True)
class Candidate:
    """Someone found: the typed bits proven so far, and of the best probe that found them the slips,
    `more`, how many people it found, and the how manieth of these they are.
    """

    mask: int
    slips: int
    more: bool
    crowd: int
    turn: int

    @property
    def kind(self) -> tuple[int, int, bool]:
        """How their name differs from what was typed; the best kind is the least."""
        return -self.mask.bit_count(), self.slips, self.more

    def order(self) -> tuple[tuple[int, int, bool], int, int]:
        """Return the sorting key: who is most likely meant comes first.

        Within a kind each name has its turn, the most frequent first.
        """
        return self.kind, self.turn, -self.crowd


@dataclass(slots=True)
class Found:
    """Candidates by person, the rows read for them, and the newest word of the register."""

    people: dict[int, Candidate]
    rows: int
    newest_word: int


def _limit_with_slips(probes: int) -> int:
    share = FOUND_WITH_SLIPS // max(1, probes)
    return max(FEWEST_WITH_SLIPS, min(share, MOST_WITH_SLIPS))


def candidates(connection: BaseDatabaseWrapper, wanted: list[Probe], area: str) -> Found:
    """Return who carries the words of the probes."""
    bounds = keys.area_range(area)
    ranges = [keys.key_range(probe.bucket, bounds) for probe in wanted]
    # Probes are in order: those without slips come first.
    exact = sum(not probe.slips for probe in wanted)
    first = array(first for first, _ in ranges)
    last = array(last for _, last in ranges)
    with preparing(connection) as cursor:
        limits = LIMIT_WITHOUT_SLIPS, _limit_with_slips(len(wanted) - exact)
        cursor.execute(_PROBE, [first, last, exact, *limits])
        [_, newest], *rows = sorted(cursor.fetchall())
    crowds = Counter(place for place, _ in rows)
    found: dict[int, Candidate] = {}
    turns: Counter[int] = Counter()
    for place, person in rows:
        probe = wanted[place - 1]
        if known := found.get(person):
            known.mask |= probe.mask
            continue
        # Probes are in order, so that the first to find somebody is their best.
        turns[place] += 1
        found[person] = Candidate(probe.mask, probe.slips, probe.more, crowds[place], turns[place])
    return Found(found, len(rows), newest)
