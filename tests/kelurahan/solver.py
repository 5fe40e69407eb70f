"""What published numbers leave open, by linear programming: the attacker of several tests."""

import random

import numpy
from scipy.optimize import linprog

DIRECTIONS = 6


def extremes(objective, matrix, totals, most=None):
    """Return the solutions that make a sum of unknowns least and greatest; None without a bound."""
    found = [
        linprog(
            sign * objective, A_eq=matrix if len(totals) else None, b_eq=totals or None,
            bounds=(0, most), method="highs",
        )
        for sign in (1, -1)
    ]  # fmt: skip
    assert found[0].status == 0
    return [solution.x if solution.status == 0 else None for solution in found]


def fixed(unknowns, count, matrix, totals, most=100_000):
    """Return those of `unknowns`, places among `count`, that have the same value in any solution.

    Where two solutions differ a number is not fixed; only the others are tried one by one.
    """
    draw = random.Random(1)
    low, high = numpy.full(count, numpy.inf), numpy.full(count, -numpy.inf)
    for _ in range(min(DIRECTIONS, len(unknowns) // 4)):
        objective = numpy.array([draw.uniform(-1, 1) for _ in range(count)])
        for solution in extremes(objective, matrix, totals, most):
            low, high = numpy.minimum(low, solution), numpy.maximum(high, solution)
    return {
        one
        for one in unknowns
        if high[one] - low[one] < 0.5 and _is_fixed(one, count, matrix, totals)
    }


def _is_fixed(unknown, count, matrix, totals):
    objective = numpy.zeros(count)
    objective[unknown] = 1
    low, high = extremes(objective, matrix, totals)
    return high is not None and high[unknown] - low[unknown] < 0.5
