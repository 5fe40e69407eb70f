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
from django.core.management import call_command
from django.db import connection, transaction
from import_export import fields, resources, widgets
from tablib import Dataset

from benchmarks import roster_file
from benchmarks.measure import Measure, bounded, compared
from imports import undoing
from imports.models import ImportJob
from kelurahan.models import Area
from recipients import identity, search
from recipients.models import Household, Person

TABLES = ("recipients_household", "recipients_person", "recipients_searchposting")
FOREIGN_KEYS = (
    "ALTER TABLE anchor.recipients_household ADD FOREIGN KEY (kelurahan_id)"
    " REFERENCES kelurahan_area DEFERRABLE INITIALLY DEFERRED",
    "ALTER TABLE anchor.recipients_person ADD FOREIGN KEY (household_id)"
    " REFERENCES anchor.recipients_household DEFERRABLE INITIALLY DEFERRED",
)
HOME = ("source_id", "kelurahan", "address", "rt", "rw", "register", "register_name")
MEMBER = ("source_id", "source_register", "household", "name", "birth_date", "relation", "nik")
FORGET_HISTORY = """
DELETE FROM recipients_{table}event WHERE pgh_context_id IN
    (SELECT id FROM pghistory_context WHERE metadata ->> 'job' = %s)
"""
STOCK_SAMPLE = 2_000
XLSX_PEOPLE = 200_000
MEMORY_MB = 300


class HouseholdResource(resources.ModelResource):  # type: ignore[misc]
    """Families as django-import-export's guide has them."""

    class Meta:
        model = Household
        import_id_fields = ("register_name", "source_id")
        fields = HOME


class PersonResource(resources.ModelResource):  # type: ignore[misc]
    """People, with what each needs beside its plain fields: a sealed NIK and search words."""

    household = fields.Field(
        "household", "household", widgets.ForeignKeyWidget(Household, field="source_id")
    )

    class Meta:
        model = Person
        import_id_fields = ("source_register", "source_id")
        fields = MEMBER[:-1]

    def after_save_instance(self, instance: Person, row: dict[str, str], **_more: Any) -> None:
        """Seal the NIK for the row that now has an id, and index the name."""
        instance.nik_cipher = identity.encrypt(row["nik"], column="person.nik", row_id=instance.pk)
        instance.nik_index = identity.blind_index(row["nik"])
        instance.nik_status = "well_formed"
        instance.save(update_fields=["nik_cipher", "nik_index", "nik_status"])
        search.index_people([instance.pk])


def measures(size: int) -> list[Measure]:
    """Import `size` people from CSV and up to 200,000 from XLSX, and as many at a tenth of it."""
    call_command("load_areas", verbosity=0)
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
        undone = _remove(ours["job"])
    rate = people / ours["seconds"]
    name = f"import {people:,} people from {kind.upper()}"
    return [
        compared(
            f"{name}, s ({rate:,.0f} rows/s)",
            ours["seconds"],
            anchor,
            # The target is for CSV; unpacking and parsing XML alone costs several times COPY.
            at_most=4 if kind == "csv" else 10,
        ),
        bounded(f"{name}, peak MB", ours["peak_mb"], at_most=MEMORY_MB),
        compared("undo it, s beside its apply", undone, ours["phases"]["applying"], at_most=1),
    ]


def _import(path: Path) -> dict[str, Any]:
    run = [sys.executable, "-m", "benchmarks.import_run", str(path)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if outcome["state"] != "applied" or outcome["refused"]:
        raise RuntimeError(f"{outcome['state']}, {outcome['refused']} rows refused")
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


def _remove(job: int) -> float:
    """Undo the import, so that the next one finds the same register; return the seconds."""
    found = ImportJob.objects.get(pk=job)
    began = time.perf_counter()
    undoing.take_back(found, by=found.uploaded_by)
    seconds = time.perf_counter() - began
    found.path.unlink(missing_ok=True)
    found.delete()
    with connection.cursor() as cursor:
        for table in ("household", "person"):
            cursor.execute(FORGET_HISTORY.format(table=table), [str(job)])
            cursor.execute(f"VACUUM (ANALYZE) recipients_{table}, recipients_{table}event")
        cursor.execute("VACUUM (ANALYZE) recipients_searchposting, imports_appliedchange")
    return seconds


def _beside_stock(folder: Path, areas: list[str]) -> Measure:
    """Compare rows per second with django-import-export on a sample, to the same result."""
    path = folder / "sample.csv"
    roster_file.write_csv(path, STOCK_SAMPLE, areas, seed=7)
    big = folder / "sample-big.csv"
    roster_file.write_csv(big, 25 * STOCK_SAMPLE, areas, seed=8)
    ours = _import(big)
    _remove(ours["job"])
    stock = STOCK_SAMPLE / _stock_seconds(path)
    name = "import, rows/s beside django-import-export"
    return compared(name, 25 * STOCK_SAMPLE / ours["seconds"], stock, at_least=50)


def _stock_seconds(path: Path) -> float:
    """Return the seconds of the stock path to the same result, rolled back afterwards."""
    data = Dataset().load(path.read_text(), format="csv")
    homes = Dataset(headers=HOME)
    for row in {row["id_keluarga"]: row for row in data.dict}.values():
        homes.append([row["id_keluarga"], row["kode_kelurahan"], row["alamat"], row["rt"],
                      row["rw"], "dtks", "DTKS"])  # fmt: skip
    people = Dataset(headers=MEMBER)
    for row in data.dict:
        day, month, year = row["tanggal_lahir"].split("-")
        people.append([row["id_individu"], "DTKS", row["id_keluarga"], row["nama"],
                       f"{year}-{month}-{day}", "other", row["nik"]])  # fmt: skip
    with transaction.atomic():
        began = time.perf_counter()
        HouseholdResource().import_data(homes, raise_errors=True, use_transactions=False)
        PersonResource().import_data(people, raise_errors=True, use_transactions=False)
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds
