"""The files of each Release: written once from its figures, kept on disk, plain and compressed.

A folder per Release under DATA_DIR/opendata appears whole or not at all, so that several processes
may write at once. Folders not read for long make room (KEPT). Nothing is lost with them: all
files but signatures follow from the database.
"""

import gzip
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings

from kelurahan.models import Release
from kelurahan.opendata.changes import COLUMNS as CHANGE_COLUMNS
from kelurahan.opendata.changes import changes
from kelurahan.opendata.licences import licence
from kelurahan.opendata.package import Written, data_package
from kelurahan.opendata.tables import csv_text
from kelurahan.publishing import Rows, canonical_rows, stored_rows
from kelurahan.sealing import frozen_files, stored_seal

CSV, TEXT, JSON = (
    "text/csv; charset=utf-8; header=present",
    "text/plain; charset=utf-8",
    "application/json",
)
TYPES = {
    "figures.csv": CSV,
    "figures.json": JSON,
    "changes.csv": CSV,
    "areas.csv": CSV,
    "indicators.csv": CSV,
    "programmes.csv": CSV,
    "canonical.txt": TEXT,
    "digests.txt": TEXT,
    "seal.txt": TEXT,
    "datapackage.json": JSON,
    "SHA256SUMS": TEXT,
}
FORMAT = 1  # raise it when a file comes to look otherwise
KEPT = 40
SMALLEST_TO_COMPRESS = 200
FIGURE_COLUMNS = ("release", "area", "indicator", "programme", "stage", "value", "suppressed")


def folder(release: Release) -> Path:
    """Return the folder with all files of a Release, writing it where it is missing."""
    state = hashlib.sha256(f"{FORMAT} {licence().name} {release.sha256}".encode()).hexdigest()
    path = root() / f"{release.number}-{state[:20]}"
    try:
        if time.time() - path.stat().st_mtime > 3600:
            os.utime(path)
    except FileNotFoundError:
        _write(release, path)
        make_room()
    return path


def write_newest() -> None:
    """Write the files of the newest Release where they are missing, before anybody asks."""
    if release := Release.objects.newest():
        folder(release)


def root() -> Path:
    """Return where the folders stand."""
    return Path(settings.DATA_DIR) / "opendata"


def make_room(kept: int = KEPT) -> None:
    """Remove the folders that were not read for the longest time."""
    folders = [path for path in root().iterdir() if not path.name.startswith(".")]
    for path in sorted(folders, key=_last_read, reverse=True)[kept:]:
        shutil.rmtree(path, ignore_errors=True)


def _last_read(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process removed it
        return 0


def _write(release: Release, path: Path) -> None:
    root().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root(), prefix=".new-", ignore_cleanup_errors=True) as new:
        ready = Path(new) / "ready"
        ready.mkdir()
        _write_all(release, ready)
        try:
            ready.rename(path)
        except OSError:
            if not path.is_dir():  # else another process was faster
                raise


def _write_all(release: Release, path: Path) -> None:
    rows = stored_rows(release)
    before = stored_rows(release.previous) if release.previous else None
    lines = list(canonical_rows(rows))
    frozen = {file.name: file.content for file in release.files.all()} or frozen_files(lines)
    texts: dict[str, Callable[[], Iterable[str]]] = {
        **{name: lambda text=text: (text,) for name, text in frozen.items()},  # type: ignore[misc]
        "canonical.txt": lambda: _canonical(release, lines),
        "seal.txt": lambda: (stored_seal(release),),
        "figures.csv": lambda: _figures_csv(release, rows),
        "figures.json": lambda: _figures_json(release, rows),
        "changes.csv": lambda: _changes_csv(before, rows),
    }
    written = {name: _put(path / name, make()) for name, make in texts.items()}
    package = json.dumps(data_package(release, written), ensure_ascii=False, indent=1)
    written["datapackage.json"] = _put(path / "datapackage.json", (package, "\n"))
    sums = (f"{written[name].sha256}  {name}\n" for name in sorted(written))
    _put(path / "SHA256SUMS", sums)


def _put(path: Path, parts: Iterable[str]) -> Written:
    """Write a file and, where that pays, its compressed form beside it."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as plain, gzip.GzipFile(f"{path}.gz", "wb", 9, mtime=0) as compressed:
        for part in parts:
            data = part.encode()
            digest.update(data)
            size += plain.write(data)
            compressed.write(data)
    if size < SMALLEST_TO_COMPRESS:
        Path(f"{path}.gz").unlink()
    return Written(size, digest.hexdigest())


def _canonical(release: Release, lines: Iterable[str]) -> Iterator[str]:
    """Yield exactly what the SHA-256 of the Release is of."""
    yield f"{release.previous.sha256 if release.previous else ''}\n"
    yield from lines


def _figures_csv(release: Release, rows: Rows) -> Iterator[str]:
    yield csv_text(FIGURE_COLUMNS, ())
    for start in range(0, len(rows), 1000):
        yield csv_text(
            (),
            (
                (
                    release.number, key.area, key.indicator, key.programme or None,
                    key.stage if key.programme else None, value,
                    "true" if value is None else "false",
                )
                for key, value in rows[start : start + 1000]
            ),
        )  # fmt: skip


def _figures_json(release: Release, rows: Rows) -> Iterator[str]:
    head = {"release": release.number, "published_at": release.published_at.isoformat(),
            "sha256": release.sha256}  # fmt: skip
    yield json.dumps(head)[:-1] + ', "figures": ['
    for number, (key, value) in enumerate(rows):
        figure = {
            "area": key.area, "indicator": key.indicator, "programme": key.programme or None,
            "stage": key.stage if key.programme else None, "value": value,
            "suppressed": value is None,
        }  # fmt: skip
        yield (",\n" if number else "\n") + json.dumps(figure)
    yield "\n]}\n"


def _changes_csv(before: Rows | None, rows: Rows) -> Iterator[str]:
    """Yield what differs from the Release before; of the first Release nothing does."""
    found = () if before is None else changes(before, rows)
    yield csv_text(CHANGE_COLUMNS, (change.row() for change in found))


def sizes(path: Path) -> dict[str, int]:
    """Return the size of each file of a folder, in the order in which they are offered."""
    return {name: (path / name).stat().st_size for name in TYPES}


def is_final(release: Release, name: str) -> bool:
    """Whether a file can never change: not what names the licence, nor a Release without seal."""
    return name not in ("datapackage.json", "SHA256SUMS") and release.files.exists()
