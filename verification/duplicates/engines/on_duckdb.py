"""DuckDB in this process: one machine, spilling to the private folder when memory is short."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
from splink import DuckDBAPI

from verification.duplicates.engines import loading
from verification.duplicates.engines.base import ENTRIES

WORDS = loading.Words("string_split", "unnest", "list", {})
MEMORY = "1500MB"
AT_ONCE = 10_000


class DuckDB:
    """The engine `duckdb`."""

    dialect = "duckdb"

    def __init__(self, folder: Path) -> None:
        self._server = duckdb.connect()
        self._run(f"SET memory_limit = '{MEMORY}'")
        self._run("SET enable_progress_bar = false")
        # A setting takes no parameters; the path is ours, a quote in it must not end the text.
        spilled = str(folder / "spill").replace("'", "''")
        self._run(f"SET temp_directory = '{spilled}'")

    def load(self, traits: Path) -> int:
        """Make the table of entries."""
        self._run(
            "CREATE TABLE raw AS SELECT * FROM read_csv($1, header = true, all_varchar = true,"
            " nullstr = $2, delim = ',', quote = '\"', escape = '\"')",
            [str(traits), loading.ABSENT],
        )
        self.table("entry_keys", loading.key_sql(WORDS, "raw"))
        self.table(ENTRIES, loading.entries_sql(WORDS, "raw", "entry_keys"))
        self._run("DROP TABLE raw")
        self._run("DROP TABLE entry_keys")
        return int(self._run(f"SELECT count(*) FROM {ENTRIES}")[0][0])

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        # A result that is not fetched to its end keeps the connection busy.
        found: list[tuple[Any, ...]] = self._server.execute(sql, list(values)).fetchall()
        return found

    def rows(self, sql: str) -> Iterator[Sequence[Any]]:
        """Yield the rows of a query."""
        found = self._server.cursor().execute(sql)
        while rows := found.fetchmany(AT_ONCE):
            yield from rows

    def table(self, name: str, sql: str) -> None:
        """Keep the rows of a query."""
        self._run(f"CREATE OR REPLACE TABLE {name} AS {sql}")

    def api(self) -> DuckDBAPI:
        """Return a new Splink API on the same tables."""
        return DuckDBAPI(self._server)

    def registered(self, api: DuckDBAPI, name: str) -> Any:
        """Return a Splink data frame of a kept table."""
        return api.register(self._server.table(name))

    def close(self) -> None:
        """Close the database."""
        self._server.close()
