"""A work list that comes back filled in (actions.work_file): one visit a row.

Rows without a result are still to be visited and change nothing; neither does a row that was sent
before, in this file or another.
"""

import uuid
from collections import defaultdict
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from imports import normalisers as read
from imports.applying import RegisterChangedError
from imports.batch import Batch, FileRow
from imports.formats import Column, Companion, Format, Kind, Lookup, Target
from imports.models import ImportJob
from imports.readers.errors import FileRefusedError
from imports.staging import StagedTarget, ask, companion_table
from verification import reference
from verification.actions.many_visits import Found, record_visits
from verification.actions.visits import LONGEST_NOTE
from verification.actions.work_file import WORDS
from verification.formats.civil_answer import read_reference
from verification.models import Campaign, Result

# Names a row's visit, so that the same answer to the same question is one visit.
_NAMES = uuid.UUID("6f4f6f9e-6a35-5d0b-9d4e-0b6a2f1c7a10")
ANSWERS = {
    **{read.fold(word): result for word, result in WORDS.items()},
    **dict.fromkeys(("cocok", "benar", "correct"), Result.CORRECT),
    **dict.fromkeys(("meninggal_dunia", "wafat", "deceased"), Result.DECEASED),
    **dict.fromkeys(("tidak_punya_e_ktp", "tanpa_ektp", "tanpa_nik", "no_nik"), Result.NO_NIK),
    **dict.fromkeys(("tdk_ditemukan", "not_found"), Result.NOT_FOUND),
    **dict.fromkeys(("tidak_ada_orang", "nobody"), Result.NOBODY),
    "pindah_alamat": Result.MOVED, "moved": Result.MOVED,
    "data_ganda": Result.DUPLICATE, "duplicate": Result.DUPLICATE,
    "data_invalid": Result.INVALID,
}  # fmt: skip
LOOKUP = Lookup(
    "task",
    "SELECT wanted.key, t.id, t.kelurahan_id, p.name, t.visits, p.birth_date,"
    " c.state, c.verdicts FROM unnest(%(keys)s::text[]) AS wanted (key)"
    " JOIN verification_task t ON t.id = split_part(wanted.key, '-', 1)::bigint"
    " JOIN verification_campaign c ON c.id = t.campaign_id"
    " JOIN recipients_person p ON p.id = t.person_id",
    lambda row, _options: row.values["reference"], own_area_only=True,
)  # fmt: skip
SENT = Lookup(
    "sent",
    "SELECT key::text, id FROM verification_visit WHERE key = ANY(%(keys)s::uuid[])",
    lambda row, _options: str(_key(row)) if row.values["result"] else None,
)


def _key(row: FileRow) -> uuid.UUID:
    said = [str(row.values[name] or "") for name in ("reference", "result", "died_on", "note")]
    return uuid.uuid5(_NAMES, "\n".join(said))


def build(row: FileRow, batch: Batch) -> None:
    """Stage the visit; its row number stands in for an id, since visits are known by key."""
    found = row.match("task")
    if found is None:
        row.refuse("not_found", "reference")
        return
    task, row.area, name, visits, born, state, verdicts = found
    result, died_on = row.values["result"], row.values["died_on"]
    is_new = bool(result) and row.match("sent") is None
    if is_new:
        _check_campaign(row, state, verdicts)
        _check_death(row, born)
        if not reference.holds_for_visit(row.values["reference"], task, name, visits):
            row.refuse("visited_since", "reference")
    if row.problems:
        return
    values = (task, result or "", row.values["note"], died_on, str(_key(row)))
    batch.stage("visit", row, row.number, values, new=is_new, state="u")
    if is_new:
        batch.accompany("seen", row, (task, visits))


def _check_campaign(row: FileRow, state: str, verdicts: list[str]) -> None:
    if state != "open":
        row.refuse("campaign_not_open", "reference")
    elif row.values["result"] not in Campaign(verdicts=verdicts).offered:
        row.refuse("not_asked", "result")


def _check_death(row: FileRow, born: Any) -> None:
    died_on = row.values["died_on"]
    if died_on is None:
        return
    if row.values["result"] != Result.DECEASED:
        row.refuse("death_of_living", "died_on")
    elif born is not None and died_on < born:
        row.refuse("dead_before_birth", "died_on")


def write(job: ImportJob, staged: StagedTarget) -> None:
    """Record the visits as those of whoever filled the file in, by the same action as the page."""
    rows = ask(
        "SELECT t.campaign_id, s.task_id, s.result, s.note, s.died_on, s.key FROM {stage} s"
        " JOIN verification_task t ON t.id = s.task_id"
        " WHERE s.state = 'n' ORDER BY t.id FOR NO KEY UPDATE OF t",
        stage=staged.stage,
    )
    _refuse_visited(job)
    by_campaign: dict[int, list[Found]] = defaultdict(list)
    for campaign, task, result, note, died_on, key in rows:
        by_campaign[campaign].append(Found(task, Result(result), key, note, died_on))
    for campaign, found in sorted(by_campaign.items()):
        try:
            record_visits(
                campaign=Campaign.objects.get(pk=campaign), found=found, by=job.uploaded_by
            )
        except ValidationError as error:
            raise RegisterChangedError from error
        except PermissionDenied as error:
            raise FileRefusedError("visits_refused") from error


def _refuse_visited(job: ImportJob) -> None:
    """Let the file be looked at again where somebody was visited after the preview."""
    changed = ask(
        "SELECT EXISTS (SELECT FROM {seen} s JOIN verification_task t ON t.id = s.task_id"
        " WHERE t.visits <> s.visits)",
        seen=companion_table(job.pk, "seen"),
    )
    if changed[0][0]:
        raise RegisterChangedError


FORMAT = Format(
    name="campaign_results",
    title=_("Results of a re-verification campaign"),
    description=_("A work list that was taken along and comes back filled in."),
    columns=(
        Column("reference", ("referensi", "id_referensi", "ref", "reference"), read_reference,
               needed=True, required=True, repeats=False, help=_("As in the list."), example=""),
        Column("result", ("hasil", "hasil_kunjungan", "result"), read.choice(ANSWERS), Kind.CHOICE,
               needed=True, empty=None, choices=tuple(WORDS), example="sesuai",
               help=_("Empty: still to be visited.")),
        Column("died_on", ("tanggal_meninggal", "tgl_meninggal", "died_on"), read.date, Kind.DATE,
               empty=None, help=_("Only for the deceased.")),
        Column("note", ("catatan", "keterangan", "note"), read.text(LONGEST_NOTE)),
    ),
    targets=(
        Target("visit", "verification.Visit",
               {"task_id": "", "result": "", "note": "", "died_on": "", "key": ""},
               unique=("task_id",), unique_field="reference", label=_("visits")),
    ),
    companions=(Companion("seen", {"task_id": "bigint", "visits": "integer"}),),
    lookups=(LOOKUP, SENT),
    build=build,
    write=write,
    publishes=False,  # once a day is enough (actions.campaigns.publish_progress)
    permission="verification.record_visit",
)  # fmt: skip
