"""What the rows of a file become: tables that are written, and rows that go beside them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Text = "str | _StrPromise"


@dataclass(frozen=True)
class Target:
    """A table that rows become.

    `columns` maps each written column to the file's field that it depends on ("" is always
    there): what a file does not carry is left as it is in existing rows. `unique` names one object
    within the file, `unique_field` is the column a person knows it by. Where `merge` is set
    several rows may describe it and the first counts; otherwise the second is refused. `links`
    maps columns to the targets whose ids they hold. `resets` maps a column that no file carries to
    (columns, value): it takes the value in an existing row in which one of the columns changes.
    """

    name: str
    model: str
    columns: dict[str, str]
    unique: tuple[str, ...] = ()
    unique_field: str = ""
    merge: bool = False
    links: dict[str, str] = field(default_factory=dict)
    not_compared: tuple[str, ...] = ()
    resets: "dict[str, tuple[tuple[str, ...], Any]]" = field(default_factory=dict)
    label: Text = ""


@dataclass(frozen=True)
class Companion:
    """Rows staged beside those of the targets for `after_apply`; `columns` gives SQL types.

    What can be worked out while the file is read, in two processes, is cheaper there than after.
    """

    name: str
    columns: dict[str, str]


class Layout(Protocol):
    """What staging needs to know of a format."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """The tables that rows become."""

    @property
    def companions(self) -> tuple[Companion, ...]:
        """What is staged beside them."""
