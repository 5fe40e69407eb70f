"""Which people carry the words that a query may mean, at a cost bounded by constants.

Every probe is one range of one B-tree with its own LIMIT, so that the work is at most probes times
limit, whatever was typed and however many people share a name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.backends.utils import CursorWrapper

from recipients.search import keys
from recipients.search.near import Meanings, Near
from recipients.search.typed import Typed, Unit

MAX_PROBES = 600
LIMIT_WITHOUT_SLIPS = 100
LIMIT_WITH_SLIPS = 24
# A word that fewer people carry tells who is meant, also where other typed words are missing.
RARE = 50
_PROBE = """
SELECT probe.place, found.person_id
FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::int[])
    AS probe (place, first, last, most)
CROSS JOIN LATERAL (
    SELECT person_id FROM recipients_searchposting
    WHERE key BETWEEN probe.first AND probe.last
    ORDER BY key, person_id LIMIT probe.most
) found
"""


@dataclass(frozen=True, slots=True)
class Probe:
    """One bucket to look into.

    `slips` is its cost, `more` whether it holds names with further words, `people` its likely
    size, `mask` the typed bits that it proves.
    """

    bucket: int
    slips: int
    more: bool
    people: int
    mask: int


def _pair(word: str, near: Near, mate: str, mate_near: Near, mask: int) -> Iterator[Probe]:
    slips = near.slips + mate_near.slips
    people = min(near.people, mate_near.people)
    if word == mate:
        yield Probe(keys.only_bucket(word), slips, False, people, mask)
        return
    for only in (True, False):
        bucket = keys.pair_bucket(word, mate, only=only)
        yield Probe(bucket, slips, not only, people, mask)


def _pair_probes(typed: Typed, found: dict[Unit, Meanings], most: int) -> Iterator[Probe]:
    couples = [pair for pair in combinations(typed.units, 2) if not pair[0].mask & pair[1].mask]
    for one, other in [*couples, *typed.splits]:
        for word, near in found[one].items():
            for mate, mate_near in found[other].items():
                if near.slips + mate_near.slips <= most:
                    yield from _pair(word, near, mate, mate_near, one.mask | other.mask)


def _word_probes(typed: Typed, found: dict[Unit, Meanings], *, area: bool) -> Iterator[Probe]:
    for unit in typed.units:
        is_all = unit.mask == typed.full_mask
        for word, near in found[unit].items():
            if is_all or area or near.people <= RARE:
                yield Probe(keys.only_bucket(word), near.slips, False, near.people, unit.mask)
            if is_all or area:
                yield Probe(keys.word_bucket(word), near.slips, True, near.people, unit.mask)


def probes(typed: Typed, found: dict[Unit, Meanings], slips: range, *, area: bool) -> list[Probe]:
    """Return at most MAX_PROBES probes of a tier of `slips`, the cheapest and rarest first."""
    every = {
        probe
        for probe in (
            *_pair_probes(typed, found, slips.stop - 1),
            *_word_probes(typed, found, area=area),
        )
        if probe.slips in slips
    }
    return sorted(every, key=lambda p: (p.slips, p.more, p.people, p.bucket))[:MAX_PROBES]


@dataclass(slots=True)
class Candidate:
    """Someone found: the typed bits proven so far, and the best probe's slips and `more`."""

    mask: int
    slips: int
    more: bool

    def order(self) -> tuple[int, int, bool]:
        """Return the sorting key: who is most likely meant comes first."""
        return -self.mask.bit_count(), self.slips, self.more


def candidates(
    cursor: CursorWrapper, wanted: list[Probe], area: str
) -> tuple[dict[int, Candidate], int]:
    """Return who was found, by person, and how many rows were read."""
    bounds = keys.area_range(area)
    ranges = [keys.key_range(probe.bucket, bounds) for probe in wanted]
    limits = [LIMIT_WITH_SLIPS if probe.slips else LIMIT_WITHOUT_SLIPS for probe in wanted]
    cursor.execute(
        _PROBE,
        [
            list(range(len(wanted))),
            [first for first, _ in ranges],
            [last for _, last in ranges],
            limits,
        ],
    )
    rows = sorted(cursor.fetchall())
    found: dict[int, Candidate] = {}
    for place, person in rows:
        probe = wanted[place]
        # Probes are in order, so that the first to find somebody is their best.
        known = found.setdefault(person, Candidate(0, probe.slips, probe.more))
        known.mask |= probe.mask
    return found, len(rows)
