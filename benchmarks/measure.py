"""One measured thing and the table of all."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Measure:
    """`ratio` is ours over the anchor's; `target` says in words what `met` checks."""

    measure: str
    ours: float
    anchor: float | None
    ratio: float | None
    target: str
    met: bool


def compared(measure: str, ours: float, anchor: float, *, at_least: float = 0,
             at_most: float = float("inf")) -> Measure:  # fmt: skip
    """Return a measure whose target is a ratio within bounds."""
    ratio = ours / anchor
    target = f"≥ {at_least:g} ×" if at_least else f"≤ {at_most:g} ×"
    return Measure(measure, ours, anchor, ratio, target, at_least <= ratio <= at_most)


def bounded(measure: str, ours: float, *, at_least: float = float("-inf"),
            at_most: float = float("inf")) -> Measure:  # fmt: skip
    """Return a measure whose target is a bound of its own value."""
    target = f"≤ {at_most:g}" if at_least == float("-inf") else f"≥ {at_least:g}"
    return Measure(measure, ours, None, None, target, at_least <= ours <= at_most)


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_seconds(work: Callable[[], object], *, rounds: int = 5) -> float:
    """Return the median time of `rounds` runs."""
    return statistics.median(seconds(work) for _ in range(rounds))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(measures: Sequence[Measure]) -> None:
    """Print the table."""
    table = Table("measure", "ours", "anchor", "ratio", "target", "met")
    for item in measures:
        table.add_row(
            item.measure,
            f"{item.ours:,.4g}",
            "" if item.anchor is None else f"{item.anchor:,.4g}",
            "" if item.ratio is None else f"{item.ratio:.3f}",
            item.target,
            "yes" if item.met else "NO",
        )
    Console(width=140).print(table)


def write(measures: Sequence[Measure], path: Path) -> None:
    """Write the list of measures as JSON."""
    path.write_text(json.dumps([asdict(item) for item in measures], indent=1, ensure_ascii=False))
