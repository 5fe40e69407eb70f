"""What an engine is to those who score and train: a table of entries, SQL, and Splink's API."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

ENTRIES = "entries"
# Names of the engines, as the commands take them.
ENGINES = ("duckdb", "spark")


class MissingPackagesError(Exception):
    """An optional extra is not installed; the text says how to install it."""


class Engine(Protocol):
    """One of ENGINES at work in a private folder; a context manager that cleans up."""

    dialect: str

    def load(self, traits: Path) -> int:
        """Make the table ENTRIES from exported traits; return how many entries share a key."""

    def rows(self, sql: str) -> Iterator[Sequence[Any]]:
        """Yield the rows of a query, a few thousand in memory at a time."""

    def table(self, name: str, sql: str) -> None:
        """Keep the rows of a query under a name."""

    def api(self) -> Any:
        """Return a new Splink database API, with no tables remembered."""

    def registered(self, api: Any, name: str) -> Any:
        """Return a Splink data frame of a kept table."""

    def close(self) -> None:
        """Let go of memory and temporary files."""


def opened(name: str, folder: Path, *, master: str = "") -> Engine:
    """Start an engine whose files stay in `folder`; `master` is the address of a Spark cluster.

    Raise MissingPackagesError when its packages are not installed.
    """
    try:
        if name == "duckdb":
            from verification.duplicates.engines.on_duckdb import DuckDB

            return DuckDB(folder)
        from verification.duplicates.engines.on_spark import Spark
    except ImportError as error:
        extra = "linkage" if name == "duckdb" else "linkage-spark"
        raise MissingPackagesError(
            f"{error.name} is not installed: pip install -r requirements/{extra}.txt"
        ) from error
    return Spark(folder, master)
