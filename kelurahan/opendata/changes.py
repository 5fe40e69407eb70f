"""What changed from one Release to the next, out of what both have published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kelurahan.publishing import Key, Rows

type Kind = Literal["changed", "hidden", "shown", "added", "removed"]
COLUMNS = ("area", "indicator", "programme", "stage", "change", "old", "new")


@dataclass(frozen=True)
class Change:
    """One figure that is not as before; a value that is or was protected is None."""

    key: Key
    kind: Kind
    old: int | None
    new: int | None

    def row(self) -> tuple[str, str, str | None, int | None, str, int | None, int | None]:
        """Return the change as a row of changes.csv."""
        key = self.key
        stage = key.stage if key.programme else None
        return (*key[:2], key.programme or None, stage, self.kind, self.old, self.new)


def changes(before: Rows, after: Rows) -> Iterator[Change]:
    """Yield what differs, in the order of the figures. Only published values are looked at."""
    old, new = dict(before), dict(after)
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            yield Change(key, "removed", old[key], None)
        elif key not in old:
            yield Change(key, "added", None, new[key])
        elif old[key] != new[key]:
            yield Change(key, _kind(old[key], new[key]), old[key], new[key])


def counted(found: Iterable[Change]) -> dict[Kind, int]:
    """Return how many changes of each kind there are."""
    counts: dict[Kind, int] = {}
    for change in found:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    return counts


def _kind(old: int | None, new: int | None) -> Kind:
    if new is None:
        return "hidden"
    return "shown" if old is None else "changed"
