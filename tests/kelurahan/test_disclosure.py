"""Small sensitive counts cannot be worked out: a solver that knows all published numbers tries."""

import random

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kelurahan.disclosure import Cell, Table, protect
from tests.kelurahan.solver import fixed

CITY = "32.73"
REASONS = ["deceased", "duplicate", "mismatch", "moved", "not_found"]
SENSITIVE = frozenset({"deceased", "duplicate"})


def table_of(leaves, columns=REASONS, *, adds_up=True):
    """A city's table from {kelurahan code: counts by column}."""
    values, parents = {}, {}
    for code, counts in leaves.items():
        kecamatan = code[:8]
        parents[code], parents[kecamatan] = kecamatan, CITY
        for column, count in zip(columns, counts, strict=True):
            values[Cell(code, column)] = count
            for above in (kecamatan, CITY):
                values[Cell(above, column)] = values.get(Cell(above, column), 0) + count
    return Table(CITY, parents, values, SENSITIVE, adds_up=adds_up)


def published_sums(table):
    """Every published sum as (cells on one side, cell or number on the other)."""
    areas = {cell.area for cell in table.values}
    columns = {cell.column for cell in table.values}
    for area in areas:
        children = [child for child, parent in table.parents.items() if parent == area]
        if children:
            for column in columns:
                yield {Cell(child, column): 1 for child in children} | {Cell(area, column): -1}, 0
        if table.adds_up:
            row = [Cell(area, column) for column in columns]
            yield dict.fromkeys(row, 1), sum(table.values[cell] for cell in row)


def determined(table, hidden):
    """The hidden small cells whose value a linear programme finds exactly."""
    order = sorted(hidden)
    place = {cell: number for number, cell in enumerate(order)}
    matrix, totals = [], []
    for weights, total in published_sums(table):
        known = sum(w * table.values[c] for c, w in weights.items() if c not in place)
        row = numpy.zeros(len(order))
        for cell, weight in weights.items():
            if cell in place:
                row[place[cell]] = weight
        if row.any():
            matrix.append(row)
            totals.append(total - known)
    small = {place[cell] for cell in table.small}
    known = fixed(small, len(order), numpy.array(matrix), totals) if small else ()
    return [cell for cell in table.small if place[cell] in known]


@st.composite
def small_cities(draw):
    columns = draw(st.integers(2, 4))
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    counts = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 40))
    return table_of(
        {
            f"{CITY}.{kecamatan:02d}.{1001 + kelurahan}": draw(
                st.lists(counts, min_size=columns, max_size=columns)
            )
            for kecamatan, size in enumerate(shape, start=1)
            for kelurahan in range(size)
        },
        REASONS[:columns],
        adds_up=draw(st.booleans()),
    )


def realistic_city(seed):
    rng = random.Random(seed)
    return table_of(
        {
            f"{CITY}.{kecamatan:02d}.{1001 + kelurahan}": [
                rng.randint(0, 12), rng.randint(0, 25), *(rng.randint(0, 60) for _ in range(3)),
            ]
            for kecamatan in range(1, 31)
            for kelurahan in range(5)
        }
    )  # fmt: skip


@given(small_cities())
@settings(max_examples=150, deadline=None)
def test_no_small_count_of_any_small_city_is_determined(table):
    assert determined(table, protect(table)) == []


def test_no_small_count_of_a_real_size_city_is_determined():
    table = realistic_city(seed=1)

    hidden = protect(table)

    assert len(table.small) > 100
    assert determined(table, hidden) == []


def test_the_solver_finds_what_plain_suppression_would_give_away():
    table = table_of({f"{CITY}.01.1001": [3, 9, 5, 5, 5], f"{CITY}.01.1002": [9, 9, 5, 5, 5]})

    assert determined(table, frozenset(table.small)) == [Cell(f"{CITY}.01.1001", "deceased")]


def test_a_real_size_city_keeps_its_own_and_all_harmless_numbers():
    hidden = protect(realistic_city(seed=2))

    assert {cell.column for cell in hidden} <= SENSITIVE
    assert CITY not in {cell.area for cell in hidden}


@pytest.mark.parametrize(("count", "hidden"), [(0, False), (1, True), (7, True), (8, False)])
def test_only_counts_from_one_to_seven_are_small(count, hidden):
    cell = Cell(f"{CITY}.01.1001", "deceased")
    table = table_of({cell.area: [count, 90, 90, 90, 90], f"{CITY}.01.1002": [90] * 5})

    assert (cell in protect(table)) == hidden


def test_small_counts_of_the_city_and_of_other_reasons_are_shown():
    table = table_of({f"{CITY}.01.1001": [0, 0, 2, 1, 3], f"{CITY}.01.1002": [0, 9, 2, 1, 3]})

    assert protect(table) == frozenset()


def test_complements_stay_in_the_area_where_they_cost_least():
    leaves = {f"{CITY}.{k:02d}.{1001 + n}": [20, 30, 40, 40, 40] for k in (1, 2) for n in range(3)}
    leaves[f"{CITY}.01.1001"][0] = 3

    hidden = protect(table_of(leaves))

    assert len(hidden) == 4  # two reasons in two kelurahan of one kecamatan
    assert {cell.area[:8] for cell in hidden} == {f"{CITY}.01"}


def test_other_reasons_hide_only_where_sensitive_ones_cannot():
    table = table_of({f"{CITY}.01.1001": [0, 3, 9, 0, 0], f"{CITY}.01.1002": [0, 9, 9, 0, 0]})

    hidden = protect(table)

    assert "mismatch" in {cell.column for cell in hidden}
    assert determined(table, hidden) == []


def test_the_city_gives_way_when_nothing_else_could_protect():
    table = table_of({f"{CITY}.01.1001": [0, 3, 0, 0, 0]})

    hidden = protect(table)

    assert Cell(CITY, "duplicate") in hidden
    assert determined(table, hidden) == []


def test_protecting_twice_gives_the_same_cells():
    assert protect(realistic_city(seed=3)) == protect(realistic_city(seed=3))
