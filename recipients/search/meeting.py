"""Three words that many people carry two by two, and few all together.

Of a pair that fills the limit of its probe only the first people are read; the one who carries the
third word as well is then found where two pairs meet. The work is at most MOST_TRIPLES times
MOST_READ, and is done only where the probes found few with all typed words.
"""

import heapq
from collections.abc import Iterator
from itertools import combinations, product
from typing import NamedTuple

from kelurahan import reading
from kelurahan.prepared import preparing
from recipients.prepared import array
from recipients.search import keys
from recipients.search.near import Meant
from recipients.search.probing import Candidate, Found

# So many people with all typed words are enough.
ENOUGH = 10
MOST_UNITS = 4
MOST_WORDS = 12
MOST_TRIPLES = 8
MOST_READ = 1_000
MOST_FOUND = 12
_MEET = """
SELECT wanted.place, met.person_id
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) WITH ORDINALITY
    AS wanted (first, last, other, place)
CROSS JOIN LATERAL (
    SELECT few.person_id
    FROM (
        SELECT key, person_id FROM recipients_searchposting
        WHERE key BETWEEN wanted.first AND wanted.last ORDER BY key, person_id LIMIT %s
    ) few
    CROSS JOIN LATERAL (
        SELECT FROM recipients_searchposting also
        WHERE also.key = wanted.other | (few.key & %s) AND also.person_id = few.person_id LIMIT 1
    ) third
    LIMIT %s
) met
"""


class Triple(NamedTuple):
    """Three words that may be meant, the rarest first; in natural order the likeliest first."""

    slips: int
    unlikely: int
    words: tuple[str, ...]
    mask: int


def triples(meant: Meant, slips: range) -> list[Triple]:
    """Return the likeliest triples of a tier: fewest slips, then the most frequent words."""
    return heapq.nsmallest(MOST_TRIPLES, _triples(meant, slips))


def _triples(meant: Meant, slips: range) -> Iterator[Triple]:
    units = [unit for unit in meant.typed.units if unit.mask.bit_count() == 2][:MOST_UNITS]
    likely = {
        unit: sorted(meant.found[unit].items(), key=lambda item: (item[1].slips, -item[1].people))
        for unit in units
    }
    for three in combinations(units, 3):
        mask = sum(unit.mask for unit in three)
        for chosen in product(*(likely[unit][:MOST_WORDS] for unit in three)):
            cost = sum(near.slips for _word, near in chosen)
            rarest = sorted((near.people, word) for word, near in chosen)
            words = tuple(word for _people, word in rarest)
            if cost in slips and len(set(words)) == len(words):
                yield Triple(cost, -rarest[0][0], words, mask)


def add(found: Found, meant: Meant, slips: range, area: str) -> None:
    """Add the people of the likeliest triples to those whom the probes found."""
    full = meant.typed.full_mask
    fitting = sum(one.mask & full == full for one in found.people.values())
    if full.bit_count() < 6 or fitting >= ENOUGH:
        return
    if not (wanted := triples(meant, slips)):
        return
    bounds = keys.area_range(area)
    pairs = [keys.pair_bucket(rare, mid, only=False) for _, _, (rare, mid, _), _ in wanted]
    others = [keys.pair_bucket(rare, most, only=False) for _, _, (rare, _, most), _ in wanted]
    ranges = [keys.key_range(pair, bounds) for pair in pairs]
    asked = (
        array(first for first, _ in ranges),
        array(last for _, last in ranges),
        array(other << keys.AREA_BITS for other in others),
        MOST_READ, (1 << keys.AREA_BITS) - 1, MOST_FOUND,
    )  # fmt: skip
    with preparing(reading.connection()) as cursor:
        cursor.execute(_MEET, asked)
        rows = sorted(cursor.fetchall())
    found.rows += len(rows)
    for turn, (place, person) in enumerate(rows):
        triple = wanted[place - 1]
        known = found.people.setdefault(person, Candidate(0, triple.slips, False, 0, turn))
        known.mask |= triple.mask
