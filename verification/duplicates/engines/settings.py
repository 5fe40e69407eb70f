"""The stored model as Splink's settings: the same levels, and weights that sum to the same bits.

Splink adds log2(m / u) for a level and w * (log2(u) - log2(tf)) for the frequency of a value. A
level of ours adds its bits and w * (rarity - typical); so u is 2^-typical, m is 2^(bits - typical),
and the "frequency" of a rarity of n tenths of a bit is 2^-(n / 10). A "column" for frequencies is
our rarity column, whose frequencies are registered beforehand.
"""

import re
from typing import Any

from verification.duplicates import comparisons
from verification.duplicates.comparisons import Comparison, Grid, Level
from verification.duplicates.spec import Half, Weight

ID = "person_id"
TENTHS = 10
# Rarer than one in a hundred thousand million does not occur.
RAREST = 400
_SIDE = re.compile(r"\b([lr])\.(\w+)")


def on_columns(condition: str) -> str:
    """Return a condition over l. and r. as Splink's comparison levels name columns."""
    return _SIDE.sub(r"\2_\1", condition)


def blocking(where: str) -> dict[str, Any]:
    """Return the rule that pairs the entries that share a key, where a condition holds."""
    return {
        "blocking_rule": f"l.keys = r.keys AND {where} AND {comparisons.PREFILTER}",
        "arrays_to_explode": ["keys"],
    }


def rarity_columns(half: Half) -> list[str]:
    """Return the columns whose values are tenths of bits of rarity."""
    return sorted(
        {
            level.rarity
            for _comparison, levels in half.comparisons
            for level, weight in levels
            if level.rarity and weight.rarity
        }
    )


def of(where: str, half: Half, dialect: str) -> dict[str, Any]:
    """Return the settings for an engine of one half, which weighs the pairs of a condition."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": ID,
        "sql_dialect": dialect,
        "probability_two_random_records_match": 1 / (1 + 2**-half.prior),
        "blocking_rules_to_generate_predictions": [{**blocking(where), "sql_dialect": dialect}],
        "comparisons": [_comparison(comparison, levels) for comparison, levels in half.comparisons],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }


def conditions(comparison: Comparison) -> list[str]:
    """Return a condition for each level but the last, to be tried in this order."""
    levels: list[str]
    if isinstance(comparison, Grid):
        levels = [
            " AND ".join(f"({each.condition})" for each in (row, column) if each.condition)
            for row in comparison.rows
            for column in comparison.columns
        ]
    elif measure := getattr(comparison, "measure", ""):
        levels = [f"{measure} = {place}e0" for place in range(len(comparison.levels))]
    else:
        levels = [level.condition for level in comparison.levels]
    return [on_columns(condition) for condition in levels[:-1]]


def _comparison(comparison: Comparison, levels: tuple[tuple[Level, Weight], ...]) -> dict[str, Any]:
    tried = [*conditions(comparison), "ELSE"]
    return {
        "output_column_name": comparison.key,
        "comparison_levels": [
            _level(level, weight, condition)
            for (level, weight), condition in zip(levels, tried, strict=True)
        ],
    }


def _level(level: Level, weight: Weight, condition: str) -> dict[str, Any]:
    """Return a level with m and u that give its weight, rounded as the SQL of the spec is."""
    found: dict[str, Any] = {"sql_condition": condition, "label_for_charts": level.key}
    if not (level.rarity and weight.rarity):
        return {**found, "m_probability": 2 ** round(weight.bits, 4), "u_probability": 1.0}
    factor = round(weight.rarity / TENTHS, 5)
    typical = round(weight.typical * TENTHS)
    bits = round(weight.bits - weight.rarity * weight.typical, 4) + factor * typical
    return {
        **found,
        "m_probability": 2 ** (bits - typical / TENTHS),
        "u_probability": 2 ** -(typical / TENTHS),
        "tf_adjustment_column": level.rarity,
        "tf_adjustment_weight": factor * TENTHS,
        "disable_tf_exact_match_detection": True,
    }


def frequencies_sql(column: str) -> str:
    """Return the query of the lookup from a rarity to the frequency that it stands for."""
    rows = ", ".join(f"({tenths}, {2 ** -(tenths / TENTHS):.17e})" for tenths in range(RAREST))
    return f"SELECT * FROM (VALUES {rows}) AS lookup({column}, tf_{column})"
