"""One import at a time into an area: advisory locks along the tree of area codes.

A job holds its own area alone and shares everything above it, so that two kelurahan do not wait
for each other but each waits for an import into the whole city.
"""

import zlib

from django.db import connection

from kelurahan.models.area import LEVEL_LENGTHS

# Any constant will do; it must differ from other advisory locks of the portal.
SPACE = 0x696D70  # "imp"


def _above(scope: str) -> list[str]:
    above = [scope[:length] for length in LEVEL_LENGTHS if length < len(scope)]
    return ["", *above] if scope else []


def _number(code: str) -> int:
    return zlib.crc32(code.encode()) - 2**31


def try_lock(scope: str) -> bool:
    """Lock the area until the transaction ends; return False at once when another job has it."""
    with connection.cursor() as cursor:
        for code in _above(scope):
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock_shared(%s, %s)", [SPACE, _number(code)]
            )
            if not cursor.fetchone()[0]:
                return False
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [SPACE, _number(scope)])
        return bool(cursor.fetchone()[0])


def lock(scope: str) -> None:
    """Lock the area until the transaction ends; wait for the jobs before."""
    with connection.cursor() as cursor:
        for code in _above(scope):
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [SPACE, _number(code)])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SPACE, _number(scope)])
