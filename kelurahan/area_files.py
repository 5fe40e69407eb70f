"""Reads area files in the layout of idn-area-data; every broken row is named, none is guessed.

provinces.csv `code,name`, regencies.csv `code,province_code,name`, districts.csv
`code,regency_code,name`, villages.csv `code,district_code,name`: UTF-8 with or without BOM,
separated by commas, semicolons or tabs. Further columns and files are ignored.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from kelurahan.area_csv import Fault, read_cells
from kelurahan.area_names import display_name, is_shouting, tidy

FIXTURES: Path = settings.BASE_DIR / "fixtures" / "areas"
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of file: the column that names the parent, the shape and an example of a code."""

    parent_column: str
    code: re.Pattern[str]
    example: str

    @property
    def columns(self) -> list[str]:
        """The columns this kind of file must have."""
        return [column for column in ("code", self.parent_column, "name") if column]


LAYOUTS = {
    "provinces.csv": Layout("", re.compile(r"[0-9]{2}"), "32"),
    "regencies.csv": Layout("province_code", re.compile(r"[0-9]{2}\.[0-9]{2}"), "32.73"),
    "districts.csv": Layout("regency_code", re.compile(r"[0-9]{2}(\.[0-9]{2}){2}"), "32.73.05"),
    "villages.csv": Layout(
        "district_code", re.compile(r"[0-9]{2}(\.[0-9]{2}){2}\.[0-9]{4}"), "32.73.05.1006"
    ),
}


class BrokenFilesError(Exception):
    """Files that cannot be loaded, with every fault found in them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__(f"{len(faults)} faults, the first: {self.faults[0]}")


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area as a file gives it; its code tells its level and its parent."""

    code: str
    name: str
    file: str
    line: int

    @property
    def parent(self) -> str:
        """The code above this one; empty for a province."""
        return self.code.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class AreaFiles:
    """The good rows of some files, parents before children, and the faults of the others."""

    rows: list[AreaRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    # Where each code was first met, broken rows included: their children are not at fault.
    places: dict[str, str] = field(default_factory=dict)


def files_of(directory: Path) -> list[Path]:
    """Return the area files of a folder; islands.csv and others are left out."""
    if not directory.is_dir():
        raise BrokenFilesError([Fault(str(directory), 0, _("There is no such folder."))])
    if found := [directory / name for name in LAYOUTS if (directory / name).is_file()]:
        return found
    message = _("None of %(names)s is in this folder.") % {"names": ", ".join(LAYOUTS)}
    raise BrokenFilesError([Fault(str(directory), 0, message)])


def read(paths: Iterable[Path]) -> AreaFiles:
    """Read the files; whether a parent that none of them holds exists, the caller must judge."""
    files = AreaFiles()
    by_kind: dict[str, list[Path]] = {name: [] for name in LAYOUTS}
    for path in paths:
        if path.name in by_kind:
            by_kind[path.name].append(path)
        else:
            message = _("Unknown kind of file: name it %(names)s.") % {"names": ", ".join(LAYOUTS)}
            files.faults.append(Fault(str(path), 0, message))
    for name, layout in LAYOUTS.items():
        for path in by_kind[name]:
            _read_file(path, layout, files)
    files.faults.sort()
    return files


def _read_file(path: Path, layout: Layout, files: AreaFiles) -> None:
    rows = list(read_cells(path, layout.columns, files.faults))
    shouting = is_shouting([cells[-1] for _line, cells in rows])
    for line, cells in rows:
        code, name = cells[0], tidy(cells[-1])
        problem = (
            _code_problem(layout, cells)
            or _repeated(code, f"{path.name}:{line}", files)
            or _name_problem(name)
        )
        if problem:
            files.faults.append(Fault(str(path), line, problem))
        else:
            shown = display_name(name, shouting=shouting)
            files.rows.append(AreaRow(code, shown, str(path), line))


def _code_problem(layout: Layout, cells: list[str]) -> str | None:
    code = cells[0]
    if not layout.code.fullmatch(code):
        message = _("“%(code)s” is no code of this level: write it as text, like %(example)s.")
        return message % {"code": code[:40], "example": layout.example}
    if layout.parent_column and cells[1] != (parent := code.rpartition(".")[0]):
        message = _("%(code)s lies in %(parent)s, but %(column)s says “%(said)s”: correct one.")
        said = {"said": cells[1][:40], "column": layout.parent_column}
        return message % {"code": code, "parent": parent, **said}
    return None


def _repeated(code: str, place: str, files: AreaFiles) -> str | None:
    if (first := files.places.setdefault(code, place)) == place:
        return None
    message = _("%(code)s stands in %(first)s already: keep one of the two.")
    return message % {"code": code, "first": first}


def _name_problem(name: str) -> str | None:
    if not name:
        return _("The name is missing: fill it in.")
    if len(name) > LONGEST_NAME:
        message = _("The name has %(length)d characters, at most %(longest)d fit: shorten it.")
        return message % {"length": len(name), "longest": LONGEST_NAME}
    return None
