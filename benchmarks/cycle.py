"""A quarter's round trip with a planted truth: what was ignored, refused and changed is all named.

Of the corrections 5 % come back ignored and 2 % refused; entries removed a quarter before appear
again; the centre gives new KK numbers, repairs NIK, moves families, renumbers, adds and drops
people by itself.
"""

import csv
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Role, User
from benchmarks import roster_file
from benchmarks.measure import Measure, bounded
from benchmarks.register import EMPTIED
from kelurahan.models import Area
from verification.actions import cycles, cycles_export
from verification.models import Cycle, CycleChange, CycleLine, CycleReturn

SEED, CITY = 7, "32.73"
MEMORY_MB, SECONDS_A_MILLION = 350, 120
# What becomes of a person, by where a draw of chance falls.
SHARES = (
    (0.020, "delete"), (0.025, "repair"), (0.030, "nik"), (0.035, "renumbered"),
    (0.0355, "unknown"), (0.0405, "gone"), (0.0415, "again"),
)  # fmt: skip
OPEN = """
INSERT INTO verification_finding (rule, kind, source, household_id, person_id, evidence, state,
    action, closed_because, times_reopened, opened_at, updated_at, approved_by_id, approved_at)
SELECT %(kind)s, %(kind)s, 'campaign', household_id, id, '{}', 'open', %(action)s, '', 0, %(now)s,
    %(now)s, %(by)s, %(now)s
FROM recipients_person WHERE source_id = ANY(%(people)s)"""


@dataclass
class Truth:
    """Who is what: the expected answer of each correction, and the centre's own changes."""

    roles: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    changes: Counter[str] = field(default_factory=Counter)
    # The person behind each renumbered row.
    behind: dict[int, str] = field(default_factory=dict)

    def having(self, role: str) -> list[str]:
        """Return the people with a role."""
        return [person for person, its in self.roles.items() if its == role]


def measures(size: int) -> list[Measure]:
    """Run two quarters of `size` people and compare the second with the truth."""
    by = _prepared()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "roster.csv"
        roster_file.write_csv(path, size, _areas(), SEED)
        _imported("dtks_roster", path)
        truth = _drawn(path)
        first = _sent(truth.having("again"), [], 2, by)
        _imported("ministry_return", _returned(path, truth, quarter=2), cycle=str(first))
        second = _sent(truth.having("delete"), truth.having("repair"), 3, by)
        outcome = _imported("ministry_return", _returned(path, truth, quarter=3), cycle=str(second))
    _show(second)
    return [
        bounded(f"return of {size:,} people, file to answers, s", outcome["seconds"],
                at_most=max(15, SECONDS_A_MILLION * size / 1_000_000)),
        bounded("peak memory, MB", outcome["peak_mb"], at_most=MEMORY_MB),
        *_compared(second, truth),
    ]  # fmt: skip


def _prepared() -> User:
    call_command("load_areas", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(EMPTIED)}, verification_cycle CASCADE")
    user, _made = User.objects.get_or_create(
        username="bench", defaults={"role": Role.ADMINISTRATOR, "is_superuser": True,
                                    "is_staff": True},
    )  # fmt: skip
    return user


def _areas() -> list[str]:
    places = Area.objects.within(CITY).filter(level=Area.Level.KELURAHAN).order_by("code")
    return list(places.values_list("code", flat=True))


def _imported(name: str, path: Path, **options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.cycle_run", name, str(path)]
    command += [f"{key}={value}" for key, value in options.items()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.write(f"  {name}: {outcome}\n")
    if outcome["state"] != "applied":
        raise RuntimeError(f"{name}: {outcome}")
    return outcome


def _drawn(path: Path) -> Truth:
    """Draw what becomes of everybody in the file."""
    chance, truth = random.Random(SEED), Truth()
    for row in _rows(path):
        draw, person = chance.random(), row["id_individu"]
        role = next((name for share, name in SHARES if draw < share), "")
        if not role:
            continue
        truth.roles[person] = role
        fate = chance.random()
        if role in ("delete", "repair"):
            kept = "unchanged" if fate < 0.05 else "rejected" if fate < 0.07 else "accepted"
            truth.answers[person] = kept
        elif role == "again":
            truth.answers[person] = "reappeared" if fate < 0.5 else ""
    return truth


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _sent(deleted: list[str], repaired: list[str], quarter: int, by: User) -> Cycle:
    """Approve these corrections, let an officer write the repairs, and send the batch."""
    with connection.cursor() as cursor:
        for kind, action, people in (
            ("deceased", "delete", deleted), ("invalid", "repair", repaired),
        ):  # fmt: skip
            cursor.execute(OPEN, {"kind": kind, "action": action, "people": people, "by": by.pk,
                                  "now": timezone.now()})  # fmt: skip
        cursor.execute(
            "UPDATE recipients_person SET name = name || ' Benar' WHERE source_id = ANY(%s)",
            [repaired],
        )
    area = Area.objects.get(pk=CITY)
    cycle = cycles.open_cycle(area=area, year=2026, quarter=quarter, by=by)
    cycle = cycles_export.make_batch(cycle=cycle, by=by)
    return cycles.mark_sent(cycle=cycle, sent_on=cycle.opened_on, receipt="bench", by=by)


def _returned(path: Path, truth: Truth, *, quarter: int) -> Path:
    """Write what the ministry sends back; the second quarter has all of the truth in it."""
    made, areas, chance = path.with_name(f"return-{quarter}.csv"), _areas(), random.Random(SEED)
    own = truth if quarter == 3 else Truth(
        {p: r for p, r in truth.roles.items() if r == "again"}
    )  # fmt: skip
    with made.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(
            file, [*roster_file.HEADER, "status_usulan", "alasan_penolakan"], restval=""
        )
        writer.writeheader()
        line = 1
        for row in _told(path, own, areas, chance, changes=quarter == 3):
            line += 1
            if behind := row.pop("behind", ""):
                truth.behind[line] = behind
            writer.writerow(row)
    return made


def _told(
    path: Path, truth: Truth, areas: list[str], chance: random.Random, *, changes: bool
) -> Iterator[dict[str, str]]:
    family, home = "", {}
    for number, row in enumerate(_rows(path)):
        if changes and row["id_keluarga"] != family:
            family, home = row["id_keluarga"], _home(chance, areas, row)
        person = row["id_individu"]
        told = _person({**row, **home}, truth, truth.answers.get(person, ""), chance)
        if told is not None:
            if changes:
                truth.changes.update(_seen(row, told, home, truth.roles.get(person, "")))
            yield told
        elif changes and truth.roles.get(person) == "gone":
            truth.changes["gone"] += 1
        if changes and number % 200 == 0:
            truth.changes["appeared"] += 1
            yield _new(row, number)


def _seen(
    row: dict[str, str], told: dict[str, str], home: dict[str, str], role: str
) -> Iterator[str]:
    """Yield the kinds of change that somebody should see in a row."""
    if "no_kk" in home:
        yield "kk"
    if "kode_kelurahan" in home and home["kode_kelurahan"] != row["kode_kelurahan"]:
        yield "moved"
    if role in ("nik", "renumbered"):
        yield role


def _home(chance: random.Random, areas: list[str], row: dict[str, str]) -> dict[str, str]:
    draw = chance.random()
    if draw < 0.02:
        return {"no_kk": f"327399{chance.randrange(10**10):010}"}
    return {"kode_kelurahan": chance.choice(areas)} if draw < 0.03 else {}


def _person(
    row: dict[str, str], truth: Truth, answer: str, chance: random.Random
) -> dict[str, str] | None:
    role = truth.roles.get(row["id_individu"], "")
    if role == "gone" or (role == "again" and answer != "reappeared"):
        return None
    if role == "delete" and answer == "accepted":
        return None
    if answer == "rejected":
        row |= {"status_usulan": "ditolak", "alasan_penolakan": "Orang mampu"}
    elif role == "repair" and answer == "accepted":
        row["nama"] += " Benar"
    if role in ("nik", "unknown"):
        row["nik"] = f"{row['nik'][:12]}{9999 - chance.randrange(900):04}"
    if role in ("renumbered", "unknown"):
        row["behind"] = row["id_individu"]
        row["id_individu"] = f"NEW-{row['id_individu']}"
    return row


def _new(row: dict[str, str], number: int) -> dict[str, str]:
    return {
        **row, "id_individu": f"ADDED-{number}", "id_keluarga": f"ADDED-K{number}",
        "nama": f"Warga Tambahan {number % 977}", "nik": f"3201{number % 10**8:08}0001",
        "no_kk": f"3201{number % 10**8:08}0002", "tanggal_lahir": "29-02-1996",
        "alamat": f"Jl. Tambahan {number}",
    }  # fmt: skip


def _compared(cycle: Cycle, truth: Truth) -> list[Measure]:
    lines = CycleLine.objects.filter(cycle=cycle)
    found = dict(lines.values_list("person__source_id", "answer"))
    expected = {p: a for p, a in truth.answers.items() if a}
    right = sum(found.get(person) == answer for person, answer in expected.items())
    seen = Counter(CycleChange.objects.filter(cycle=cycle).values_list("kind", flat=True))
    sys.stdout.write(f"  truth {dict(truth.changes)}\n  found {dict(seen)}\n")
    hidden = [line for line, person in truth.behind.items() if truth.roles[person] == "unknown"]
    told = CycleChange.objects.filter(cycle=cycle, row__in=hidden).values("row").distinct().count()
    named = min(min(seen[k], n) / n for k, n in truth.changes.items() if n)
    matched = CycleChange.objects.filter(cycle=cycle, kind="renumbered")
    wrong = sum(
        truth.behind.get(row or 0) != person
        for row, person in matched.values_list("row", "person__source_id")
    )
    return [
        bounded("corrections with the right answer, share", right / max(1, len(expected)),
                at_least=0.999),
        bounded("answers nobody planted", len(set(found) - set(expected)), at_most=0),
        bounded("changes named, the worst kind's share", named, at_least=0.98),
        bounded("rows with neither number matched or listed, share", told / max(1, len(hidden)),
                at_least=0.95),
        bounded("renumbered rows tied to somebody else", wrong, at_most=0),
    ]  # fmt: skip


def _show(cycle: Cycle) -> None:
    last = CycleReturn.objects.filter(cycle=cycle).latest("pk")
    sys.stdout.write(f"  {last.figures}\n")
