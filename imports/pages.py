"""What the page of one job shows, read before the template starts."""

from typing import Any

from django.conf import settings

from accounts.models import User
from imports import formats, problems
from imports.cautions import STATES, rows_of
from imports.models import ImportJob, Phase, State
from imports.reports import totals_of
from imports.workbook import refused_parts
from kelurahan.models import Area

PROBLEMS_SHOWN = 100


def job_context(job: ImportJob, user: User) -> dict[str, Any]:
    """Return the context of imports/job.html."""
    form = formats.get(job.format)
    return {
        "job": job,
        "format": form,
        "refusal": problems.file_text(job.refused_code, job.refused_detail)
        if job.refused_code
        else "",
        "options": [
            (option.label, job.options[option.name])
            for option in form.options
            if job.options.get(option.name)
        ],
        "areas": _areas(job),
        "parts": refused_parts(job),
        **what_it_brings(job, form),
        "problems": _problems(job, form),
        "undo_refusal": problems.undo_text(job.report.get("undo_refused", "")),
        "waiting": job.phase == Phase.WAITING,
        "percent": round(100 * job.rows_done / job.rows_total) if job.rows_total else None,
        **_rights(job, form, user),
    }


def what_it_brings(job: ImportJob, form: formats.Format) -> dict[str, Any]:
    """Return the counts and warnings that the page of a job and its preview share."""
    return {
        "totals": totals_of(job, form),
        "warnings": [problems.warning_text(each) for each in job.report.get("warnings", [])],
    }


def _rights(job: ImportJob, form: formats.Format, user: User) -> dict[str, bool]:
    """Return which buttons the page has for this user."""
    own = settings.IMPORT_MAKER_CHECKER and job.uploaded_by_id == user.pk
    checked = job.state == State.CHECKED
    may_confirm = user.has_perm("imports.confirm_importjob")
    may_undo = user.has_perm("imports.undo_importjob") and form.write is None
    return {
        "may_confirm": checked and may_confirm and not own,
        "must_be_another": checked and own,
        "may_decline": checked and (may_confirm or job.uploaded_by_id == user.pk),
        "may_undo": may_undo
        and job.state == State.APPLIED
        and job.is_undoable
        and not job.is_at_work,
    }


def _areas(job: ImportJob) -> list[dict[str, Any]]:
    counts: dict[str, dict[str, int]] = job.report.get("areas", {})
    names = dict(Area.objects.filter(code__in=counts).values_list("code", "name"))
    return [
        {
            "code": code,
            "name": names.get(code, code),
            "rows": rows_of(found),
            **dict.fromkeys((*STATES.values(), "refused"), 0),
            **found,
        }
        for code, found in sorted(counts.items())
    ]


def _problems(job: ImportJob, form: formats.Format) -> list[dict[str, Any]]:
    headers = {column.field: column.header for column in form.columns}
    return [
        {
            "row": each.row,
            "column": headers.get(each.field, ""),
            "text": problems.row_text(each.code, each.detail),
        }
        for each in job.problems.all()[:PROBLEMS_SHOWN]
    ]
