"""Small tables that go with a Release: its areas, indicators and programmes, as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import override

from kelurahan.models import Area
from kelurahan.registry import FigureSource, Indicator, Outcome, registry

AREA_COLUMNS = ("code", "name", "level", "part_of", "valid_from", "valid_until")
INDICATOR_COLUMNS = (
    "key", "label_id", "label_en", "unit", "sensitive", "adds_up", "by_stage", "part_of",
)  # fmt: skip
PROGRAMME_COLUMNS = ("programme", "stage", "name", "stage_label")
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\x00")

type Field = str | int | None


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Field]]) -> str:
    """Return CSV as RFC 4180 has it: text quoted, numbers bare; no head without columns."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    if columns:
        writer.writerow(columns)
    for row in rows:
        writer.writerow([None if field is None else safe(field) for field in row])
    return file.getvalue()


def safe(field: str | int) -> str | int:
    """Return text as a spreadsheet shows it, rather than one it would compute."""
    if isinstance(field, str) and field.startswith(FORMULA):
        return f"'{field}"
    return field


def areas_csv(codes: Iterable[str]) -> str:
    """Return the areas of a Release and those above them, as they are called today."""
    wanted = {code[:length] for code in codes for length in (2, 5, 8, 13)}
    areas = Area.objects.filter(code__in=wanted).order_by("code")
    return csv_text(
        AREA_COLUMNS,
        (
            (
                area.code, area.name, area.level, area.parent_id, area.valid_from.isoformat(),
                area.valid_until.isoformat() if area.valid_until else None,
            )
            for area in areas
        ),
    )  # fmt: skip


def indicators_csv(keys: Iterable[str]) -> str:
    """Return what each indicator counts; one that is no longer registered keeps its key only."""
    known = {indicator.key: indicator for indicator in registry.indicators().values()}
    rows: list[Sequence[Field]] = []
    labels = {language: labels_in(language) for language in ("id", "en")}
    for key in sorted(set(keys)):
        if (one := known.get(key)) is None:
            rows.append((key, key, key, None, None, None, None, None))
            continue
        rows.append((
            key, labels["id"][key], labels["en"][key], one.unit, _boolean(one.sensitive),
            _boolean(one.adds_up), _boolean(one.by_stage), one.part_of or None,
        ))  # fmt: skip
    return csv_text(INDICATOR_COLUMNS, rows)


def programmes_csv(stages: Iterable[tuple[str, int]]) -> str:
    """Return how programmes and their stages are called."""
    names = {name.slug: name for name in registry.names()}
    rows: list[Sequence[Field]] = []
    for slug, stage in sorted(set(stages)):
        name = names.get(slug)
        label = name.stages.get(stage, str(stage)) if name else str(stage)
        rows.append((slug, stage, name.name if name else slug, label))
    return csv_text(PROGRAMME_COLUMNS, rows)


def labels_in(language: str) -> dict[str, str]:
    """Return each indicator's label with the group it belongs to: "DTKS: families due aid"."""
    with override(language):
        return {
            indicator.key: f"{group}: {indicator.label}" if group else str(indicator.label)
            for source in registry.sources.values()
            for group, indicator in _grouped(source)
        }


def _grouped(source: FigureSource) -> Iterable[tuple[str, Indicator]]:
    outcomes: list[Outcome] = [*source.families, *source.channels]
    for outcome in outcomes:
        yield from ((str(outcome.label), indicator) for indicator in outcome.indicators)
    if source.payments:
        yield from (("", indicator) for indicator in source.payments.indicators)
    yield from (("", indicator) for indicator in (*source.counts, *source.measures))


def _boolean(value: bool) -> str:
    return "true" if value else "false"
