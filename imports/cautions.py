"""What deserves a look before a file is applied, though none of it keeps the file out."""

from typing import Any

from imports.formats import Format
from imports.models import ImportJob
from kelurahan.models import Area

STATES = {"n": "new", "c": "changed", "u": "unchanged"}
# A file that has lost this share of an area's rows since the last one deserves a look.
FEWER = 0.2
# So many areas are named, the others counted.
NAMED = 10
# So many earlier files with rows of the same areas are looked through.
LOOKED_AT = 50

# States and their numbers by area code, as a report keeps them.
type Areas = dict[str, dict[str, int]]


def rows_of(counts: dict[str, int]) -> int:
    """Return how many acceptable rows an area has."""
    return sum(counts.get(state, 0) for state in STATES.values())


def warnings(job: ImportJob, form: Format, areas: Areas) -> list[dict[str, Any]]:
    """Return the warnings of a checked file, each a code with what its text needs."""
    found: list[dict[str, Any]] = []
    if job.source.get("encoding") == "cp1252":
        found.append({"code": "encoding_guessed"})
    if job.source.get("unused"):
        found.append({"code": "unused_columns", "columns": ", ".join(job.source["unused"])})
    # Rows that come back put right are a few of an earlier file, never all there are.
    if not job.source.get("repair"):
        found += _fewer_rows(areas, _earlier(job, form, areas))
    return found


def _earlier(job: ImportJob, form: Format, areas: Areas) -> dict[str, int]:
    """Return how many rows each area had in the last file with any, whatever its columns.

    Areas that this file lacks count where the last file sent for the same area had them.
    """
    alike = ImportJob.objects.applied_like(
        job,
        options=[option.name for option in form.options if option.same_list],
        fields=form.told_apart_by,
    )
    reports = alike.values_list("report__areas", flat=True)
    last = reports.filter(scope=job.scope)[:1]
    others = reports.filter(report__areas__has_any_keys=list(areas))[:LOOKED_AT]
    found = {code: rows_of(counts) for each in last for code, counts in each.items()}
    for each in reversed(others):
        found |= {code: rows for code in areas if (rows := rows_of(each.get(code, {})))}
    return {code: rows for code, rows in found.items() if code and rows}


def _fewer_rows(now: Areas, before: dict[str, int]) -> list[dict[str, Any]]:
    names = dict(Area.objects.filter(code__in=before).values_list("code", "name"))
    found: list[dict[str, Any]] = []
    for code, then in sorted(before.items()):
        today = rows_of(now.get(code, {}))
        facts = {"area": names.get(code, code), "before": then, "now": today}
        if not today:
            found.append({"code": "missing_area", **facts})
        elif today < (1 - FEWER) * then:
            percent = round(100 * (then - today) / then)
            found.append({"code": "fewer_rows", **facts, "percent": percent})
    more = [{"code": "more_areas", "count": len(found) - NAMED}] if len(found) > NAMED else []
    return [*found[:NAMED], *more]
