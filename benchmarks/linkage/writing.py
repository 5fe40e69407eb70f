"""The files of a register: roster.csv as the portal imports it, and what is true of it."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from benchmarks.linkage.people import Family

HEADER = (
    "id_keluarga", "id_individu", "kode_kelurahan", "nama", "nik", "no_kk", "tanggal_lahir",
    "tempat_lahir", "nama_ibu_kandung", "jenis_kelamin", "hubungan_keluarga", "alamat", "rt", "rw",
    "desil",
)  # fmt: skip
TRUTH = ("first", "second", "placement", "faults")
PLANTED = ("first", "second", "kind")


def write(families: Iterable[Family], folder: Path, left_out: tuple[str, ...] = ()) -> int:
    """Write roster.csv, truth.csv and planted.csv; return the number of entries."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = [place for place, name in enumerate(HEADER) if name not in left_out]
    entries = 0
    with (
        _opened(folder / "roster.csv") as roster,
        _opened(folder / "truth.csv") as truth,
        _opened(folder / "planted.csv") as planted,
    ):
        rows, pairs, traps = csv.writer(roster), csv.writer(truth), csv.writer(planted)
        rows.writerow([HEADER[place] for place in kept])
        pairs.writerow(TRUTH)
        traps.writerow(PLANTED)
        for family in families:
            entries += len(family.people)
            for row in _rows(family):
                rows.writerow([row[place] for place in kept] if left_out else row)
            pairs.writerows(_pairs(family))
            traps.writerows(_traps(family))
    return entries


def _opened(path: Path) -> TextIO:
    return path.open("w", newline="", encoding="utf-8")


def _rows(family: Family) -> Iterator[tuple[Any, ...]]:
    # A kelurahan's clerk writes all in capitals, or nothing.
    shout = str.upper if int(family.area[-2:]) % 3 else str
    home = (shout(family.address), f"{family.rt:03}", f"{family.rw:02}", family.desil)
    for person in family.people:
        born = f"{person.born:%d-%m-%Y}" if person.born else ""
        yield (
            family.id, person.id, family.area, shout(person.name), person.nik, family.kk, born,
            shout(person.place), shout(person.mother), person.sex, person.relation, *home,
        )  # fmt: skip


def _pairs(family: Family) -> Iterator[tuple[str, str, str, str]]:
    """Pair each entry of a doubled person with those written before it."""
    for person in family.people:
        if person.double is None:
            continue
        for other, placement, faults in person.double.entries:
            both = sorted({*faults, *person.faults})
            first, second = sorted((other, person.id))
            yield first, second, person.placement or placement, " ".join(both)
        person.double.entries.append((person.id, person.placement, person.faults))


def _traps(family: Family) -> Iterator[tuple[str, str, str]]:
    for person in family.people:
        if person.planted is not None and person.planted[1].id:
            kind, other = person.planted
            first, second = sorted((other.id, person.id))
            yield first, second, kind
