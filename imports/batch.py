"""Rows on their way from the file to the staging tables, some thousand at a time."""

from collections.abc import Callable, Mapping
from typing import Any

type Problem = tuple[str, str, str]
type Staged = tuple[Any, ...]

# Before a target's own columns: number of the row, id, state, area.
OWN = 4


class FileRow:
    """One row of the file: its values by field, matches of lookups, and problems."""

    __slots__ = ("area", "found", "number", "problems", "values")

    def __init__(self, number: int, values: dict[str, Any]) -> None:
        self.number = number
        self.values = values
        self.area = ""
        self.found: dict[str, list[tuple[Any, ...]]] = {}
        self.problems: list[Problem] = []

    def refuse(self, code: str, field: str, detail: str = "") -> None:
        """Note a problem; `detail` is shown and stored, so it must hold nothing personal."""
        self.problems.append((code, field, detail))

    def match(self, lookup: str) -> tuple[Any, ...] | None:
        """Return the only or first match of a lookup."""
        matches = self.found.get(lookup)
        return matches[0] if matches else None


class Batch:
    """What a format's `build` works with: options, rights, new ids, and the staged rows."""

    def __init__(
        self,
        *,
        options: Mapping[str, str],
        scope: str,
        targets: tuple[str, ...],
        new_id: Callable[[str], int],
        fields: frozenset[str] = frozenset(),
    ) -> None:
        self.options = options
        self.scope = scope
        # What the file has columns for; of anything else it says nothing about existing rows.
        self.fields = fields
        self.staged: dict[str, list[Staged]] = {name: [] for name in targets}
        self._asked: set[tuple[str, ...]] = set()
        self.companions: dict[str, list[Staged]] = {}
        self._seen: dict[tuple[str, Any], int] = {}
        self._first: dict[tuple[str, int], tuple[FileRow, int]] = {}
        self._new_id = new_id

    def reserve(self, target: str, *, key: Any = None) -> tuple[int, bool]:
        """Return an id for a new row of `target`, and whether this key is seen first here."""
        if key is None:
            return self._new_id(target), True
        known = self._seen.get((target, key))
        if known is not None:
            return known, False
        self._seen[target, key] = fresh = self._new_id(target)
        return fresh, True

    def first_about(self, target: str, row_id: int, row: FileRow) -> FileRow:
        """Return the first row of this batch about an object: an earlier, or the given one.

        The first one must be staged next.
        """
        return self._first.setdefault((target, row_id), (row, len(self.staged[target])))[0]

    def stage_again(self, target: str, row_id: int, values: Staged) -> None:
        """Replace the values that the first row about an object was staged with."""
        place = self._first[target, row_id][1]
        self.staged[target][place] = (*self.staged[target][place][:OWN], *values)

    def first_time(self, key: tuple[str, ...]) -> bool:
        """Tell whether this is asked for the first time in this batch."""
        if key in self._asked:
            return False
        self._asked.add(key)
        return True

    def stage(
        self,
        target: str,
        row: FileRow,
        row_id: int,
        values: Staged,
        *,
        new: bool,
        state: str = "o",
    ) -> None:
        """Put a row of `target`; `values` stand in the order of the target's columns.

        An existing row is compared later ("o") unless the format knows: "c" changed, "u" not.
        """
        self.staged[target].append((row.number, row_id, "n" if new else state, row.area, *values))

    def accompany(self, companion: str, row: FileRow, values: Staged) -> None:
        """Put a row of a companion; it goes when the file's row is refused."""
        self.companions.setdefault(companion, []).append((row.number, *values))

    def in_scope(self, area: str) -> bool:
        """Tell whether the one who imports may change things of this area."""
        return not self.scope or area == self.scope or area.startswith(f"{self.scope}.")
