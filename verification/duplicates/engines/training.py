"""Learning a model without labels: u from strangers, m by Splink's expectation maximisation.

Across families, chance agreement (u) is sampled at random; inside them it is counted among pairs
that are certainly two people: for names those whose numbers both tell their own birth date, for all
else those whose names have nothing in common. m comes from several blocking rules, each of which
teaches what it does not itself demand. What a register never shows keeps the weight of the base
model, brought to the scale of the learnt ones.
"""

import logging
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from verification.duplicates.comparisons import NAME, ONE_FAMILY, Comparison
from verification.duplicates.engines import settings
from verification.duplicates.engines.base import ENTRIES, Engine
from verification.duplicates.spec import Half, Spec, one_family_sql

FAMILY_PAIRS = "family_pairs"
# An institution is no family.
LARGEST_FAMILY = 20
FEWEST = 5
MOST_BITS = 24.0
_STRANGERS = f"NOT coalesce({ONE_FAMILY}, false)"
_BORN = (
    "l.birth_year = r.birth_year AND l.birth_month = r.birth_month AND l.birth_day = r.birth_day"
)
_CERTAIN = f"({_BORN} AND (l.nik = r.nik OR l.name_full = r.name_full))"
# What such certain pairs miss of the true ones.
RECALL = 0.7
RULES = {
    "across": (
        f"l.nik = r.nik AND l.nik_count = 2 AND {_STRANGERS}",
        f"l.name_full = r.name_full AND l.mother_full = r.mother_full AND {_STRANGERS}",
        f"{_BORN} AND l.birth_place = r.birth_place AND l.kecamatan = r.kecamatan AND {_STRANGERS}",
    ),
    "within": (
        "l.kk = r.kk AND l.nik = r.nik AND l.nik_count = 2",
        "l.kk = r.kk AND l.name_full = r.name_full",
        f"l.kk = r.kk AND {_BORN}",
    ),
}  # fmt: skip
# Which pairs are certainly two people: to learn names from, and to learn all else from.
_BY_NUMBER = f"l.nik_fits = 2 AND r.nik_fits = 2 AND l.nik <> r.nik AND NOT ({_BORN})"
_PLACES = [str(place) for place in range(len(NAME.levels))]
_BY_NAME = f"{NAME.sql(_PLACES)} = {_PLACES[-1]}"

type Chances = dict[str, dict[str, float]]  # comparison, level


@dataclass
class Learnt:
    """A content for spec.load, and what it could not be learnt from."""

    content: dict[str, Any]
    unseen: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def learn(engine: Engine, base: Spec, *, max_pairs: float, seed: int) -> Learnt:
    """Learn both halves from the loaded entries, whether mothers are known or not.

    The threshold stays the base model's.
    """
    # It tells of every unseen level by a warning: those are told by name at the end.
    logging.getLogger("splink").setLevel(logging.ERROR)
    engine.table(FAMILY_PAIRS, _family_pairs_sql())
    learnt = Learnt({"threshold": base.threshold})
    for name, half in (("within", base.within), ("across", base.across)):
        trainer = _trainer(engine, name, half)
        if name == "across":
            trainer.training.estimate_u_using_random_sampling(max_pairs=max_pairs, seed=seed)
        learnt.skipped += [f"{name}: {rule}" for rule in RULES[name] if not _taught(trainer, rule)]
        model = trainer.misc.save_model_to_json()
        chances = dict(_chances(model))
        learnt.content[name] = _half(name, half, chances, _prior(engine, name), learnt.unseen)
    return learnt


def _taught(trainer: Any, rule: str) -> bool:
    """Learn m from the pairs of a rule; return False where it finds too few to learn from."""
    from splink.internals.exceptions import EMTrainingException

    # A session that fails leaves the linker without the comparisons that its rule demands.
    known = trainer._settings_obj.core_model_settings.copy()
    try:
        trainer.training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True
        )
    except (EMTrainingException, ValueError):  # no pair, or a chance of nought
        trainer._settings_obj.core_model_settings = known
        return False
    return True


def _family_pairs_sql() -> str:
    sides = " UNION ".join(
        f"SELECT l.person_id AS a, r.person_id AS b FROM {ENTRIES} l JOIN {ENTRIES} r"
        f" ON l.{column} = r.{column} AND l.person_id < r.person_id"
        f" JOIN (SELECT {column} FROM {ENTRIES} GROUP BY {column}"
        f" HAVING count(*) <= {LARGEST_FAMILY}) small ON small.{column} = l.{column}"
        for column in ("kk", "household")
    )
    return f"SELECT a, b FROM ({sides}) pairs"


def _trainer(engine: Engine, name: str, half: Half) -> Any:
    """Return a linker with nothing learnt yet but what inside families is counted at once."""
    from splink import Linker

    where = one_family_sql() if name == "within" else f"NOT {one_family_sql()}"
    described = settings.of(where, half, engine.dialect)
    for told, (comparison, _levels) in zip(described["comparisons"], half.comparisons, strict=True):
        counted = _counted(engine, comparison) if name == "within" else None
        for place, level in enumerate(told["comparison_levels"]):
            for learnt in ("m_probability", "u_probability", "tf_adjustment_column",
                           "tf_adjustment_weight", "disable_tf_exact_match_detection"):  # fmt: skip
                level.pop(learnt, None)
            if counted is not None:
                level["u_probability"] = counted[place]
                level["fix_u_probability"] = True
    return Linker(engine.registered(engine.api(), ENTRIES), described, log_level=None)


def _counted(engine: Engine, comparison: Comparison) -> list[float]:
    """Return the share of each level among pairs of one family that are certainly two people."""
    levels = comparison.sql([str(place) for place in range(len(comparison.levels))])
    certain = _BY_NUMBER if comparison.key in ("name", "letters") else _BY_NAME
    counts = {
        int(level): int(number)
        for level, number in engine.rows(
            f"SELECT {levels} AS level, count(*) FROM {FAMILY_PAIRS} p"
            f" JOIN {ENTRIES} l ON l.person_id = p.a JOIN {ENTRIES} r ON r.person_id = p.b"
            f" WHERE {certain} GROUP BY 1"
        )
    }
    # Half a pair for each level that was not seen: rare is not impossible.
    total = sum(counts.values()) + 0.5 * len(comparison.levels)
    return [(counts.get(place, 0) + 0.5) / total for place in range(len(comparison.levels))]


def _prior(engine: Engine, name: str) -> float:
    """Return in bits how likely any two entries are one person."""
    people = next(iter(engine.rows(f"SELECT count(*) FROM {ENTRIES}")))[0]
    joined = f"{ENTRIES} l JOIN {ENTRIES} r ON l.person_id < r.person_id AND {_BORN}"
    if name == "within":
        pairs = next(iter(engine.rows(f"SELECT count(*) FROM {FAMILY_PAIRS}")))[0]
        family = f"coalesce({ONE_FAMILY}, false)"
    else:
        pairs, family = people * (people - 1) / 2, _STRANGERS
    query = f"SELECT count(*) FROM {joined} WHERE {_CERTAIN} AND {family}"
    share = max(next(iter(engine.rows(query)))[0], 1) / RECALL / max(pairs, 1)
    return math.log2(share / (1 - share)) if share < 1 else 0.0


def _chances(model: Mapping[str, Any]) -> Iterator[tuple[str, Chances]]:
    for comparison in model["comparisons"]:
        yield (
            comparison["output_column_name"],
            {
                level["label_for_charts"]: {
                    side: level[f"{side}_probability"]
                    for side in "mu"
                    if isinstance(level.get(f"{side}_probability"), float)
                }
                for level in comparison["comparison_levels"]
            },
        )


def _half(
    name: str, base: Half, chances: Mapping[str, Chances], prior: float, unseen: list[str]
) -> dict[str, Any]:
    comparisons: dict[str, Any] = {}
    for comparison, weighed in base.comparisons:
        known = chances[comparison.key]
        learnt = {level.key: _bits(known.get(level.key, {})) for level, _weight in weighed}
        scale = _scale([(weight.bits, learnt[level.key]) for level, weight in weighed])
        told = comparisons[comparison.key] = {}
        for level, weight in weighed:
            bits = learnt[level.key]
            if bits is None:
                unseen.append(f"{name}: {comparison.key}, {level.key}")
                bits = scale[0] + scale[1] * weight.bits
            chance = known.get(level.key, {})
            told[level.key] = {
                "bits": round(bits, 4), "m": chance.get("m"), "u": chance.get("u"),
                "rarity": weight.rarity, "typical": weight.typical,
            }  # fmt: skip
    return {"prior": round(prior, 4), "comparisons": comparisons}


def _bits(chance: Mapping[str, float]) -> float | None:
    m, u = chance.get("m"), chance.get("u")
    if not m or not u:
        return None
    return max(-MOST_BITS, min(MOST_BITS, math.log2(m / u)))


def _scale(pairs: list[tuple[float, float | None]]) -> tuple[float, float]:
    """Return (a, b): a + b * base weight is nearest to the learnt ones, and b not below 0."""
    known = [(base, learnt) for base, learnt in pairs if learnt is not None]
    if len(known) < FEWEST:
        return 0.0, 1.0
    mean_base = sum(base for base, _ in known) / len(known)
    mean = sum(learnt for _, learnt in known) / len(known)
    spread = sum((base - mean_base) ** 2 for base, _ in known)
    if not spread:
        return mean - mean_base, 1.0
    slope = sum((base - mean_base) * (learnt - mean) for base, learnt in known) / spread
    slope = max(slope, 0.0)
    return mean - slope * mean_base, slope
