"""What a file format is: data that a module hands to the registry, and nothing else to change.

A format names its columns, finds existing objects by lookups (one query for some thousand rows),
and stages the rows of its targets; `imports` does everything else. See docs/data-formats.md.
"""

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imports.layout import Companion, Target, Text

if TYPE_CHECKING:
    from imports.applied import Applied
    from imports.batch import Batch, FileRow
    from imports.models import ImportJob
    from imports.readers.cells import Cell
    from imports.staging import StagedTarget


__all__ = ["BadCellError", "Column", "Companion", "Format", "Kind", "Lookup", "Option", "Target"]


class Kind(enum.Enum):
    """What a column holds; shown to people, and the type of its cells in templates."""

    TEXT = "text"
    IDENTITY = "identity number, stored as text"
    DATE = "date"
    WHOLE = "whole number"
    CHOICE = "one of a list"
    AREA = "Kemendagri area code"


class BadCellError(ValueError):
    """A cell cannot be read; `code` is a key of imports.problems, `detail` is not personal."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Column:
    """One column: the first of `headers` is the one we write, the others are understood too.

    `read` turns a non-empty cell into a value or raises BadCellError; it must depend on the cell
    alone. `needed` columns must be in the file, `required` ones must also be filled in each row.
    """

    field: str
    headers: tuple[str, ...]
    read: "Callable[[Cell], Any]"
    kind: Kind = Kind.TEXT
    needed: bool = False
    required: bool = False
    help: Text = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    empty: Any = ""
    # Identity numbers and names hardly repeat: remembering them would only cost memory.
    repeats: bool = True

    @property
    def header(self) -> str:
        """The header that our own templates carry."""
        return self.headers[0]


@dataclass(frozen=True)
class Option:
    """Something the whole file has in common and its columns do not say."""

    name: str
    label: Text
    help: Text = ""
    required: bool = False
    default: str = ""
    pattern: str = r".{0,60}"
    # Only files with the same value are editions of one list, and worth comparing.
    same_list: bool = False


@dataclass(frozen=True)
class Lookup:
    """Finds existing objects for many rows at once.

    `key` gives the key of a row under the job's options, or None; `sql` selects rows whose first
    column is the key, and takes %(keys)s beside the options. A row's `found[name]` lists its
    matches. Lookups run in their order, so a later key may use what an earlier one found. Where
    `any` (a query under the options) is false, as in a new register, the lookup is left out.

    With `own_area_only` the rows are (key, id, area, …), and one whose area is not the sender's is
    as good as not there: that it exists is nothing that this office may learn.
    """

    name: str
    sql: str
    key: "Callable[[FileRow, Mapping[str, str]], Any]"
    any: str = ""
    own_area_only: bool = False


def _nothing_more(_applied: "Applied") -> None:
    """Do nothing after the rows are written."""


def _no_complaint(_columns: frozenset[str], _options: dict[str, str]) -> str:
    return ""


@dataclass(frozen=True)
class Format:
    """A kind of file. The last target is the one its rows are counted by."""

    name: str
    title: Text
    description: Text
    columns: tuple[Column, ...]
    targets: tuple[Target, ...]
    build: "Callable[[FileRow, Batch], None]"
    lookups: tuple[Lookup, ...] = ()
    companions: tuple[Companion, ...] = ()
    options: tuple[Option, ...] = ()
    # Checks the file as a whole by its columns and options; returns a problem code or "".
    check_file: Callable[[frozenset[str], dict[str, str]], str] = _no_complaint
    # Runs inside the transaction after rows were written or taken back.
    after_apply: "Callable[[Applied], None]" = _nothing_more
    publishes: bool = True
    # Fields whose column makes a file another list, never a later edition.
    told_apart_by: tuple[str, ...] = ()
    # Writes the staged rows through an action instead; such an import cannot be undone.
    write: "Callable[[ImportJob, StagedTarget], None] | None" = None
    examples: Sequence[Sequence[str]] = ()
    # Who may use it; beside the permission to import at all.
    permission: str = ""

    @property
    def main(self) -> Target:
        """The target that rows are counted by."""
        return self.targets[-1]

    def column(self, name: str) -> Column:
        """Return the column of a field."""
        return next(column for column in self.columns if column.field == name)

    @property
    def area_column(self) -> Column | None:
        """The column whose area says whose row it is, if there is one."""
        return next((column for column in self.columns if column.kind is Kind.AREA), None)


_formats: dict[str, Format] = {}


def register(*formats: Format) -> None:
    """Add formats; call it in AppConfig.ready()."""
    for each in formats:
        if each.name in _formats:
            raise ValueError(f"format {each.name!r} is registered twice")
        _formats[each.name] = each


def get(name: str) -> Format:
    """Return a format; raise KeyError for an unknown name."""
    return _formats[name]


def registered() -> Iterable[Format]:
    """Return all formats by name."""
    return [_formats[name] for name in sorted(_formats)]
