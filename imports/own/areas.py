"""A list of areas of any level: new ones are added, others renamed, none is closed."""

import csv
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from imports import normalisers as read
from imports.batch import Batch, FileRow
from imports.formats import BadCellError, Column, Format, Lookup, Target
from imports.models import ImportJob
from imports.readers.cells import Cell
from imports.readers.errors import FileRefusedError
from imports.staging import StagedTarget, ask
from kelurahan.actions import load_area_files
from kelurahan.area_files import BrokenFilesError
from kelurahan.area_names import display_name

# The file of each level as load_area_files knows it, by length of the code.
FILES = {
    2: ("provinces.csv", ""), 5: ("regencies.csv", "province_code"),
    8: ("districts.csv", "regency_code"), 13: ("villages.csv", "district_code"),
}  # fmt: skip
EXISTING = Lookup(
    "area",
    "SELECT code, name FROM kelurahan_area WHERE code = ANY(%(keys)s)",
    lambda row, _options: row.values["code"],
)


# The ministry's list has names such as "Blok 31" and "N-3 Aek Nabara", none with a longer number.
NO_NAME = re.compile(r"[\W\d_]*|.*\d{3}.*")


def _name(cell: Cell) -> str:
    name = read.text(100)(cell)
    if NO_NAME.fullmatch(name):
        raise BadCellError("not_a_name")
    return display_name(name, shouting=True)


def build(row: FileRow, batch: Batch) -> None:
    """Stage the area; its row number stands in for an id, since areas are known by code."""
    code, name = row.values["code"], row.values["name"]
    if not batch.in_scope(code):
        row.refuse("foreign_area", "code", code)
        return
    row.area = code
    found = row.match("area")
    state = "u" if found and found[0] == name else "c"
    batch.stage("area", row, row.number, (code, name), new=found is None, state=state)


def write(job: ImportJob, staged: StagedTarget) -> None:
    """Add and rename areas by the same action as `manage.py load_areas`."""
    rows = ask("SELECT code, name FROM {stage} ORDER BY code", stage=staged.stage)
    with tempfile.TemporaryDirectory() as directory:
        try:
            load_area_files(
                paths=_write_files(Path(directory), rows),
                on=timezone.localdate(),
                by=job.confirmed_by,
            )
        except BrokenFilesError as error:
            raise FileRefusedError("broken_areas", error.faults[0].message) from error


def _write_files(directory: Path, rows: Iterable[tuple[str, str]]) -> list[Path]:
    by_level: dict[int, list[tuple[str, str]]] = {}
    for code, name in rows:
        by_level.setdefault(len(code), []).append((code, name))
    paths = []
    for length, found in sorted(by_level.items()):
        file_name, parent = FILES[length]
        path = directory / file_name
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["code", parent, "name"] if parent else ["code", "name"])
            for code, name in found:
                above = [code.rpartition(".")[0]] if parent else []
                writer.writerow([code, *above, name])
        paths.append(path)
    return paths


FORMAT = Format(
    name="areas",
    title=_("Areas"),
    description=_("Provinces, cities, kecamatan and kelurahan by Kemendagri code."),
    columns=(
        Column("code", ("kode", "code", "kode_wilayah", "kemendagri_kode"), read.area_code,
               needed=True, required=True, repeats=False,
               help=_("Kemendagri code with or without dots."), example="32.73.05.1006"),
        Column("name", ("nama", "name", "nama_wilayah"), _name,
               needed=True, required=True, repeats=False, help=_("The name in force."),
               example="Campaka"),
    ),
    targets=(
        Target("area", "kelurahan.Area", {"code": "", "name": ""}, unique=("code",),
               unique_field="code", label=_("areas")),
    ),
    lookups=(EXISTING,),
    build=build,
    write=write,
    permission="kelurahan.add_area",
)  # fmt: skip
