"""Many Releases together: an attacker solves all of them at once, and ADR 17 says how much is left.

One unknown stands for a hidden count as long as its area does not change from Release to Release.
"""

from itertools import pairwise

import pytest
from scipy.sparse import csr_array

from kelurahan.differences import Pair, protect_after
from kelurahan.disclosure import protect
from tests.kelurahan.solver import fixed
from tests.kelurahan.test_differences import changed_city
from tests.kelurahan.test_disclosure import published_sums, realistic_city


def chain_of(seed, length, share):
    """The tables of a city in a row of Releases, and what each of them hides."""
    tables = [realistic_city(seed=seed)]
    hidden = [protect(tables[0])]
    for number in range(1, length):
        tables.append(changed_city(tables[-1], 100 * seed + number, share))
        hidden.append(protect_after(Pair(tables[-1], tables[-2], hidden[-1])))
    return tables, hidden


def spells_of(tables):
    """For each Release the number of times that an area has changed until then."""
    spells = [dict.fromkeys({cell.area for cell in tables[0].values}, 0)]
    for before, now in pairwise(tables):
        settled = Pair(now, before, frozenset()).settled
        spells.append({area: n + (area not in settled) for area, n in spells[-1].items()})
    return spells


def solve(tables, spells, shown):
    """The equations that all Releases together give: unknowns by place, matrix, totals."""
    place, rows, totals = {}, [], []
    for table, spell in zip(tables, spells, strict=True):
        for weights, total in published_sums(table):
            row = {}
            for cell, weight in weights.items():
                if (cell, spell[cell.area]) in shown:
                    total -= weight * table.values[cell]
                else:
                    row[place.setdefault((cell, spell[cell.area]), len(place))] = weight
            if row:
                rows.append(row)
                totals.append(total)
    at = [(number, column, w) for number, row in enumerate(rows) for column, w in row.items()]
    numbers, columns, weights = zip(*at, strict=True)
    return place, csr_array((weights, (numbers, columns)), (len(rows), len(place))), totals


def determined(tables, hidden):
    """The small counts of any Release: all of them, those shown anywhere, those worked out."""
    spells = spells_of(tables)
    everything = list(zip(tables, hidden, spells, strict=True))
    shown = {(c, spell[c.area]) for t, h, spell in everything for c in t.values if c not in h}
    small = {(cell, spell[cell.area]) for table, _, spell in everything for cell in table.small}
    place, matrix, totals = solve(tables, spells, shown)
    left = {place[one]: one for one in small - shown}
    told = fixed(left, len(place), matrix, totals)
    return small, small & shown, {left[number] for number in told}


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_four_releases_tell_hardly_a_small_count(share):
    small, shown, told = determined(*chain_of(0, 4, share))

    assert shown == set()
    assert len(told) <= len(small) / 100


def test_the_attack_finds_what_releases_protected_one_by_one_give_away():
    tables, _ = chain_of(0, 4, 0.5)

    _, shown, told = determined(tables, [protect(table) for table in tables])

    assert shown or told
