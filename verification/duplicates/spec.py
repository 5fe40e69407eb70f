"""The model as data: weights in bits for each level of each comparison, applied as one SQL term.

A pair's weight is the prior plus the weights of its levels, plus the rarity of what agrees. Content
(DuplicateModel.content, shipped.json) is JSON: `{"threshold": 0.9, "within": HALF, "across": HALF}`
with HALF `{"prior": bits, "comparisons": {comparison: {level: LEVEL}}}` and LEVEL `{"bits": …,
"m": …, "u": …, "rarity": factor, "typical": bits}`; m and u (chance of the level in entries of one
person, of two) may be null where weights were not learnt from them. `"within_no_mother"` and
`"across_no_mother"` may stand beside them, for the pairs of which a mother's name is missing. The
conditions stand in verification.duplicates.comparisons: a content that does not fit is refused.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verification.duplicates import comparisons
from verification.duplicates.comparisons import MOTHER, NO_MOTHER, ONE_FAMILY, Comparison, Level

SHIPPED = Path(__file__).with_name("shipped.json")
_SIDE = re.compile(r"\b([lr])\.")
_TENTHS = 10
# Weights are added as integers of these parts of a bit: fast, and the same sum in every engine.
_UNITS = 100_000
_CERTAIN = 1_000.0  # bits beyond which a probability is 0 or 1


class SpecError(ValueError):
    """A stored model does not fit the comparisons of this version of the portal."""


@dataclass(frozen=True)
class Weight:
    """What a level says: bits for one person, and how a rare value adds to them."""

    bits: float
    m: float | None = None
    u: float | None = None
    rarity: float = 0.0
    typical: float = 0.0


type Weighed = tuple[tuple[Comparison, tuple[tuple[Level, Weight], ...]], ...]


@dataclass(frozen=True)
class Half:
    """The model of the pairs inside one family, or of those across families."""

    prior: float
    comparisons: Weighed


@dataclass(frozen=True)
class Spec:
    """A model ready to be applied; `threshold` is a probability."""

    threshold: float
    within: Half
    across: Half
    within_no_mother: Half | None = None
    across_no_mother: Half | None = None

    @property
    def threshold_bits(self) -> float:
        """The weight that a pair needs."""
        return math.log2(self.threshold / (1 - self.threshold))

    def weight_sql(self, left: str = "l", right: str = "r") -> str:
        """Return the SQL expression of a pair's weight in bits."""
        return _sides(f"({self._chosen(_sum_sql)}) * {1 / _UNITS:.5f}e0", left, right)

    def levels_sql(self, left: str = "l", right: str = "r") -> str:
        """Return the SQL expression of a pair's levels, which `evidence` reads."""
        return _sides(self._chosen(_levels_sql), left, right)

    def prefilter_sql(self, left: str = "l", right: str = "r") -> str:
        """Return a cheap SQL condition that is true for every pair that can pass the threshold."""
        return _sides(comparisons.PREFILTER, left, right)

    def evidence(self, levels: str, *, is_one_family: bool) -> list[list[Any]]:
        """Return [comparison, level, bits] for each comparison of a pair's `levels_sql`."""
        texts = levels.split(",")
        half = self._half_of(texts, is_one_family=is_one_family)
        told = [("prior", "", half.prior)]
        for (comparison, weighed), text in zip(half.comparisons, texts, strict=True):
            number, _, rarity = text.partition("r")
            level, weight = weighed[int(number)]
            told.append((comparison.key, level.key, _bits(weight, int(rarity) if rarity else None)))
        return [[comparison, level, round(bits, 2)] for comparison, level, bits in told]

    def halves(self) -> Iterator[tuple[str, Half]]:
        """Yield each half with the condition, never NULL, of the pairs that it weighs."""
        for family, half, motherless in (
            (one_family_sql(), self.within, self.within_no_mother),
            (f"NOT {one_family_sql()}", self.across, self.across_no_mother),
        ):
            if motherless is None:
                yield family, half
            else:
                yield f"{family} AND NOT {NO_MOTHER}", half
                yield f"{family} AND {NO_MOTHER}", motherless

    def _chosen(self, sql: Callable[[Half], str]) -> str:
        """Return the SQL that chooses what `sql` makes of the half that weighs the pair."""
        *cases, (_, last) = self.halves()
        when = "".join(f" WHEN {where} THEN {sql(half)}" for where, half in cases)
        return f"CASE{when} ELSE {sql(last)} END"

    def _half_of(self, texts: Sequence[str], *, is_one_family: bool) -> Half:
        half, motherless = (
            (self.within, self.within_no_mother)
            if is_one_family
            else (self.across, self.across_no_mother)
        )
        mother = [comparison.key for comparison, _ in half.comparisons].index(MOTHER.key)
        # Its first level is NO_MOTHER.
        return motherless if motherless is not None and texts[mother] == "0" else half


def one_family_sql(left: str = "l", right: str = "r") -> str:
    """Return the SQL condition by which a pair belongs to the half "within"."""
    return f"coalesce({_sides(ONE_FAMILY, left, right)}, false)"


def probability(bits: float) -> float:
    """Return the probability that a weight in bits means."""
    return 1 / (1 + 2 ** -min(max(bits, -_CERTAIN), _CERTAIN)) if bits > -_CERTAIN else 0.0


def _bits(weight: Weight, tenths: int | None) -> float:
    if not weight.rarity or tenths is None:
        return weight.bits
    return weight.bits + weight.rarity * (tenths / _TENTHS - weight.typical)


def _sides(sql: str, left: str, right: str) -> str:
    return _SIDE.sub(lambda match: f"{left if match[1] == 'l' else right}.", sql)


def _rarity_sql(level: Level) -> str:
    # The commoner of the two, whichever side it stands on.
    return f"least(l.{level.rarity}, r.{level.rarity})"


def _weight_sql(level: Level, weight: Weight) -> str:
    if not (weight.rarity and level.rarity):
        return str(round(_UNITS * weight.bits))
    fixed = round(_UNITS * (weight.bits - weight.rarity * weight.typical))
    typical = round(weight.typical * _TENTHS)
    rarity = f"coalesce(l.{level.rarity}, r.{level.rarity}, {typical})"
    return f"({fixed} + {round(_UNITS * weight.rarity / _TENTHS)} * {rarity})"


def _sum_sql(half: Half) -> str:
    terms = [
        comparison.sql([_weight_sql(level, weight) for level, weight in weighed])
        for comparison, weighed in half.comparisons
    ]
    return " + ".join([f"({round(_UNITS * half.prior)})", *terms])


def _level_sql(place: int, level: Level, weight: Weight) -> str:
    if not (weight.rarity and level.rarity):
        return f"'{place}'"
    return f"'{place}' || coalesce('r' || CAST({_rarity_sql(level)} AS varchar(9)), '')"


def _levels_sql(half: Half) -> str:
    terms = [
        comparison.sql([_level_sql(place, *level) for place, level in enumerate(weighed)])
        for comparison, weighed in half.comparisons
    ]
    return "(" + " || ',' || ".join(terms) + ")"


def _weight(values: Mapping[str, Any]) -> Weight:
    return Weight(
        _finite(values["bits"]), values.get("m"), values.get("u"),
        _finite(values.get("rarity", 0)), _finite(values.get("typical", 0)),
    )  # fmt: skip


def _finite(value: Any) -> float:
    # What is stored becomes SQL: nothing but a number may pass, nor one that is not finite.
    number = float(value)
    if not math.isfinite(number):
        raise SpecError("a weight of the stored model is not finite")
    return number


def _half(name: str, content: Mapping[str, Any]) -> Half:
    stored = content["comparisons"]
    expected = {
        comparison.key: {level.key for level in comparison.levels}
        for comparison in comparisons.HALVES[name]
    }
    if {key: set(levels) for key, levels in stored.items()} != expected:
        raise SpecError(f"the comparisons of {name!r} are not those of this portal: train anew")
    return Half(
        _finite(content["prior"]),
        tuple(
            (
                comparison,
                tuple((level, _weight(stored[comparison.key][level.key]))
                      for level in comparison.levels),
            )
            for comparison in comparisons.HALVES[name]
        ),
    )  # fmt: skip


def _motherless(name: str, content: Mapping[str, Any]) -> Half | None:
    half = content.get(f"{name}_no_mother")
    return None if half is None else _half(name, half)


def load(content: Mapping[str, Any]) -> Spec:
    """Read a stored model; raise SpecError when it does not fit this version of the portal."""
    try:
        threshold = float(content["threshold"])
        found = Spec(
            threshold, _half("within", content["within"]), _half("across", content["across"]),
            *(_motherless(name, content) for name in ("within", "across")),
        )  # fmt: skip
    except SpecError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SpecError(f"the stored model cannot be read: {error}") from error
    if not 0 < threshold < 1:
        raise SpecError("the stored model's threshold is no probability between 0 and 1")
    return found


def shipped() -> dict[str, Any]:
    """Return the content of the model that comes with the portal."""
    content: dict[str, Any] = json.loads(SHIPPED.read_text())
    return content
