"""Figures kept per kelurahan: only those of a kelurahan where something changed are computed anew.

A source that can compute some kelurahan alone (`FigureSource.within`) has triggers on its tables
that note in ChangedArea, in the transaction of every change, whose figures it touches. So at any
moment a kelurahan of which no note is to be seen has figures that are exactly right, and reading
those of all others from their tables *in the same statement* gives what counting everybody in
that statement would give. `refresh` brings what is kept up to date; nothing waits for it.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from kelurahan.models import KeptFigures
from kelurahan.registry import registry

EVERYWHERE = ""
# How often the changed areas are looked up again before everybody is counted.
TRIES = 3
CODE = re.compile(r"[0-9.]{13}")

type Figure = tuple[str, str, int, int]
type Row = tuple[str, str, str, int, int]

# Whose kept figures do not count; any area computed by other SQL means all of them.
CHANGED = """
SELECT code FROM kelurahan_changedarea
UNION SELECT '' FROM kelurahan_keptfigures WHERE version <> '{version}'
"""
# Rows of kelurahan, added up to kecamatan and city by the code's beginning.
ROLL_UP = """
SELECT left(code, digits) AS area, indicator, programme, stage, sum(value)::bigint
FROM ({sources}) AS figure (code, indicator, programme, stage, value)
CROSS JOIN (VALUES (5), (8), (13)) AS level (digits)
WHERE length(code) >= digits
GROUP BY 1, 2, 3, 4
"""
KEPT = """
SELECT kept.code, figure.* FROM kelurahan_keptfigures kept
CROSS JOIN LATERAL unnest(kept.indicators, kept.programmes, kept.stages, kept.values) AS figure
WHERE kept.code <> ALL ({codes})
"""
# Notes of which the statement did not know, as rows that no figure looks like.
UNKNOWN = """
SELECT changed.code, '', '', 0, 0 FROM ({changed}) AS changed (code)
WHERE changed.code <> ALL ({codes})
"""
WORKED_OFF = """
DELETE FROM kelurahan_changedarea
WHERE (noted_by, code) IN (SELECT * FROM unnest(%s::uuid[], %s::text[]))
"""


def added_up() -> list[Row]:
    """Return (area, indicator, programme, stage, value) of every area, of one moment.

    What is known of a city or kecamatan only counts there and above.
    """
    if not registry.sources:
        return []
    for _ in range(TRIES):
        codes = _changed()
        if EVERYWHERE in codes:
            break
        rows = _rows(_beside_kept(codes))
        if all(indicator for _, indicator, *_ in rows):
            return rows
    return everybody()


def everybody() -> list[Row]:
    """Return the same without anything that is kept."""
    return _rows(ROLL_UP.format(sources=_union(s.sql for s in registry.sources.values())))


@transaction.atomic
def refresh() -> int:
    """Compute anew what has changed; return how many notes of changes were worked off.

    A note of a change that is committed meanwhile stays for the next time.
    """
    if not _version():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE kelurahan_keptfigures IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT noted_by, code FROM kelurahan_changedarea")
        notes = cursor.fetchall()
        if codes := sorted({code for _, code in notes}.union(_changed())):
            _compute(codes)
        columns = [list(column) for column in zip(*notes, strict=True)] or [[], []]
        cursor.execute(WORKED_OFF, columns)
    return len(notes)


@transaction.atomic
def count_anew() -> list[str]:
    """Compute everything anew; return the codes whose kept figures were wrong though not noted."""
    refresh()
    before = _kept()
    note_everywhere()
    refresh()
    after = _kept()
    return sorted(c for c in {*before, *after} if before.get(c) != after.get(c))


def note_everywhere() -> None:
    """Let everything be computed anew, as after a change that no trigger can note."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kelurahan_note_changed(%s)", [[EVERYWHERE]])


def _changed() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(CHANGED.format(version=_version()))
        return [code for (code,) in cursor.fetchall()]


def _beside_kept(codes: list[str]) -> str:
    """Return SQL that computes `codes`, takes the others as kept, and tells what it overlooked."""
    array = _array(codes)
    parts = [KEPT.format(codes=array), *(s.sql for s in registry.sources.values() if not s.within)]
    if codes:
        parts += [s.within(array) for s in registry.sources.values() if s.within]
    unknown = UNKNOWN.format(changed=CHANGED.format(version=_version()), codes=array)
    return f"{ROLL_UP.format(sources=_union(parts))} UNION ALL {unknown}"


def _compute(codes: list[str]) -> None:
    sources = [(source.sql, source.within) for source in registry.sources.values()]
    old, array = KeptFigures.objects.all(), _array(codes)
    if EVERYWHERE in codes:
        parts = [sql for sql, within in sources if within]
    else:
        old = old.filter(pk__in=codes)
        parts = [within(array) for _, within in sources if within]
    found = _by_code(_rows(_union(parts)))
    old.delete()
    version = _version()
    KeptFigures.objects.bulk_create(
        _kept_figures(code, version, rows) for code, rows in found.items()
    )


def _kept_figures(code: str, version: str, rows: Sequence[Figure]) -> KeptFigures:
    indicators, programmes, stages, values = zip(*rows, strict=True)
    return KeptFigures(
        code=code, version=version, indicators=list(indicators), programmes=list(programmes),
        stages=list(stages), values=list(values),
    )  # fmt: skip


def _by_code(rows: Iterable[Row]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1:])
    return found


def _kept() -> dict[str, set[Figure]]:
    rows = _by_code(_rows(KEPT.format(codes=_array([]))))
    return {code: set(figures) for code, figures in rows.items()}


def _rows(sql: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows: list[Row] = cursor.fetchall()
    return rows


def _union(parts: Iterable[str]) -> str:
    return " UNION ALL ".join(f"({part})" for part in parts)


def _version() -> str:
    """Return what the SQL of all sources that keep figures hashes to; empty where none does."""
    kept = [source.sql for source in registry.sources.values() if source.within]
    return hashlib.sha256("\n".join(kept).encode()).hexdigest() if kept else ""


def _array(codes: list[str]) -> str:
    """Return a SQL array of area codes: digits and dots, so that nothing needs quoting."""
    if wrong := [code for code in codes if code and not CODE.fullmatch(code)]:
        raise ValueError(f"no codes of kelurahan: {wrong}")
    return "ARRAY[" + ", ".join(f"'{code}'" for code in codes) + "]::text[]"
