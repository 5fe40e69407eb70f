"""All pairs of a register that a stored model takes for one person, by an engine."""

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

from verification.duplicates.engines import settings
from verification.duplicates.engines.base import ENTRIES, Engine
from verification.duplicates.spec import Half, Spec, probability


class Found(NamedTuple):
    """A likely pair, smaller person id first; weight in bits."""

    first: int
    second: int
    weight: float
    probability: float


def likely_pairs(engine: Engine, spec: Spec, *, threshold_bits: float) -> Iterator[Found]:
    """Yield the pairs of the loaded entries that weigh enough, half by half."""
    for where, half in spec.halves():
        predicted = linker(engine, where, half).inference.predict(warning_mode="never")
        yield from _found(engine, predicted.physical_name, threshold_bits)


def linker(engine: Engine, where: str, half: Half) -> Any:
    """Return a Splink linker of one half over the loaded entries, its rarities registered."""
    from splink import Linker

    # It warns of comparisons without a null level: ours say what is unknown as a level of its own.
    logging.getLogger("splink").setLevel(logging.ERROR)
    api = engine.api()
    found = Linker(
        engine.registered(api, ENTRIES), settings.of(where, half, engine.dialect), log_level=None
    )
    for column in settings.rarity_columns(half):
        engine.table(f"lookup_{column}", settings.frequencies_sql(column))
        lookup = engine.registered(api, f"lookup_{column}")
        found.table_management.register_term_frequency_lookup(lookup, column)
    return found


def _found(engine: Engine, table: str, threshold_bits: float) -> Iterator[Found]:
    # Not Splink's own threshold: Spark would push it below the sum of all levels and plan forever.
    sided = engine.rows(
        "SELECT least(person_id_l, person_id_r), greatest(person_id_l, person_id_r), match_weight"
        f" FROM {table} WHERE match_weight >= {threshold_bits:.12e}"
    )
    for first, second, weight in sided:
        yield Found(int(first), int(second), float(weight), probability(float(weight)))
