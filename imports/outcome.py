"""A job as data for `--json`: what a script needs to know, nothing personal."""

from typing import Any

from imports import formats, problems
from imports.models import ImportJob
from imports.reports import totals_of

PROBLEMS_SHOWN = 100


def as_data(job: ImportJob) -> dict[str, Any]:
    """Return what became of a job."""
    return {
        "job": job.pk,
        "format": job.format,
        "file": job.file_name,
        "sha256": job.sha256,
        "state": job.state,
        "reason": job.refused_code,
        "reason_text": _reason(job),
        "rows": job.rows_done,
        **{name: getattr(job, name) for name in ("new", "changed", "unchanged", "refused")},
        "source": job.source,
        "totals": totals_of(job, formats.get(job.format)),
        "areas": job.report.get("areas", {}),
        "warnings": _warnings(job),
        "problems": _problems(job),
        "release": job.release,
    }


def _reason(job: ImportJob) -> str:
    if not job.refused_code:
        return ""
    return problems.file_text(job.refused_code, job.refused_detail)


def _warnings(job: ImportJob) -> list[dict[str, Any]]:
    return [
        {**warning, "text": problems.warning_text(warning)}
        for warning in job.report.get("warnings", [])
    ]


def _problems(job: ImportJob) -> list[dict[str, Any]]:
    return [
        {
            "row": each.row,
            "column": each.field,
            "code": each.code,
            "text": problems.row_text(each.code, each.detail),
        }
        for each in job.problems.all()[:PROBLEMS_SHOWN]
    ]
