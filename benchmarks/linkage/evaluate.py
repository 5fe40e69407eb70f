"""Judge found pairs: `python -m benchmarks.linkage.evaluate truth.csv pairs.json`."""

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

type Pair = tuple[str, str]


@dataclass(frozen=True)
class Judgement:
    """Precision, recall and F1 over pairs; recall per fault, placement and number of faults."""

    true: int
    found: int
    right: int
    recalls: dict[str, tuple[int, int]] = field(default_factory=dict)
    false_alarms: dict[str, int] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        total = self.found + self.true
        return 2 * self.right / total if total else 0.0


def _pairs_of(path: Path, threshold: float) -> set[Pair]:
    """Read the file that `manage.py find_duplicates --json` writes."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return {
        _ordered(pair["first"], pair["second"])
        for pair in content["pairs"]
        if pair["probability"] >= threshold
    }


def _ordered(first: str, second: str) -> Pair:
    return (first, second) if first < second else (second, first)


def judge(truth: Path, found: Iterable[Pair]) -> Judgement:
    """Compare pairs of source person ids with the truth that was written beside the roster."""
    pairs = {_ordered(*pair) for pair in found}
    hits: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    true: set[Pair] = set()
    with truth.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pair = _ordered(row["first"], row["second"])
            true.add(pair)
            labels = _labels(row["placement"], row["faults"].split())
            totals.update(labels)
            if pair in pairs:
                hits.update(labels)
    recalls = {label: (hits[label], totals[label]) for label in sorted(totals)}
    alarms = _false_alarms(truth.with_name("planted.csv"), pairs - true)
    return Judgement(len(true), len(pairs), len(true & pairs), recalls, alarms)


def _labels(placement: str, faults: list[str]) -> list[str]:
    return [f"placed {placement}", f"{len(faults)} faults", *faults]


def _false_alarms(planted: Path, wrong: set[Pair]) -> dict[str, int]:
    kinds: Counter[str] = Counter()
    left = len(wrong)
    if planted.exists():
        with planted.open(encoding="utf-8", newline="") as file:
            kinds.update(
                row["kind"] for row in csv.DictReader(file)
                if _ordered(row["first"], row["second"]) in wrong
            )  # fmt: skip
    kinds["not planted"] = left - kinds.total()
    return dict(kinds)


def told(judgement: Judgement) -> str:
    """Return the judgement as lines for people."""
    lines = [
        f"true {judgement.true}, found {judgement.found}, right {judgement.right}",
        f"precision {judgement.precision:.4f} recall {judgement.recall:.4f} F1 {judgement.f1:.4f}",
    ]
    lines += [
        f"  {label:22} {right:6} of {total:6}  {right / total:.3f}"
        for label, (right, total) in judgement.recalls.items()
    ]
    lines += [f"  false: {kind:15} {number}" for kind, number in judgement.false_alarms.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read both files and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linkage.evaluate")
    parser.add_argument("truth", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--threshold", type=float, default=0.0, help="leave out less likely pairs")
    options = parser.parse_args()
    sys.stdout.write(told(judge(options.truth, _pairs_of(options.pairs, options.threshold))))


if __name__ == "__main__":
    main()
