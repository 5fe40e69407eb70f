"""Two Releases together: a solver that knows all published numbers of both tries.

It also knows which areas did not change, and so that each hidden count of them is the same twice.
"""

import random

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kelurahan.differences import Pair, protect_after
from kelurahan.disclosure import Cell, protect
from tests.kelurahan.solver import fixed
from tests.kelurahan.test_disclosure import (
    CITY,
    REASONS,
    published_sums,
    realistic_city,
    small_cities,
    table_of,
)


def leaves_of(table, columns):
    parents = set(table.parents.values())
    return {
        code: [table.values[Cell(code, column)] for column in columns]
        for code in table.parents
        if code not in parents
    }


def determined_by_both(pair, hidden):
    """The small counts of either Release whose value a linear programme finds exactly."""
    hidden_in = {"before": set(pair.hidden_before), "now": set(hidden)}
    tables = {"before": pair.before, "now": pair.now}
    place = {}

    def variable(when, cell):
        """The number of what is unknown; None where it is known."""
        if pair.is_settled(cell):
            if cell in hidden_in["before"] and cell in hidden_in["now"]:
                return place.setdefault(cell, len(place))
            return None
        return place.setdefault((when, cell), len(place)) if cell in hidden_in[when] else None

    equations = []
    for when, table in tables.items():
        for weights, total in published_sums(table):
            unknown = {}
            for cell, weight in weights.items():
                if (number := variable(when, cell)) is None:
                    total -= weight * table.values[cell]
                else:
                    unknown[number] = unknown.get(number, 0) + weight
            if unknown:
                equations.append((unknown, total))
    if not place:
        return []
    matrix = numpy.zeros((len(equations), len(place)))
    for row, (unknown, _) in enumerate(equations):
        for number, weight in unknown.items():
            matrix[row, number] = weight
    totals = [total for _, total in equations]
    cells = [(when, cell) for when, table in tables.items() for cell in table.small]
    numbers = {one: variable(*one) for one in cells}
    known = fixed({n for n in numbers.values() if n is not None}, len(place), matrix, totals)
    return [one for one, number in numbers.items() if number is None or number in known]


@st.composite
def two_releases(draw):
    """A small city, and the same after some of its areas changed."""
    before = draw(small_cities())
    columns = sorted({cell.column for cell in before.values}, key=REASONS.index)
    leaves = leaves_of(before, columns)
    for code in draw(st.sets(st.sampled_from(sorted(leaves)))):
        counts = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 40))
        for index in draw(st.sets(st.integers(0, len(columns) - 1), min_size=1)):
            leaves[code][index] = draw(counts)
    return Pair(table_of(leaves, columns, adds_up=before.adds_up), before, protect(before))


def changed_city(table, seed, share=0.1):
    """The same city some weeks later."""
    rng = random.Random(seed)
    leaves = leaves_of(table, REASONS)
    for counts in leaves.values():
        if rng.random() < share:
            place = rng.randrange(len(counts))
            counts[place] = max(0, counts[place] + rng.choice((-2, -1, 1, 2, 5)))
    return table_of(leaves)


@given(two_releases())
@settings(max_examples=60, deadline=None)
def test_no_small_count_is_determined_by_two_releases(pair):
    assert determined_by_both(pair, protect_after(pair)) == []


@given(two_releases())
@settings(max_examples=50, deadline=None)
def test_every_small_count_is_hidden_and_what_is_settled_stays_as_it_was(pair):
    hidden = protect_after(pair)

    assert set(pair.now.small) <= hidden
    settled = {cell for cell in pair.now.values if pair.is_settled(cell)}
    assert hidden & settled == pair.hidden_before & settled


@given(small_cities())
@settings(max_examples=50, deadline=None)
def test_nothing_changes_where_nothing_changed(table):
    assert protect_after(Pair(table, table, protect(table))) == protect(table)


def test_protecting_each_release_by_itself_would_give_counts_away():
    before = realistic_city(seed=1)
    pair = Pair(changed_city(before, 1, 0.5), before, protect(before))

    assert determined_by_both(pair, protect(pair.now))


@pytest.mark.parametrize("share", [0.02, 0.5])
def test_a_real_size_city_gives_nothing_away_over_two_releases(share):
    before = realistic_city(seed=1)
    pair = Pair(changed_city(before, 1, share), before, protect(before))

    hidden = protect_after(pair)

    assert determined_by_both(pair, hidden) == []
    assert CITY not in {cell.area for cell in hidden}


def test_four_releases_in_a_row_do_not_hide_more_and_more():
    table = realistic_city(seed=4)
    hidden = first = protect(table)
    for seed in range(3):
        later = changed_city(table, seed)
        hidden, table = protect_after(Pair(later, table, hidden)), later

    assert len(hidden) < 1.3 * len(first)


def test_an_area_that_is_new_or_closed_is_not_settled():
    before = table_of({f"{CITY}.01.1001": [3, 9, 9, 9, 9], f"{CITY}.01.1002": [9, 9, 9, 9, 9]})
    now = table_of({f"{CITY}.01.1001": [3, 9, 9, 9, 9], f"{CITY}.01.1003": [9, 9, 9, 9, 9]})
    pair = Pair(now, before, protect(before))

    assert f"{CITY}.01.1003" not in pair.settled
    assert determined_by_both(pair, protect_after(pair)) == []
