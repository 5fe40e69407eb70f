"""Fit weights: `python -m benchmarks.linkage_fit make --seed 1 --out DIR`, then `fit DIR… --out`.

Needs requirements/linkage.txt (DuckDB, numpy). `judge DIR… --model` says how a model does.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from benchmarks.linkage_fit.levels import Judged
    from verification.duplicates.spec import Spec

# Half a bit: F1 is best about here, with and without mothers' names, and precision at 200,000 .975.
THRESHOLD = 0.5858


def _judged(folder: Path) -> "Judged":
    from benchmarks.linkage_fit.levels import judged
    from benchmarks.linkage_fit.reading import write_traits

    with TemporaryDirectory() as private:
        write_traits(folder, Path(private))
        return judged(Path(private))


def _fit(folders: list[Path], out: Path) -> None:
    from benchmarks.linkage_fit import logistic
    from verification.duplicates.comparisons import HALVES

    registers = [_judged(folder) for folder in folders]
    model: dict[str, Any] = {"threshold": THRESHOLD}
    for name in registers[0].halves:
        design = logistic.Design(HALVES[name.removesuffix("_no_mother")])
        weights = logistic.fit(design, [one.halves[name] for one in registers], seed=1)
        model[name] = logistic.content(design, weights)
    out.write_text(json.dumps(model, indent=1))


def _judge(folders: list[Path], model: Path) -> None:
    from verification.duplicates import spec

    loaded = spec.load(json.loads(model.read_text()))
    for folder in folders:
        precision, recall, f1 = _figures(_judged(folder), loaded)
        sys.stdout.write(f"{folder.name}: P {precision:.4f} R {recall:.4f} F1 {f1:.4f}\n")


def _figures(judged: "Judged", model: "Spec") -> tuple[float, float, float]:
    found = right = 0
    for name, half in judged.halves.items():
        stored = getattr(model, name) or getattr(model, name.removesuffix("_no_mother"))
        bits = stored.prior + sum(
            _bits([weight for _, weight in levels], half.levels[:, place], half.rarities[:, place])
            for place, (_, levels) in enumerate(stored.comparisons)
        )
        passed = bits >= model.threshold_bits
        found, right = found + int(passed.sum()), right + int(half.same[passed].sum())
    return right / max(found, 1), right / judged.true, 2 * right / (found + judged.true)


def _bits(weights: list[Any], levels: Any, rarities: Any) -> Any:
    import numpy as np

    fixed, factor, typical = (
        np.array([getattr(weight, name) for weight in weights])[levels]
        for name in ("bits", "rarity", "typical")
    )
    return fixed + factor * np.where(np.isnan(rarities), 0, rarities - typical)


def main() -> None:
    """Parse the command line and do it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linkage_fit", description=__doc__)
    parser.add_argument("what", choices=("make", "fit", "judge"))
    parser.add_argument("folders", type=Path, nargs="*", help="registers of benchmarks.linkage")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=40_000)
    parser.add_argument("--out", type=Path, help="a folder to make, or a model to write")
    parser.add_argument("--model", type=Path, help="a model to judge")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jps_portal.settings")
    django.setup()
    if given.what == "make":
        from benchmarks.linkage_fit import varied

        varied.make(given.out, people=given.people, seed=given.seed)
    elif given.what == "fit":
        _fit(given.folders, given.out)
    else:
        _judge(given.folders, given.model)


if __name__ == "__main__":
    main()
