"""Sealing anew what imports keep of identity numbers: rows that wait, and rows as they were."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection, transaction

from accounts import crypto
from imports import formats, staging, vault
from imports.models import ImportJob
from recipients import identity

BATCH = 1_000
COLUMNS = {"nik": "person.nik", "kk": "household.kk"}
LEDGER = "imports_appliedchange"
FILES = "imports_importjob"


@dataclass(frozen=True)
class Place:
    """Where sealed numbers stand: `row_id` names the row that the seal is bound to."""

    table: str
    key: str
    row_id: str
    number: str  # "nik" stands for the columns nik_cipher and nik_index
    column: str


class Outcome(Protocol):
    """What is told of a rotation."""

    rotated: int
    unreadable: set[str]


def places_in_staging() -> Iterator[Place]:
    """Yield the staging tables that hold sealed numbers of jobs that are not closed."""
    for job in ImportJob.objects.filter(applied_at=None, refused_code=""):
        for each in staging.staged_targets(job.pk, formats.get(job.format), ()):
            for number, column in COLUMNS.items():
                if f"{number}_cipher" in each.target.columns and staging.exists(each):
                    table = each.stage.as_string(None)
                    yield Place(table, "id", "id", number, column)


def _cipher(number: str) -> str:
    """Return the sealed number of a row as it was, as SQL."""
    return f"decode(substr(was ->> '{number}_cipher', 3), 'hex')"


def remaining() -> dict[str, int]:
    """Return how many rows of the ledger still need an older key."""
    old = " OR ".join(f"get_byte({_cipher(number)}, 0) <> %(newest)s" for number in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {LEDGER} WHERE was IS NOT NULL AND ({old})",  # noqa: S608 - fixed names
            {"newest": crypto.keyring()[0].number},
        )
        rows = cursor.fetchone()[0]
    return {LEDGER: rows, FILES: sum(1 for _ in _old_files())}


def _old_files() -> Iterator[ImportJob]:
    newest = crypto.keyring()[0].number
    for job in ImportJob.objects.exclude(file_key=None).order_by("pk").iterator():
        if job.file_key is not None and crypto.key_number(job.file_key) != newest:
            yield job


def rotate(outcome: Outcome) -> None:
    """Seal the ledger's numbers, and the keys of files, with the newest key."""
    _rotate_files(outcome)
    for number in COLUMNS:
        last: tuple[int, int, int] | None = (0, 0, 0)
        while last is not None:
            last = _rotate_batch(number, last, outcome)


def _rotate_files(outcome: Outcome) -> None:
    for job in _old_files():
        try:
            key = vault.reseal(bytes(job.file_key or b""), job.stored_as)
        except crypto.UnreadableError:
            outcome.unreadable.add(f"{FILES} {job.pk}")
            continue
        # A file purged meanwhile stays forgotten.
        files = ImportJob.objects.filter(pk=job.pk).exclude(file_key=None)
        outcome.rotated += files.update(file_key=key)


@transaction.atomic
def _rotate_batch(
    number: str, after: tuple[int, int, int], outcome: Outcome
) -> tuple[int, int, int] | None:
    """Rotate one batch behind the key `after`; return its last key, None when there was none."""
    cipher = _cipher(number)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT job_id, target, row_id, {cipher} FROM {LEDGER}"  # noqa: S608 - fixed names
            " WHERE (job_id, target, row_id) > (%s, %s, %s) AND was IS NOT NULL"
            f" AND get_byte({cipher}, 0) <> %s"
            " ORDER BY job_id, target, row_id LIMIT %s FOR NO KEY UPDATE",
            [*after, crypto.keyring()[0].number, BATCH],
        )
        rows: list[tuple[int, int, int, bytes]] = cursor.fetchall()
        sealed = list(_sealed_anew(number, rows, outcome))
        cursor.executemany(
            f"UPDATE {LEDGER} SET was = was || jsonb_build_object("  # noqa: S608 - fixed names
            f"'{number}_cipher', %s::bytea, '{number}_index', %s::bytea)"
            " WHERE job_id = %s AND target = %s AND row_id = %s",
            sealed,
        )
    outcome.rotated += len(sealed)
    return rows[-1][:3] if rows else None


def _sealed_anew(
    number: str, rows: list[tuple[int, int, int, bytes]], outcome: Outcome
) -> Iterator[tuple[Any, ...]]:
    for job, target, row_id, cipher in rows:
        try:
            text = identity.decrypt(cipher, column=COLUMNS[number], row_id=row_id)
        except identity.UnreadableNumberError:
            outcome.unreadable.add(f"{LEDGER} {job} {target} {row_id}")
            continue
        sealed = identity.encrypt(text, column=COLUMNS[number], row_id=row_id)
        yield sealed, identity.blind_index(text), job, target, row_id
