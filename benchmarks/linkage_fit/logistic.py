"""Weights of all levels together: logistic regression with shrinkage, by Newton's method.

A grid's level weighs its row plus its column plus a part of its own, which shrinks most: so a level
that was hardly ever seen still weighs what its row and its column say.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.linkage_fit.levels import Half
from verification.duplicates.comparisons import Comparison, Grid

SHRINK_LEVEL, SHRINK_CELL, SHRINK_RARITY = 0.3, 1.5, 1.0
STEPS, LONGEST_STEP, CLOSE_ENOUGH = 20, 3.0, 2e-3
ROWS_AT_ONCE = 50_000
# Hopeless pairs are many and alike: one in twenty of them stands for all.
HOPELESS, ONE_IN = -6.2, 20
# Rarity is counted from here, in bits, so that a level's weight is that of a common case.
TYPICAL = {"name_rarity": 13.0, "bone_1_rarity": 8.0, "bone_2_rarity": 8.0, "mother_rarity": 10.0,
           "birth_place_rarity": 4.0}  # fmt: skip
type Pairs = tuple[Half, Any]  # with the weight of each pair


@dataclass
class Design:
    """Where each level's coefficients stand; the first is the prior."""

    comparisons: tuple[Comparison, ...]

    def __post_init__(self) -> None:
        self.starts: list[int] = []
        shrink = [0.0]
        for one in self.comparisons:
            self.starts.append(len(shrink))
            if isinstance(one, Grid):
                shrink += [SHRINK_LEVEL] * (len(one.rows) + len(one.columns))
                shrink += [SHRINK_CELL] * len(one.levels)
            else:
                shrink += [SHRINK_LEVEL] * len(one.levels)
        self.rare = {}
        for place, one in enumerate(self.comparisons):
            for number, level in enumerate(one.levels):
                if level.rarity:
                    self.rare[place, number] = len(shrink), TYPICAL[level.rarity]
                    shrink.append(SHRINK_RARITY)
        self.shrink = np.array(shrink)

    def columns(self, place: int, levels: Any) -> list[Any]:
        """Return the coefficients' places of a comparison's levels."""
        one, start = self.comparisons[place], self.starts[place]
        if not isinstance(one, Grid):
            return [start + levels]
        rows, width = len(one.rows), len(one.columns)
        cells = start + rows + width + levels
        return [start + levels // width, start + rows + levels % width, cells]

    def matrix(self, levels: Any, rarities: Any) -> Any:
        """Return the pairs as rows of ones and rarities."""
        every = np.arange(len(levels))
        found: Any = np.zeros((len(levels), len(self.shrink)), np.float32)
        found[:, 0] = 1
        for place in range(len(self.comparisons)):
            for column in self.columns(place, levels[:, place]):
                found[every, column] = 1
        for (place, number), (column, typical) in self.rare.items():
            told = (levels[:, place] == number) & ~np.isnan(rarities[:, place])
            found[told, column] = rarities[told, place] - typical
        return found

    def sums(self, half: Half, weights: Any) -> Any:
        """Return the weight of each pair, in natural logarithms."""
        parts = range(0, max(len(half.levels), 1), ROWS_AT_ONCE)
        cut = [slice(start, start + ROWS_AT_ONCE) for start in parts]
        return np.concatenate(
            [self.matrix(half.levels[part], half.rarities[part]) @ weights for part in cut]
        )


def _part(half: Half, kept: Any) -> Half:
    return Half(half.levels[kept], half.rarities[kept], half.same[kept])


def _newton(design: Design, pairs: Sequence[Pairs], weights: Any) -> Any:
    """Return the weights that fit best."""
    for _ in range(STEPS):
        slope, curve = -design.shrink * weights, np.diag(design.shrink + 1e-6)
        for half, counts in pairs:
            for start in range(0, len(counts), ROWS_AT_ONCE):
                part = slice(start, start + ROWS_AT_ONCE)
                rows = design.matrix(half.levels[part], half.rarities[part])
                chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -40, 40)))
                slope += rows.T @ (counts[part] * (half.same[part] - chance))
                spread = (counts[part] * chance * (1 - chance)).astype(np.float32)
                curve += rows.T @ (rows * spread[:, None])
        step = np.linalg.solve(curve, slope)
        longest = float(np.abs(step).max())
        weights = weights + step * min(1.0, LONGEST_STEP / longest)
        if longest < CLOSE_ENOUGH:
            break
    return weights


def fit(design: Design, halves: Sequence[Half], seed: int) -> Any:
    """Return the weights in natural logarithms: first on a sample, then on all that is in doubt."""
    chance = np.random.default_rng(seed)
    sampled, doubted = [], []
    for half in halves:
        kept = (half.same > 0) | (chance.random(len(half.same)) < 0.15)
        sampled.append((_part(half, kept), np.where(half.same[kept] > 0, 1, 1 / 0.15)))
    rough = _newton(design, sampled, np.zeros(len(design.shrink)))
    for half in halves:
        hopeless = (design.sums(half, rough) < HOPELESS) & (half.same == 0)
        kept = ~hopeless | (chance.random(len(hopeless)) < 1 / ONE_IN)
        doubted.append((_part(half, kept), np.where(hopeless[kept], ONE_IN, 1.0)))
    return _newton(design, doubted, rough)


def content(design: Design, weights: Any) -> dict[str, Any]:
    """Return a half of a model's content, in bits."""
    bits = weights / math.log(2)
    compared: dict[str, dict[str, Any]] = {}
    for place, one in enumerate(design.comparisons):
        compared[one.key] = {}
        for number, level in enumerate(one.levels):
            weight = float(sum(bits[column] for column in design.columns(place, number)))
            said: dict[str, Any] = {"bits": round(weight, 3), "m": None, "u": None}
            if (place, number) in design.rare:
                column, typical = design.rare[place, number]
                said |= {"rarity": round(float(bits[column]), 4), "typical": typical}
            compared[one.key][level.key] = said
    return {"prior": round(float(bits[0]), 3), "comparisons": compared}
