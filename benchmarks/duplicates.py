"""Duplicates in a register whose doubles are known: how many are found, how fast, beside anchors.

The register comes from benchmarks.linkage, through the real import. The anchors are what offices
do without a model: equal numbers, and equal numbers or equal names with equal birth dates.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from benchmarks.linkage.__main__ import make
from benchmarks.linkage.evaluate import Judgement, judge
from benchmarks.measure import Measure, bounded, compared, percentile, seconds
from benchmarks.register import EMPTIED
from recipients.matching import entries
from verification.duplicates.checking import likely_doubles

SEED = 4_217
MILLION = 1_000_000
CHECKED = 200
# People, then least F1, precision and recall (TARGETS.md).
LARGE = 600_000
GOALS = {False: (0.96, 0.975, 0.945), True: (0.95, 0.975, 0.925)}
_BY_NUMBER = """
SELECT a.id, b.id FROM recipients_person a JOIN recipients_person b
ON b.nik_index = a.nik_index AND a.id < b.id
WHERE a.nik_status IN ('well_formed', 'warning')
"""
_BY_NAME = """
SELECT a.id, b.id FROM recipients_person a JOIN recipients_person b
ON lower(b.name) = lower(a.name) AND b.birth_date = a.birth_date AND a.id < b.id
"""
_SOURCES = """
SELECT f.source_id, s.source_id FROM ({pairs}) q (first, second)
JOIN recipients_person f ON f.id = q.first JOIN recipients_person s ON s.id = q.second
"""


def measures(size: int) -> list[Measure]:
    """Import `size` people, search, judge, and check single entries."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        people = make(folder, people=size, seed=SEED)
        _import(folder / "roster.csv")
        ours = _search(folder / "pairs.json")
        found = judge(folder / "truth.csv", ours.pop("found"))
        anchors = [_anchor(folder, _BY_NUMBER), _anchor(folder, f"{_BY_NUMBER} UNION {_BY_NAME}")]
    sys.stdout.write(f"  {ours}\n")
    return [
        *_quality(people, found, anchors),
        *_cost(people, ours),
        *_single(),
    ]


def _import(roster: Path) -> None:
    call_command("load_areas", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(EMPTIED)} RESTART IDENTITY CASCADE")
    run = [sys.executable, "-m", "benchmarks.import_run", str(roster)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    outcome = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.write(f"  imported in {outcome['seconds']:.1f} s\n")
    if outcome["state"] != "applied" or outcome["refused"]:
        raise RuntimeError(f"{outcome['state']}, {outcome['refused']} rows refused")


def _search(path: Path) -> dict[str, Any]:
    """Search in a process of its own; return its seconds and memory, and the pairs found."""
    run = [sys.executable, "-m", "benchmarks.duplicates_run", str(path)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    pairs = json.loads(path.read_text(encoding="utf-8"))["pairs"]
    return {**outcome, "found": [(pair["first"], pair["second"]) for pair in pairs]}


def _anchor(folder: Path, pairs: str) -> tuple[Judgement, float]:
    found: list[tuple[str, str]] = []
    took = seconds(lambda: found.extend(_sources(pairs)))
    return judge(folder / "truth.csv", found), took


def _sources(pairs: str) -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES.format(pairs=pairs))
        yield from cursor.fetchall()


def _quality(
    people: int, found: Judgement, anchors: list[tuple[Judgement, float]]
) -> list[Measure]:
    f1, precision, recall = GOALS[people > LARGE]
    by_number, by_name = (judged for judged, _took in anchors)
    name = f"duplicates among {people:,}"
    return [
        bounded(f"{name}, F1", found.f1, at_least=f1),
        bounded(f"{name}, precision", found.precision, at_least=precision),
        bounded(f"{name}, recall", found.recall, at_least=recall),
        compared(f"{name}, F1 beside equal NIK", found.f1, by_number.f1, at_least=1.5),
        compared(f"{name}, F1 beside NIK or name + birth", found.f1, by_name.f1, at_least=1.2),
    ]


def _cost(people: int, ours: dict[str, Any]) -> list[Measure]:
    # Below 200,000 the search's fixed cost would be counted again and again.
    scale = MILLION / max(people, 200_000)
    searched = ours["seconds"] - ours["phases"].get("traits", 0.0)
    return [
        bounded("duplicates, s a million, traits kept", searched * scale, at_most=60),
        bounded("duplicates, s a million, traits made too", ours["seconds"] * scale, at_most=240),
        bounded("duplicates, peak GiB, server included", ours["peak_mb"] / 1024, at_most=3),
    ]


def _single() -> list[Measure]:
    """Check entries one by one, as a form does before it saves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM recipients_person ORDER BY md5(id::text) LIMIT %s", [CHECKED]
        )
        ids = [row[0] for row in cursor.fetchall()]
    records = list(entries.records(ids))
    likely_doubles(records[:1])
    took = [seconds(lambda record=record: likely_doubles([record])) for record in records]  # type: ignore[misc]
    return [
        bounded("one entry checked, median ms", percentile(took, 0.5) * 1000, at_most=5),
        bounded("one entry checked, p95 ms", percentile(took, 0.95) * 1000, at_most=15),
    ]
