"""Stages rows of area files beside the Area table and applies them, in a few SQL statements.

Everything here runs inside the caller's transaction; the staging table ends with it.
"""

import datetime
from collections.abc import Iterable

from django.db import connection

from kelurahan.area_files import AreaRow
from kelurahan.models.area import LEVEL_LENGTHS

# Any constant will do; it must differ from other advisory locks of the portal.
LOCK = 0x6B656C75  # "kelu"

CREATE = """
CREATE TEMPORARY TABLE area_load (
    code varchar(13) COLLATE "C" PRIMARY KEY, name varchar(100), level varchar(10),
    parent varchar(13) COLLATE "C",
    -- The same area as it stands, see COMPARE; a new area has no old name.
    old_name varchar(100), opened date, in_force boolean NOT NULL DEFAULT false
) ON COMMIT DROP
"""
COMPARE = """
UPDATE area_load SET old_name = area.name, opened = area.valid_from,
    in_force = area.valid_until IS NULL OR area.valid_until > %(on)s
FROM kelurahan_area area WHERE area.code = area_load.code
"""
ORPHANS = """
SELECT load.code FROM area_load load WHERE load.parent IS NOT NULL
    AND NOT EXISTS (SELECT FROM area_load WHERE code = load.parent)
    AND NOT EXISTS (SELECT FROM kelurahan_area WHERE code = load.parent)
"""
NEW_BELOW_CLOSED = """
SELECT load.code FROM area_load load JOIN kelurahan_area parent ON parent.code = load.parent
WHERE load.old_name IS NULL AND parent.valid_until <= %(on)s
"""
RENAMED_SINCE = """
SELECT code FROM area_load WHERE in_force AND name <> old_name AND (opened > %(on)s
    OR EXISTS (SELECT FROM kelurahan_areaformername WHERE area_id = code AND until > %(on)s))
"""
MISSING = """
WITH RECURSIVE standing AS (
    SELECT code, level, parent_id FROM kelurahan_area
    WHERE valid_until IS NULL OR valid_until > %(on)s
), covered AS (SELECT DISTINCT level, parent FROM area_load), missing AS (
    SELECT standing.code FROM standing JOIN covered
        ON covered.level = standing.level AND covered.parent IS NOT DISTINCT FROM parent_id
    WHERE NOT EXISTS (SELECT FROM area_load WHERE area_load.code = standing.code)
    UNION SELECT standing.code FROM standing JOIN missing ON parent_id = missing.code
) SELECT code FROM missing
"""
# A name of less than a day never was one: the first of the day stays, and is no former name
# when the area gets it back.
KEEP_OLD_NAMES = """
INSERT INTO kelurahan_areaformername (area_id, name, until)
SELECT code, old_name, %(on)s FROM area_load WHERE in_force AND name <> old_name
ON CONFLICT (area_id, until) DO NOTHING
"""
FORGET_REGAINED_NAMES = """
DELETE FROM kelurahan_areaformername former USING area_load load
WHERE former.area_id = load.code AND former.name = load.name AND former.until = %(on)s
    AND load.in_force AND load.name <> load.old_name
"""
RENAME = """
UPDATE kelurahan_area SET name = load.name FROM area_load load
WHERE kelurahan_area.code = load.code AND load.in_force AND load.name <> load.old_name
"""
CLOSE = "UPDATE kelurahan_area SET valid_until = %(on)s WHERE code = ANY(%(codes)s)"
ADD = """
INSERT INTO kelurahan_area (code, name, level, parent_id, valid_from)
SELECT code, name, level, parent, %(valid_from)s FROM area_load WHERE old_name IS NULL
"""
COUNT_LEFT_CLOSED = "SELECT code FROM area_load WHERE old_name IS NOT NULL AND NOT in_force"

type Value = datetime.date | list[str]


def lock_areas() -> None:
    """Let one transaction at a time change the tree; it waits for the one before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def stage(rows: Iterable[AreaRow], *, on: datetime.date) -> None:
    """Copy the rows into the staging table and put the areas of that day beside them."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS area_load")
        cursor.execute(CREATE)
        with cursor.copy("COPY area_load (code, name, level, parent) FROM STDIN") as copy:
            for row in rows:
                level = LEVEL_LENGTHS[len(row.code)]
                copy.write_row((row.code, row.name, level, row.parent or None))
        cursor.execute(COMPARE, {"on": on})
        cursor.execute("ANALYZE area_load")


def codes_without_parent() -> list[str]:
    """Staged areas whose parent is neither staged nor in the table."""
    return _codes(ORPHANS)


def new_codes_below_closed(*, on: datetime.date) -> list[str]:
    """Staged areas that are new, though their parent is closed on that day."""
    return _codes(NEW_BELOW_CLOSED, on=on)


def codes_renamed_since(*, on: datetime.date) -> list[str]:
    """Staged areas whose name would change before they opened or were last renamed."""
    return _codes(RENAMED_SINCE, on=on)


def missing_codes(*, on: datetime.date) -> list[str]:
    """Areas in force that lack in the staged rows though others of their parent are there.

    Everything below such an area goes with it.
    """
    return _codes(MISSING, on=on)


def count_left_closed() -> int:
    """Count the staged areas that are closed in the table and stay so."""
    return len(_codes(COUNT_LEFT_CLOSED))


def rename_changed(*, on: datetime.date) -> int:
    """Give areas in force their staged name and keep the old one until `on`; return how many."""
    _execute(KEEP_OLD_NAMES, on=on)
    _execute(FORGET_REGAINED_NAMES, on=on)
    return _execute(RENAME)


def close(codes: list[str], *, on: datetime.date) -> int:
    """Close these areas; return how many."""
    return _execute(CLOSE, on=on, codes=codes)


def add_new(*, valid_from: datetime.date) -> int:
    """Insert the staged areas that are not there yet; return how many."""
    return _execute(ADD, valid_from=valid_from)


def _codes(sql: str, **parameters: Value) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return sorted(code for (code,) in cursor.fetchall())


def _execute(sql: str, **parameters: Value) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)
