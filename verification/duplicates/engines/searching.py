"""One search by an engine: traits go to a private folder, pairs come back as JSON."""

import math
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from verification.duplicates import exporting, results, spec, versions
from verification.duplicates.engines.base import opened
from verification.duplicates.engines.scoring import likely_pairs


@dataclass(frozen=True)
class Outcome:
    """What was written."""

    people: int
    pairs: int


def search(
    engine: str, path: Path, *, master: str = "", folder: Path | None = None,
    threshold: float | None = None,
) -> Outcome:  # fmt: skip
    """Write the pairs that the model in use finds with an engine to `path`.

    `folder` is where the private folder of traits is made and removed; the workers of a Spark
    cluster must see it under the same name. Raises MissingPackagesError.
    """
    with (
        # Mode 700, whatever the umask.
        TemporaryDirectory(prefix="jps-duplicates-", dir=folder) as private,
        closing(opened(engine, Path(private), master=master)) as server,
    ):
        traits = Path(private) / "traits.csv"
        people = exporting.export(traits)
        model = versions.active_model()
        loaded = spec.load(model.content)
        server.load(traits)
        least = loaded.threshold if threshold is None else threshold
        found = likely_pairs(server, loaded, threshold_bits=math.log2(least / (1 - least)))
        written = results.write(
            path, model=model.version, threshold=least, people=people, pairs=_as_pairs(found)
        )
    return Outcome(people, written)


def _as_pairs(found: Iterator[tuple[int, int, float, float]]) -> Iterator[results.Pair]:
    return ((first, second, weight) for first, second, weight, _probability in found)
