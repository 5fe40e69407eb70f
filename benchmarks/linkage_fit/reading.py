"""A register of benchmarks.linkage as traits, without a portal: files that DuckDB reads."""

import csv
import datetime
from collections.abc import Iterator
from pathlib import Path

from recipients import nik
from recipients.matching.tagging import Tagger
from recipients.matching.traits import FIELDS, Record, traits_of

TAGS = Tagger(b"synthetic registers have no secrets"[:32], 1)
SEXES = {"L": "male", "P": "female"}
RELATIONS = {
    "kepala keluarga": "head", "istri": "spouse", "suami": "spouse", "anak": "child",
    "orang tua": "parent",
}  # fmt: skip


def _born(text: str) -> datetime.date | None:
    return datetime.datetime.strptime(text, "%d-%m-%Y").date() if text else None  # noqa: DTZ007


def records(roster: Path) -> Iterator[tuple[str, Record]]:
    """Yield each entry's own id and its record."""
    families: dict[str, int] = {}
    with roster.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            yield row["id_individu"], Record(
                person=number,
                household=families.setdefault(row["id_keluarga"], len(families)),
                name=row["nama"], birth_date=_born(row.get("tanggal_lahir", "")),
                birth_place=row.get("tempat_lahir", ""),
                mother_name=row.get("nama_ibu_kandung", ""),
                sex=SEXES.get(row["jenis_kelamin"], ""),
                relation=RELATIONS.get(row["hubungan_keluarga"], "other"),
                nik=nik.clean(row["nik"]), kk=nik.clean(row["no_kk"]),
                kelurahan=row["kode_kelurahan"], address=row["alamat"],
                rt=row["rt"], rw=row["rw"],
            )  # fmt: skip


def write_traits(folder: Path, private: Path) -> None:
    """Write traits.csv, keys.csv and truth.csv (of person numbers) to `private`."""
    numbers: dict[str, int] = {}
    with (
        (private / "traits.csv").open("w", newline="") as traits_file,
        (private / "keys.csv").open("w", newline="") as keys_file,
    ):
        traits, keys = csv.writer(traits_file), csv.writer(keys_file)
        traits.writerow(["person", *FIELDS])
        keys.writerow(["person", "key"])
        for name, record in records(folder / "roster.csv"):
            numbers[name] = record.person
            found = traits_of(record, TAGS)
            traits.writerow([record.person, *found[:-1]])
            keys.writerows((record.person, key) for key in found.keys)
    with (
        (folder / "truth.csv").open(encoding="utf-8", newline="") as truth,
        (private / "truth.csv").open("w", newline="") as file,
    ):
        rows = (
            sorted((numbers[row["first"]], numbers[row["second"]])) for row in csv.DictReader(truth)
        )
        csv.writer(file).writerows([("first", "second"), *rows])
