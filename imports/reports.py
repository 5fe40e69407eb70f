"""What a checked file would do: counts per target and area, and warnings."""

from typing import Any

from django.db.models import Count

from imports.formats import Format
from imports.models import ImportJob
from imports.staging import StagedTarget, ask
from kelurahan.models import Area

STATES = {"n": "new", "c": "changed", "u": "unchanged"}
# A file that has lost this share of an area's rows since the last one deserves a look.
FEWER = 0.2
WARNINGS_SHOWN = 100


def summarise(job: ImportJob, form: Format, targets: list[StagedTarget]) -> None:
    """Fill the job's counters and its report from the staging tables."""
    counts = {each.target.name: _by_area(each) for each in targets}
    areas: dict[str, dict[str, int]] = counts[form.main.name]
    refused = job.problems.values("area").annotate(n=Count("row", distinct=True)).order_by("area")
    for row in refused:
        areas.setdefault(row["area"], {})["refused"] = row["n"]
    totals = {name: _sum(found) for name, found in counts.items()}
    main = totals[form.main.name]
    job.new, job.changed, job.unchanged = (main.get(state, 0) for state in STATES.values())
    job.report = {
        **job.report,
        "staged": {name: sum(total.get(s, 0) for s in STATES.values())
                   for name, total in totals.items()},
        "totals": totals,
        "areas": areas,
        "warnings": _warnings(job, areas),
    }  # fmt: skip


def _by_area(each: StagedTarget) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for area, state, number in ask(
        "SELECT area, state, count(*) FROM {stage} GROUP BY 1, 2 ORDER BY 1", stage=each.stage
    ):
        counts.setdefault(area, {})[STATES.get(state, "unchanged")] = number
    return counts


def _sum(areas: dict[str, dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in areas.values():
        for state, number in counts.items():
            total[state] = total.get(state, 0) + number
    return total


def rows_of(counts: dict[str, int]) -> int:
    """Return how many acceptable rows an area has."""
    return sum(counts.get(state, 0) for state in STATES.values())


def _warnings(job: ImportJob, areas: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    warnings: list[dict[str, Any]] = []
    if job.source.get("encoding") == "cp1252":
        warnings.append({"code": "encoding_guessed"})
    if job.source.get("unused"):
        warnings.append({"code": "unused_columns", "columns": ", ".join(job.source["unused"])})
    last = ImportJob.objects.last_applied(job)
    if last is not None:
        warnings += _fewer_rows(areas, last.report.get("areas", {}))
    return warnings[:WARNINGS_SHOWN]


def _fewer_rows(
    now: dict[str, dict[str, int]], before: dict[str, dict[str, int]]
) -> list[dict[str, Any]]:
    names = dict(Area.objects.filter(code__in=before).values_list("code", "name"))
    warnings = []
    for code, counts in before.items():
        then, today = rows_of(counts), rows_of(now.get(code, {}))
        if not code or not then:
            continue
        found: dict[str, Any] = {"area": names.get(code, code), "before": then, "now": today}
        if not today:
            warnings.append({"code": "missing_area", **found})
        elif today < (1 - FEWER) * then:
            warnings.append(
                {"code": "fewer_rows", **found, "percent": round(100 * (then - today) / then)}
            )
    return warnings
