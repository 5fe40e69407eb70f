"""What a checked file would do: counts of its rows by area, and of what each target becomes.

`job.new` and its like, and `report["areas"]`, count rows of the file; `report["totals"]` counts
families, people, payments.
"""

from typing import Any

from django.db.models import Count
from psycopg import sql

from imports.cautions import STATES, rows_of, warnings
from imports.formats import Format
from imports.models import ImportJob
from imports.staging import StagedTarget, ask


def summarise(job: ImportJob, form: Format, targets: list[StagedTarget]) -> None:
    """Fill the job's counters and its report from the staging tables."""
    counts = {each.target.name: _by_area(each) for each in targets}
    areas = counts[form.main.name]
    totals = {name: _sum(found) for name, found in counts.items()}
    _count_rows(areas, form, targets)
    refused = job.problems.values("area").annotate(n=Count("row", distinct=True)).order_by("area")
    for row in refused:
        areas.setdefault(row["area"], {})["refused"] = row["n"]
    job.new, job.changed, job.unchanged = _sum(areas).values()
    job.report = {
        **job.report,
        "staged": {name: rows_of(total) for name, total in totals.items()},
        "totals": totals,
        "areas": areas,
        "warnings": warnings(job, form, areas),
    }


def _by_area(each: StagedTarget) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for area, state, number in ask(
        "SELECT area, state, count(*) FROM {stage} GROUP BY 1, 2 ORDER BY 1", stage=each.stage
    ):
        counts.setdefault(area, {})[STATES.get(state, "unchanged")] = number
    return counts


def _count_rows(
    areas: dict[str, dict[str, int]], form: Format, targets: list[StagedTarget]
) -> None:
    """Turn the main target's counts into counts of the file's rows.

    A row whose person stays as it is still changes something when it moves the person's family.
    """
    main = next(each for each in targets if each.target is form.main)
    changed = [
        sql.SQL("EXISTS (SELECT FROM {} p WHERE p.id = s.{} AND p.state = 'c')").format(
            parent.stage, sql.Identifier(column)
        )
        for column, name in main.target.links.items()
        for parent in targets
        if parent.target.name == name
    ]
    if not changed:
        return
    for area, number in ask(
        "SELECT area, count(*) FROM {stage} s WHERE state = 'u' AND ({changed}) GROUP BY 1",
        stage=main.stage,
        changed=sql.SQL(" OR ").join(changed),
    ):
        counts = areas[area]
        counts["changed"] = counts.get("changed", 0) + number
        counts["unchanged"] -= number
        if not counts["unchanged"]:
            del counts["unchanged"]


def _sum(areas: dict[str, dict[str, int]]) -> dict[str, int]:
    """Return the sum over areas of each state, zeros included."""
    return {
        state: sum(counts.get(state, 0) for counts in areas.values()) for state in STATES.values()
    }


def totals_of(job: ImportJob, form: Format) -> list[dict[str, Any]]:
    """Return what the file does to each target: its name, label and counts by state."""
    totals = job.report.get("totals", {})
    return [
        {
            "name": each.name,
            "label": str(each.label or each.name),
            **dict.fromkeys(STATES.values(), 0),
            **totals[each.name],
        }
        for each in form.targets
        if each.name in totals
    ]
