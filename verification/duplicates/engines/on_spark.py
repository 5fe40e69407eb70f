"""Spark, in this process (`local[2]`) or on a cluster whose workers see the same folder."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession
from splink import SparkAPI

from verification.duplicates.engines import loading
from verification.duplicates.engines.base import ENTRIES

WORDS = loading.Words("split", "explode", "collect_list", {"text": "string"})
LOCAL = "local[2]"


def _session(folder: Path, master: str) -> SparkSession:
    builder = (
        SparkSession.builder.master(master or LOCAL)
        .appName("jps-portal: duplicates")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.local.dir", str(folder / "spill"))
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        # The terms of the model are longer than what Java compiles as one method.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.adaptive.enabled", "true")
    )
    if not master or master.startswith("local"):
        builder = (
            builder.config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.memory", "2g")
            .config("spark.sql.shuffle.partitions", "8")
            .config("spark.default.parallelism", "8")
        )
    return builder.getOrCreate()


class Spark:
    """The engine `spark`."""

    dialect = "spark"

    def __init__(self, folder: Path, master: str = "") -> None:
        self._folder = folder
        self._session = _session(folder, master)
        # Terms too long to be compiled are interpreted, and each is told as an error.
        self._session.sparkContext.setLogLevel("FATAL")
        # Splink writes what it has computed there, so that no plan grows out of hand.
        self._session.sparkContext.setCheckpointDir(str(folder / "kept"))

    def load(self, traits: Path) -> int:
        """Make the table of entries."""
        raw = self._session.read.csv(
            str(traits), header=True, inferSchema=False, nullValue=loading.ABSENT, quote='"',
            escape='"', emptyValue="",
        )  # fmt: skip
        raw.createOrReplaceTempView("raw")
        self.table("entry_keys", loading.key_sql(WORDS, "raw"))
        self.table(ENTRIES, loading.entries_sql(WORDS, "raw", "entry_keys"))
        return int(self._session.table(ENTRIES).count())

    def rows(self, sql: str) -> Iterator[Sequence[Any]]:
        """Yield the rows of a query, a partition in memory at a time."""
        yield from self._session.sql(sql).toLocalIterator()

    def table(self, name: str, sql: str) -> None:
        """Keep the rows of a query."""
        path = str(self._folder / f"{name}.parquet")
        self._session.sql(sql).write.mode("overwrite").parquet(path)
        self._session.read.parquet(path).createOrReplaceTempView(name)

    def api(self) -> SparkAPI:
        """Return a new Splink API on the same tables."""
        # Only functions that Spark has itself are used, none of Splink's Java ones.
        return SparkAPI(
            spark_session=self._session, break_lineage_method="parquet",
            register_udfs_automatically=False,
        )  # fmt: skip

    def registered(self, api: SparkAPI, name: str) -> Any:
        """Return a Splink data frame of a kept table."""
        return api.register(self._session.table(name))

    def close(self) -> None:
        """End the session."""
        self._session.stop()
