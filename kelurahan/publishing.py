"""Publishing figures: all areas in one pass, protected, hashed and chained into a Release.

The hash of a Release is the SHA-256 of the previous Release's SHA-256 (nothing for the first), a
line feed and the canonical rows: one line "area,indicator,programme,stage,value" per figure, each
ended by a line feed, in UTF-8, sorted by those columns (text by code point, stage as a number).
The programme is empty and the stage 0 where a figure has none; the value is empty where it is
suppressed. Whoever has the rows of all Releases can check the chain with nothing else.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from django.db import connection, transaction
from django.utils import timezone

from kelurahan import kept
from kelurahan.differences import Pair, protect_after
from kelurahan.disclosure import Cell, Table, protect
from kelurahan.models import Area, Figure, Release, WithheldCount
from kelurahan.registry import Indicator, registry
from kelurahan.sealing import seal

logger = logging.getLogger(__name__)

CITY_LENGTH = 5
COLUMNS = ("area_id", "indicator", "programme", "stage", "value", "suppressed")


class Key(NamedTuple):
    """What a figure is about, in the order in which figures are sorted."""

    area: str
    indicator: str
    programme: str = ""
    stage: int = 0


type Rows = list[tuple[Key, int | None]]


class HasKey(Protocol):
    """Anyone who publishes: only the key is logged."""

    pk: int


@transaction.atomic
def publish(*, note: str = "", by: HasKey | None = None, force: bool = False) -> Release:
    """Publish the figures of all registered sources as a new Release.

    Returns the newest Release unchanged when nothing has changed since, unless `force`.
    """
    _lock()
    kept.refresh()
    newest = Release.objects.newest()
    values, hidden = _computed(newest)
    rows = _rows(values, hidden)
    lines = list(canonical_rows(rows))
    if newest and not force and _digest(newest.previous, lines) == newest.sha256:
        return newest
    release = Release.objects.create(
        number=newest.number + 1 if newest else 1,
        published_at=timezone.now(),
        figures_count=len(rows),
        sha256=_digest(newest, lines),
        previous=newest,
        note=note,
    )
    _store(release, rows)
    seal(release, lines)
    _keep_withheld(release, {key: values[key] for key in hidden})
    logger.info("published release %s for user %s", release.number, by.pk if by else None)
    return release


def verify(release: Release) -> bool:
    """Tell whether the stored figures are those that were published."""
    rows = stored_rows(release)
    return len(rows) == release.figures_count and (digest(release.previous, rows) == release.sha256)


def stored_rows(release: Release) -> Rows:
    """Return the figures of a Release, sorted; None is a suppressed value."""
    figures = release.figures.values_list(*COLUMNS[:5])
    rows: Rows = [(Key(*key), value) for *key, value in figures.iterator()]
    # Not by the database, whose collation may sort otherwise than by code point.
    rows.sort(key=lambda row: row[0])
    return rows


def changed_releases() -> list[int]:
    """Return the numbers of the releases whose stored figures are not those published."""
    releases = Release.objects.select_related("previous").order_by("number")
    return [release.number for release in releases if not verify(release)]


def canonical_rows(rows: Iterable[tuple[Key, int | None]]) -> Iterator[str]:
    """Yield the line of every row as the hash reads it."""
    for (area, indicator, programme, stage), value in rows:
        shown = "" if value is None else value
        yield f"{area},{indicator},{programme},{stage},{shown}\n"


def computed_rows() -> Rows:
    """Return all figures as they would be published now, sorted; None is a suppressed value."""
    return _rows(*_computed(Release.objects.newest()))


def _computed(newest: Release | None) -> tuple[dict[Key, int], set[Key]]:
    """Return all figures, and the keys of those to suppress after the Release `newest`."""
    values = _with_zeros(_added_up())
    hidden = _suppressed(values, _counted_before(newest) if newest else {})
    return values | _measured(), hidden


def _rows(values: dict[Key, int], hidden: set[Key]) -> Rows:
    return [(key, None if key in hidden else value) for key, value in sorted(values.items())]


def _lock() -> None:
    """Let one publisher work at a time; readers go on reading."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(Release._meta.db_table)
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def _added_up() -> dict[Key, int]:
    return {Key(*row[:4]): row[4] for row in kept.added_up()}


def _measured() -> dict[Key, int]:
    """Return what does not add up over areas, as its sources give it."""
    sources = [source.measures_sql for source in registry.sources.values() if source.measures_sql]
    if not sources:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"({sql})" for sql in sources))
        return {Key(area, indicator): value for area, indicator, value in cursor.fetchall()}


def _with_zeros(found: dict[Key, int]) -> dict[Key, int]:
    """Return one value for every area of the cities found, every indicator and every stage."""
    values: dict[Key, int] = {}
    indicators = registry.indicators().values()
    stages: dict[str, set[tuple[str, int]]] = {}
    for key in found:
        stages.setdefault(key.area[:CITY_LENGTH], set())
        if key.programme:
            stages[key.area[:CITY_LENGTH]].add((key.programme, key.stage))
    for area in _areas(found, stages):
        city = area[:CITY_LENGTH]
        for indicator in indicators:
            if not indicator.adds_up or (indicator.city_only and area != city):
                continue
            for stage in stages[city] if indicator.by_stage else {("", 0)}:
                key = Key(area, indicator.key, *stage)
                values[key] = found.get(key, 0)
    return values


def _areas(found: Iterable[Key], cities: Iterable[str]) -> set[str]:
    """Return the areas to publish: those in force in the cities, and closed ones with figures."""
    in_force = Area.objects.in_force(on=timezone.localdate())
    listed = {
        code for city in cities for code in in_force.within(city).values_list("code", flat=True)
    }
    return listed | {key.area for key in found}


def _suppressed(values: dict[Key, int], before: dict[Key, tuple[int, bool]]) -> set[Key]:
    """Return the keys that privacy rule 6 hides, also from who compares with `before`."""
    areas, areas_before = _by_city(values), _by_city(before)
    hidden: set[Key] = set()
    for columns in _protected_groups():
        for city, codes in areas.items():
            now = _table(city, codes, columns, values)
            pair = _pair(now, areas_before.get(city, []), columns, before)
            cells = protect_after(pair) if pair else protect(now)
            hidden |= {Key(*cell) for cell in cells}
    return hidden


def _by_city(keys: Iterable[Key]) -> dict[str, list[str]]:
    areas: dict[str, list[str]] = {}
    for area in sorted({key.area for key in keys}):
        areas.setdefault(area[:CITY_LENGTH], []).append(area)
    return areas


def _pair(
    now: Table, codes: list[str], columns: Sequence[Indicator], before: dict[Key, tuple[int, bool]]
) -> Pair | None:
    """Return the table beside the one before; None where that counted something else."""
    keys = [Key(code, column.key) for code in codes for column in columns]
    if now.city not in codes or any(key not in before for key in keys):
        return None
    earlier = _table(now.city, codes, columns, {key: before[key][0] for key in keys})
    return Pair(now, earlier, frozenset(Cell(*key[:2]) for key in keys if before[key][1]))


def _counted_before(release: Release) -> dict[Key, tuple[int, bool]]:
    """Return the protected counts of a Release, each with whether it was suppressed."""
    names = [column.key for columns in _protected_groups() for column in columns]
    shown = release.figures.filter(indicator__in=names, suppressed=False)
    kept = WithheldCount.objects.filter(release=release)
    columns = ("area_id", "indicator", "value")
    counts = {Key(*key): (value or 0, False) for *key, value in shown.values_list(*columns)}
    hidden = {Key(*key): (value, True) for *key, value in kept.values_list(*columns)}
    return counts | hidden


def _keep_withheld(release: Release, counts: dict[Key, int]) -> None:
    """Keep what this Release hides for the next one, in place of what the one before hid."""
    WithheldCount.objects.all().delete()
    WithheldCount.objects.bulk_create(
        [
            WithheldCount(release=release, area_id=key.area, indicator=key.indicator, value=value)
            for key, value in counts.items()
        ],
        batch_size=5000,
    )


def _protected_groups() -> list[list[Indicator]]:
    """Return the indicators that must be protected together: the parts of one whole."""
    groups: dict[str, list[Indicator]] = {}
    for indicator in registry.indicators().values():
        if (indicator.part_of or indicator.sensitive) and not indicator.city_only:
            groups.setdefault(indicator.part_of or indicator.key, []).append(indicator)
    return [group for group in groups.values() if any(i.sensitive for i in group)]


def _table(
    city: str, codes: list[str], columns: Sequence[Indicator], values: dict[Key, int]
) -> Table:
    return Table(
        city=city,
        parents={code: code.rpartition(".")[0] for code in codes if code != city},
        values={Cell(code, i.key): values[Key(code, i.key)] for code in codes for i in columns},
        sensitive=frozenset(i.key for i in columns if i.sensitive),
        adds_up=bool(columns[0].part_of),
    )


def digest(previous: Release | None, rows: Rows) -> str:
    """Return the SHA-256 of a Release with these rows after `previous`."""
    return _digest(previous, canonical_rows(rows))


def _digest(previous: Release | None, lines: Iterable[str]) -> str:
    before = previous.sha256 if previous else ""
    return hashlib.sha256(f"{before}\n{''.join(lines)}".encode()).hexdigest()


def _store(release: Release, rows: Rows) -> None:
    table = connection.ops.quote_name(Figure._meta.db_table)
    names = ", ".join(connection.ops.quote_name(name) for name in ("release_id", *COLUMNS))
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        copy.write("".join(_copied(release.number, rows)))


def _copied(number: int, rows: Rows) -> Iterator[str]:
    """Yield lines as COPY reads them: codes, keys and slugs hold nothing to be escaped."""
    for (area, indicator, programme, stage), value in rows:
        shown = "\\N\tt" if value is None else f"{value}\tf"
        yield f"{number}\t{area}\t{indicator}\t{programme}\t{stage}\t{shown}\n"
