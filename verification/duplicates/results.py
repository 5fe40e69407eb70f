"""What a search found, as JSON: pairs of the source's own ids, most of the work done by streaming.

`{"model": version, "threshold": …, "people": …, "pairs": [{"first": source id, "second": …,
"first_id": person's key, "second_id": …, "probability": …}]}`; where the entries come from more
than one register, `first_register` and `second_register` name them. No name, no number.
"""

import json
import math
from collections.abc import Iterable, Iterator
from itertools import batched
from pathlib import Path
from typing import Any

from django.db import connection

from recipients.models import Person
from verification.duplicates import work
from verification.duplicates.files import private_file
from verification.duplicates.spec import probability

AT_ONCE = 2_000

type Pair = tuple[int, int, float]  # two people, smaller id first, and the weight in bits


def found(run: int, threshold: float) -> Iterator[Pair]:
    """Yield what a search found, from its tables."""
    bits = math.log2(threshold / (1 - threshold))
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT first, second, weight FROM {work.table(run, 'found')} WHERE weight >= %s"
            " ORDER BY first, second",
            [bits],
        )
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def write(path: Path, *, model: int, threshold: float, people: int, pairs: Iterable[Pair]) -> int:
    """Write the pairs to a private file, whole or not at all; return how many they are."""
    head = json.dumps({"model": model, "threshold": threshold, "people": people})
    several = _are_several_registers()
    written = 0
    with private_file(path) as file:
        file.write(f'{head[:-1]}, "pairs": ['.encode())
        for some in batched(pairs, AT_ONCE):
            for pair in _with_sources(some, several=several):
                separator = ",\n" if written else "\n"
                file.write(f"{separator}{json.dumps(pair)}".encode())
                written += 1
        file.write(b"\n]}\n")
    return written


def _are_several_registers() -> bool:
    return Person.objects.values("source_register").distinct()[:2].count() > 1


def _with_sources(pairs: Iterable[Pair], *, several: bool) -> Iterator[dict[str, Any]]:
    pairs = list(pairs)
    ids = {person for first, second, _weight in pairs for person in (first, second)}
    rows = Person.objects.filter(pk__in=ids).values_list("pk", "source_id", "source_register")
    sources = {pk: (source, register) for pk, source, register in rows}
    for first, second, weight in pairs:
        if first not in sources or second not in sources:  # deleted meanwhile
            continue
        told: dict[str, Any] = {
            "first": sources[first][0] or None,
            "second": sources[second][0] or None,
            "first_id": first,
            "second_id": second,
            "probability": round(probability(weight), 6),
        }
        if several:
            told |= {"first_register": sources[first][1], "second_register": sources[second][1]}
        yield told
