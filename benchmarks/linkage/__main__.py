"""Write a synthetic register: `python -m benchmarks.linkage --people N --seed S --out DIR`."""

import argparse
import csv
import sys
from pathlib import Path

from benchmarks.linkage.faults import PRESETS
from benchmarks.linkage.register import Register
from benchmarks.linkage.writing import write

VILLAGES = Path(__file__).resolve().parents[2] / "fixtures" / "areas" / "villages.csv"
CITY = "32.73."


def kelurahan() -> list[str]:
    """Return the codes of Kota Bandung's kelurahan."""
    with VILLAGES.open(encoding="utf-8", newline="") as file:
        codes = (row["code"] for row in csv.DictReader(file))
        return sorted(code for code in codes if code.startswith(CITY))


def make(folder: Path, *, people: int, seed: int, preset: str = "usual") -> int:
    """Write roster.csv, truth.csv and planted.csv to a folder; return the number of entries."""
    faults = PRESETS[preset]
    families = Register(people=people, seed=seed, faults=faults, areas=kelurahan())
    return write(families, folder, faults.columns_left_out)


def main() -> None:
    """Parse the command line and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linkage", description=__doc__)
    parser.add_argument("--people", type=int, default=200_000, help="entries, about")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--preset", choices=sorted(PRESETS), default="usual")
    parser.add_argument("--out", type=Path, required=True, help="a folder; files are overwritten")
    options = parser.parse_args()
    entries = make(options.out, people=options.people, seed=options.seed, preset=options.preset)
    sys.stdout.write(f"{entries} entries in {options.out}\n")


if __name__ == "__main__":
    main()
