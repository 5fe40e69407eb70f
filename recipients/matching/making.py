"""From entries to rows of the traits' table, and who made them: rules and key."""

import functools
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from recipients import name_rules, names, nik
from recipients.bulk import copy_text
from recipients.matching import addresses, blocking, name_parts, nicknames, numbers, tagging, traits
from recipients.matching.tagging import Tagger
from recipients.matching.traits import FIELDS, Record, traits_of

# Whose text decides what traits come out: a change of any makes all rows anew.
_RULES = (
    traits, blocking, name_parts, nicknames, numbers, addresses, tagging, names, name_rules, nik,
)  # fmt: skip
COLUMNS = ("person_id", "made_by", "facts", *FIELDS, "keys")

type Row = tuple[Any, ...]


@functools.cache
def _rules() -> int:
    checksum = 0
    for module in _RULES:
        checksum = zlib.crc32(Path(str(module.__file__)).read_bytes(), checksum)
    return checksum


def maker(tags: Tagger) -> int:
    """Return a number that is another for other rules or another key."""
    return (_rules() ^ tags.long("maker")) & 0x7FFFFFFF


def facts_of(record: Record, tags: Tagger) -> int:
    """Return a keyed fingerprint of what tells who a person is.

    Where they live is not in it: a pair that was decided stays so when an address is tidied up.
    """
    return tags.long(
        "facts", record.name, record.birth_date, record.birth_place, record.mother_name,
        record.sex, record.nik, record.kk,
    )  # fmt: skip


def rows(records: Iterable[Record], tags: Tagger) -> Iterator[Row]:
    """Yield a row in the order of COLUMNS for each entry."""
    made_by = maker(tags)
    for record in records:
        *scalars, keys = traits_of(record, tags)
        listed = f"{{{','.join(map(str, keys))}}}"
        yield record.person, made_by, facts_of(record, tags), *scalars, listed


def copy_lines(rows: Iterable[Row]) -> bytes:
    """Return rows as COPY reads them: as `copy_text`, in half the time.

    Traits are numbers and folded words; a row with anything that COPY reads otherwise goes there.
    """
    return b"".join(_line(row) for row in rows)


def _line(row: Row) -> bytes:
    cells = ["\\N" if value is None else str(value) for value in row]
    line = "\t".join(cells)
    if (
        line.count("\t") >= len(row)
        or "\n" in line
        or "\r" in line
        or line.count("\\") != line.count("\\N")
    ):
        return copy_text([row])
    return f"{line}\n".encode()
