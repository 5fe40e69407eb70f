"""Importing a roster, beside COPY of the same rows and django-import-export's stock path.

The anchor is COPY into copies of the register's tables with all their indexes, checks and foreign
keys: no reading, no checking, no sealing, no search words made. Each import runs in a process of
its own, whose peak memory is measured.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction
from tablib import Dataset

from benchmarks import roster_file
from benchmarks.measure import Measure, bounded, compared
from imports import actions
from imports.models import ImportJob
from kelurahan.models import Area
from recipients.models import Household, Person

TABLES = ("recipients_household", "recipients_person", "recipients_searchposting")
FOREIGN_KEYS = (
    "ALTER TABLE anchor.recipients_household ADD FOREIGN KEY (kelurahan_id)"
    " REFERENCES kelurahan_area DEFERRABLE INITIALLY DEFERRED",
    "ALTER TABLE anchor.recipients_person ADD FOREIGN KEY (household_id)"
    " REFERENCES anchor.recipients_household DEFERRABLE INITIALLY DEFERRED",
)
STOCK_SAMPLE = 2_000
XLSX_PEOPLE = 200_000
MEMORY_MB = 300


def measures(size: int) -> list[Measure]:
    """Import `size` people from CSV and up to 200,000 from XLSX, and as many at a tenth of it."""
    areas = list(Area.objects.filter(level="kelurahan").values_list("pk", flat=True))
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        found = [
            *_compared(folder, max(1_000, size // 10), areas, "csv"),
            *_compared(folder, size, areas, "csv"),
            *_compared(folder, min(size, XLSX_PEOPLE), areas, "xlsx"),
        ]
        return [*found, _beside_stock(folder, areas)]


def _compared(folder: Path, people: int, areas: list[str], kind: str) -> list[Measure]:
    path = folder / f"roster-{people}.{kind}"
    write = roster_file.write_csv if kind == "csv" else roster_file.write_xlsx
    write(path, people, areas, seed=people)
    ours = _import(path)
    try:
        anchor = _copy_seconds(folder, ours["job"])
    finally:
        _remove(ours["job"])
    rate = people / ours["seconds"]
    name = f"import {people:,} people from {kind.upper()}"
    return [
        compared(f"{name}, s ({rate:,.0f} rows/s)", ours["seconds"], anchor, at_most=4),
        bounded(f"{name}, peak MB", ours["peak_mb"], at_most=MEMORY_MB),
    ]


def _import(path: Path) -> dict[str, Any]:
    run = [sys.executable, "-m", "benchmarks.import_run", str(path)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if outcome["state"] != "applied":
        raise RuntimeError(f"the import ended as {outcome['state']}")
    return outcome


def _mine(table: str, job: int) -> str:
    """Return the query of the rows of a table that a job added."""
    target, column = {
        "recipients_household": (0, "id"),
        "recipients_person": (1, "id"),
        "recipients_searchposting": (1, "person_id"),
    }[table]
    return (
        f"SELECT t.* FROM {table} t JOIN imports_appliedchange c ON c.row_id = t.{column}"
        f" AND c.job_id = {job} AND c.target = {target}"
    )


def _copy_seconds(folder: Path, job: int) -> float:
    """Return the seconds that COPY takes to put the job's rows into tables like the real ones."""
    with psycopg.connect(_url(), autocommit=True) as server:
        server.execute("DROP SCHEMA IF EXISTS anchor CASCADE")
        server.execute("CREATE SCHEMA anchor")
        for table in TABLES:
            server.execute(f"CREATE TABLE anchor.{table} (LIKE public.{table} INCLUDING ALL)")
            with (
                (folder / table).open("wb") as file,
                server.cursor() as cursor,
                cursor.copy(f"COPY ({_mine(table, job)}) TO STDOUT") as copy,
            ):
                for piece in copy:
                    file.write(piece)
        for statement in FOREIGN_KEYS:
            server.execute(statement)
        server.execute("CHECKPOINT")
        began = time.perf_counter()
        with server.transaction():
            for table in TABLES:
                _copy_in(server, folder / table, table)
        seconds = time.perf_counter() - began
        server.execute("DROP SCHEMA anchor CASCADE")
    return seconds


def _copy_in(server: psycopg.Connection[Any], path: Path, table: str) -> None:
    with (
        path.open("rb") as file,
        server.cursor() as cursor,
        cursor.copy(f"COPY anchor.{table} FROM STDIN") as copy,
    ):
        while piece := file.read(1 << 20):
            copy.write(piece)


def _url() -> str:
    options = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(
        **{name: options[name] for name in ("dbname", "user", "password", "host", "port")
           if options.get(name)}
    )  # fmt: skip


def _remove(job: int) -> None:
    """Take the benchmark's rows back, so that the next run finds the same register."""
    found = ImportJob.objects.get(pk=job)
    actions._take_back(found, found.uploaded_by)
    found.path.unlink(missing_ok=True)
    found.delete()


def _beside_stock(folder: Path, areas: list[str]) -> Measure:
    """Compare rows per second with django-import-export on a sample, into the same tables."""
    path = folder / "sample.csv"
    roster_file.write_csv(path, STOCK_SAMPLE, areas, seed=7)
    big = folder / "sample-big.csv"
    roster_file.write_csv(big, 25 * STOCK_SAMPLE, areas, seed=8)
    ours = _import(big)
    _remove(ours["job"])
    stock = STOCK_SAMPLE / _stock_seconds(path)
    name = "rows/s beside django-import-export"
    return compared(name, 25 * STOCK_SAMPLE / ours["seconds"], stock, at_least=50)


def _stock_seconds(path: Path) -> float:
    """Return the seconds of the stock path: one resource, one row at a time, rolled back."""
    from import_export import fields, resources, widgets

    class PersonResource(resources.ModelResource):  # type: ignore[misc]
        household = fields.Field("household", "household", widgets.ForeignKeyWidget(Household))

        class Meta:
            model = Person
            import_id_fields = ("source_id",)
            fields = ("source_id", "name", "sex", "household", "relation")

    data = Dataset().load(path.read_text(), format="csv")
    sample = Dataset(headers=["source_id", "name", "sex", "household", "relation"])
    with transaction.atomic():
        home = Household.objects.create(
            kelurahan=Area.objects.filter(level="kelurahan")[0],
            register="dtks", register_name="stock",
        )  # fmt: skip
        for row in data.dict:
            sample.append([f"S-{row['id_individu']}", row["nama"], "", home.pk, "other"])
        began = time.perf_counter()
        PersonResource().import_data(sample, raise_errors=True, use_transactions=False)
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds
