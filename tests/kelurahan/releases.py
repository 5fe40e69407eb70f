"""Releases of made-up figures, for the tests of open data."""

from kelurahan import kept, publishing
from kelurahan.opendata import api, tables
from kelurahan.registry import FigureSource, Indicator, Outcome, Registry
from tests.factories import area

DUE = Indicator("due", "due", "families")
RECEIVED = Indicator("received", "received", "families")
FAILED = Indicator("failed", "failed", "families")
DECEASED = Indicator("failed_deceased", "deceased", "families", sensitive=True, part_of="failed")
DUPLICATE = Indicator("failed_duplicate", "twice", "families", sensitive=True, part_of="failed")
MOVED = Indicator("failed_moved", "moved", "families", part_of="failed")
PAID = Indicator("paid", "paid", "payments", by_stage=True)
KELURAHAN = ["32.73.01.1001", "32.73.01.1002", "32.73.02.1001", "32.73.02.1002"]
KEY = "uji:" + "A" * 43 + "="
OTHER_KEY = "lain:" + "B" * 42 + "A="


def registry_of(*rows):
    """A registry whose one source gives rows (area, indicator, programme, stage, value)."""
    lines = ", ".join(f"('{a}', '{i}', '{p}', {s}, {v}::bigint)" for a, i, p, s, v in rows)
    sql = f"SELECT * FROM (VALUES {lines}) AS row (a, i, p, s, v)"
    outcome = Outcome("all", "All", DUE, (RECEIVED, FAILED), (DECEASED, DUPLICATE, MOVED))
    registry = Registry()
    registry.add(FigureSource("test", sql, (outcome,), counts=(PAID,)))
    return registry


def published(monkeypatch, *rows, note="", force=False):
    """Publish these rows as the whole of what the portal counts."""
    for code in KELURAHAN:
        area(code)
    registry = registry_of(*rows)
    for module in (publishing, kept, tables, api):
        monkeypatch.setattr(module, "registry", registry)
    return publishing.publish(note=note, force=force)


def some_rows(due=5):
    """Rows with a suppressed count, a programme and a stage."""
    return (
        (KELURAHAN[0], "due", "", 0, due),
        *((code, "failed", "", 0, 53 if code == KELURAHAN[0] else 70) for code in KELURAHAN),
        *((code, "failed_deceased", "", 0, 3 if code == KELURAHAN[0] else 20) for code in KELURAHAN),
        *((code, "failed_duplicate", "", 0, 30) for code in KELURAHAN),
        *((code, "failed_moved", "", 0, 20) for code in KELURAHAN),
        (KELURAHAN[1], "paid", "bst", 2, 7),
    )  # fmt: skip
