"""A returned register, staged by the imports app, against the round trip that it answers."""

import time
from collections.abc import Callable
from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from accounts import crypto, permissions
from accounts.models import User
from imports.applying import RegisterChangedError, prepare_history
from imports.models import ImportJob
from imports.readers.errors import FileRefusedError
from imports.staging import StagedTarget, ask, run
from verification.models import Cycle, CycleReturn, CycleState
from verification.reconciling import answering, changing, matching, recording

IMPORT = "verification.import_return"
# A million rows are sorted and hashed in memory by pieces; it holds for this transaction.
MEMORY = "SET LOCAL work_mem = '96MB'"
# An earlier file of the same transaction may have left them.
OURS = (
    "matched", "doubtful", "rest_row", "rest_person", "same_nik", "left_row", "left_person",
    "left_row_traits", "left_person_traits", "likely", "asked", "answer", "line_row", "line_fact",
    "removed", "covered", "changed", "news", "outcome",
)  # fmt: skip
CLEAR = f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in OURS)}"


def read_return(job: ImportJob, staged: StagedTarget) -> None:
    """Answer the corrections of the job's round trip; in the caller's transaction, all or nothing.

    The file that answered last changes nothing; another replaces its answers.
    """
    by, began = job.confirmed_by or job.uploaded_by, time.perf_counter()
    cycle = _locked(job, by)
    if _is_the_last(cycle, job.sha256):
        return
    rows = ask("SELECT count(*) FROM {stage}", stage=staged.stage)[0][0]
    with pghistory.context(user=by.pk):
        figures = _reconcile(cycle, job, staged, by)
        cycle.state, cycle.returned_at = CycleState.RETURNED, cycle.returned_at or timezone.now()
        cycle.save(update_fields=["state", "returned_at"])
    figures["seconds"] = round(time.perf_counter() - began, 1)
    CycleReturn.objects.create(
        cycle=cycle, job=job.pk, sha256=job.sha256, rows=rows, refused=job.refused,
        figures=figures, by=by,
    )  # fmt: skip


def _locked(job: ImportJob, by: User) -> Cycle:
    year, quarter = job.options["cycle"].split("-")
    asked = Cycle.objects.filter(year=year, quarter=quarter).select_for_update(no_key=True)
    cycle = asked.visible_to(by).order_by("area").first()
    if cycle is None or cycle.state not in (CycleState.SENT, CycleState.RETURNED):
        raise FileRefusedError("no_cycle")
    if cycle.is_overtaken:
        raise FileRefusedError("later_answers")
    try:
        permissions.require(by, IMPORT, cycle.area_id)
    except PermissionDenied as error:
        raise FileRefusedError("return_refused") from error
    return cycle


def _is_the_last(cycle: Cycle, sha256: str) -> bool:
    last = cycle.returns.filter(is_taken_back=False).order_by("-pk").first()
    return cycle.is_answered and last is not None and last.sha256 == sha256


def _refuse_other_keys(staged: StagedTarget) -> None:
    """Let the file be read again whose numbers were indexed before the keys were rotated."""
    made_by = ask(
        "SELECT DISTINCT get_byte(numbers, 0) FROM {stage} WHERE numbers IS NOT NULL",
        stage=staged.stage,
    )
    if {number for (number,) in made_by} - {crypto.keyring()[0].number}:
        raise RegisterChangedError


def _reconcile(cycle: Cycle, job: ImportJob, staged: StagedTarget, by: User) -> dict[str, Any]:
    _refuse_other_keys(staged)
    prepare_history()
    run("CREATE TEMPORARY VIEW returned AS SELECT * FROM {stage}", stage=staged.stage)
    register, seconds = job.options["register_name"], {}
    with connection.cursor() as cursor:
        cursor.execute(MEMORY)
        cursor.execute(CLEAR)
        steps: dict[str, Callable[[], object]] = {
            "matching": lambda: matching.match(cursor, register=register, area=cycle.area_id),
            "answering": lambda: answering.answer(
                cursor, cycle, register=register, carried=staged.fields
            ),
            "changing": lambda: changing.note_changes(
                cursor, cycle, register=register, carried=staged.fields
            ),
            "recording": lambda: recording.record(cursor, cycle, by=by),
            "counting": lambda: changing.count(cursor, cycle),
        }
        for name, step in steps.items():
            began = time.perf_counter()
            step()
            seconds[name] = round(time.perf_counter() - began, 1)
        cursor.execute("SELECT how, count(*) FROM matched GROUP BY 1 ORDER BY 1")
        matched = dict(cursor.fetchall())
        # The staged rows go when the import ends; nothing may hang on them.
        cursor.execute("DROP VIEW returned")
    return {"matched": matched, "steps": seconds}
