"""Registers of names alone, of any size, each in a database of its own and kept between runs.

Ten million full families with numbers, payments and history would take an hour and 60 GB; the
search reads only names, households and their kelurahan. Words come from the demo's generator, in
its frequencies for a name's first and further words, and are drawn anew for each person.
"""

import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone
from psycopg import sql

from kelurahan.actions import load_areas
from kelurahan.models import Area
from recipients import names
from recipients.bulk import copy_in, copy_text
from recipients.demo.names import full_name
from recipients.demo.spelling import respelt
from recipients.demo.workers import made
from recipients.models import Household, Person, SearchPosting
from recipients.names import Word
from recipients.search import keys, vocabulary

SEED = 4
SAMPLE = 100_000
PER_HOUSEHOLD = 3
PER_JOB = 30_000
RESPELT = 0.06
TITLED = 0.05
TABLES = "household", "person", "searchposting", "searchword", "searchneighbour", "enrolment"
# Filling an empty table first and indexing it then is several times as fast.
_DROP_INDEXES = """
ALTER TABLE recipients_searchposting DROP CONSTRAINT recipients_searchposting_pkey;
DROP INDEX search_posting_person
"""
_CREATE_INDEXES = """
ALTER TABLE recipients_searchposting
    ADD CONSTRAINT recipients_searchposting_pkey PRIMARY KEY (key, person_id);
CREATE INDEX search_posting_person ON recipients_searchposting (person_id)
"""
# COPY then sends only what differs; nothing else writes to these databases.
_DEFAULTS = {
    "household": {
        "address": "''", "rt": "'001'", "rw": "'001'", "register": "'dtks'",
        "register_name": "'DTKS'", "register_version": "'2020-04'", "source_id": "''",
        "status": "'active'", "deactivated_because": "''", "created_at": "now()",
        "updated_at": "now()",
    },
    "person": {
        "nik_status": "'absent'", "nik_warnings": "'{}'", "civil_match": "'unchecked'",
        "sex": "''", "relation": "'head'", "deceased": "false", "hidden_from_search": "false",
        "source_id": "''", "source_register": "''", "created_at": "now()", "updated_at": "now()",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Texts:
    """What COPY reads, and the words."""

    people: int
    households: bytes
    persons: bytes
    postings: bytes
    spellings: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Maker:
    """Makes the rows of some people; the same seed makes the same."""

    kelurahan: tuple[str, ...]
    counts: tuple[dict[str, int], dict[str, int], dict[int, int]]

    @cached_property
    def _odds(self) -> list[tuple[list[Any], list[int]]]:
        return [(list(count), list(accumulate(count.values()))) for count in self.counts]

    @cached_property
    def _first(self) -> dict[str, Word]:
        return {word: names.words(f"{word} Tono")[0] for word in self.counts[0]}

    @cached_property
    def _further(self) -> dict[str, Word]:
        return {word: names.words(f"Tono {word}")[-1] for word in self.counts[1]}

    def _names(self, rng: random.Random, many: int) -> Iterator[list[str]]:
        (firsts, of_first), (others, of_other), (lengths, of_length) = self._odds
        drawn = rng.choices(lengths, cum_weights=of_length, k=many)
        first = rng.choices(firsts, cum_weights=of_first, k=many)
        rest = iter(rng.choices(others, cum_weights=of_other, k=sum(drawn)))
        for word, length in zip(first, drawn, strict=True):
            yield list(dict.fromkeys([word, *islice(rest, length - 1)]))

    def _named(self, rng: random.Random, parts: list[str]) -> tuple[str, tuple[Word, ...]]:
        """Return a name as it is written in the register, and its words."""
        name = " ".join(parts)
        chance = rng.random()
        if chance < RESPELT:
            name = respelt(rng, name)
            return name, names.words(name)
        if len(parts) == 1:
            return name, names.words(name)
        words = self._first[parts[0]], *(self._further[part] for part in parts[1:])
        return (f"H. {name}" if chance < RESPELT + TITLED else name), words

    def __call__(self, job: tuple[int, int]) -> Texts:
        start, many = job
        rng = random.Random(f"{SEED} {start}")
        homes = range(start // PER_HOUSEHOLD + 1, (start + many - 1) // PER_HOUSEHOLD + 2)
        kelurahan = {home: rng.choice(self.kelurahan) for home in homes}
        areas = {home: keys.area_range(code)[0] for home, code in kelurahan.items()}
        persons: list[str] = []
        postings: list[tuple[int, int]] = []
        spellings: set[tuple[str, str]] = set()
        for person, parts in enumerate(self._names(rng, many), start=start + 1):
            home = (person - 1) // PER_HOUSEHOLD + 1
            name, words = self._named(rng, parts)
            persons.append(f"{person}\t{name}\t{home}\n")
            postings += [(bucket << keys.AREA_BITS | areas[home], person)
                         for bucket in keys.buckets(words)]  # fmt: skip
            spellings.update((word.letters, word.folded) for word in words if not word.is_initial)
        postings.sort()
        return Texts(
            many, copy_text(kelurahan.items()), "".join(persons).encode(),
            "".join([f"{key}\t{person}\n" for key, person in postings]).encode(),
            frozenset(spellings),
        )  # fmt: skip


def _counts() -> tuple[dict[str, int], dict[str, int], dict[int, int]]:
    rng = random.Random(SEED)
    first, other, lengths = Counter[str](), Counter[str](), Counter[int]()
    for number in range(SAMPLE):
        head, *rest = full_name(rng, female=number % 2 > 0, born=1940 + number % 70).split()
        first[head] += 1
        other.update(rest)
        lengths[1 + len(rest)] += 1
    return first, other, lengths


def _jobs(size: int) -> Iterator[tuple[int, int]]:
    for start in range(0, size, PER_JOB):
        yield start, min(PER_JOB, size - start)


def _set_defaults(word: str) -> None:
    with connection.cursor() as cursor:
        for table, columns in _DEFAULTS.items():
            for column, value in columns.items():
                default = f"SET DEFAULT {value}" if word == "SET" else "DROP DEFAULT"
                cursor.execute(f"ALTER TABLE recipients_{table} ALTER COLUMN {column} {default}")


def _fill(size: int) -> None:
    kelurahan = Area.objects.filter(level="kelurahan", code__startswith=f"{settings.CITY_CODE}.")
    maker = Maker(tuple(kelurahan.order_by("code").values_list("code", flat=True)), _counts())
    spellings: set[tuple[str, str]] = set()
    written = 0
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(_DROP_INDEXES)
        _set_defaults("SET")
        for texts in made(
            maker, _jobs(size), processes=(os.cpu_count() or 1) if size > PER_JOB else 0
        ):
            copy_in(Household, ("id", "kelurahan"), texts.households)
            copy_in(Person, ("id", "name", "household"), texts.persons)
            copy_in(SearchPosting, ("key", "person"), texts.postings)
            spellings |= texts.spellings
            written += texts.people
            if written % 1_000_000 < PER_JOB:
                sys.stdout.write(f"  names: {written:,}\n")
                sys.stdout.flush()
        _set_defaults("DROP")
        cursor.execute(_CREATE_INDEXES)
        vocabulary.add(cursor, spellings)
    vocabulary.recount()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM (ANALYZE) recipients_{table}")


def use(size: int) -> None:
    """Let this process use the register of so many names; build it where it is missing."""
    name = f"names_{size}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER"
                             " builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'")  # fmt: skip
            cursor.execute(create.format(sql.Identifier(name)).as_string())
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}")
    os.environ["DATABASE_URL"] = urlunsplit(address)  # for servers started from here
    connection.close()
    connections["default"].close_pool()  # type: ignore[attr-defined]
    connections["default"].settings_dict["NAME"] = name
    call_command("migrate", verbosity=0)
    if not Person.objects.exists():
        load_areas(on=timezone.localdate())
        _fill(size)
