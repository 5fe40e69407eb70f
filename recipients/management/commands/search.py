"""manage.py search NAME: the answer of the search page, on the command line."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recipients import explaining
from recipients.answers import Answer, Result, answer
from recipients.cards import Card
from recipients.forms import SearchForm
from recipients.models import Person


@dataclass(frozen=True)
class Asked:
    """One query, what the page would answer, and how long that took."""

    name: str
    area: str
    answer: Answer
    milliseconds: float
    refusal: str = ""


def ask(name: str, area: str) -> Asked:
    """Answer as the page does: by the same form, the same search, the same cards."""
    started = time.perf_counter()
    form = SearchForm({"name": name, "area": area})
    refusal = " ".join(str(e) for errors in form.errors.values() for e in errors)
    found = (
        Answer() if refusal else answer(form.cleaned_data["name"], area=form.cleaned_data["area"])
    )
    return Asked(name, area, found, 1000 * (time.perf_counter() - started), refusal)


def _payments(card: Card) -> list[dict[str, Any]]:
    return [
        {
            "programme": place.programme,
            "stage": payment.stage,
            "status": payment.status,
            "channel": payment.channel,
            "paid_on": payment.paid_on.isoformat() if payment.paid_on else None,
            "failed_because": payment.failed_because or None,
        }
        for place in card.places
        for payment in place.payments
    ]


def _match(result: Result, source: list[str]) -> dict[str, Any]:
    card = result.card
    return {
        "name": card.shown,
        "exact": card.is_exact,
        "nik": card.summary.mask,
        "kelurahan": card.summary.home.kelurahan_code,
        "register": card.summary.home.register,
        # Never on the page: for whoever compares the answer with the list it was loaded from.
        "source_register": source[0],
        "source_id": source[1],
        "payments": _payments(card),
    }


def _why(asked: Asked, held: dict[int, str]) -> dict[str, Any]:
    """Return how the answer came about; of a name only what the page shows."""
    return {
        "steps": asked.answer.steps,
        "results": [
            {
                "words": [
                    [reason.typed, reason.why]
                    for reason in explaining.reasons(asked.name, held[result.match.person_id])
                ],
                "order": explaining.order(result),
            }
            for result in asked.answer.results
        ],
    }


def as_data(asked: Asked, *, explain: bool) -> dict[str, Any]:
    """Return one query's answer for `--json`."""
    data: dict[str, Any] = {
        "query": asked.name, "area": asked.area, "milliseconds": round(asked.milliseconds, 2)
    }  # fmt: skip
    if asked.refusal:
        return {**data, "refused": asked.refusal}
    rows = Person.objects.filter(pk__in=asked.answer.people)
    held = {pk: row for pk, *row in rows.values_list("pk", "source_register", "source_id", "name")}
    data["too_many"] = asked.answer.too_many
    data["matches"] = [
        _match(result, held.get(result.match.person_id, ["", ""]))
        for result in asked.answer.results
    ]
    if explain:
        data["explained"] = _why(asked, {pk: row[2] for pk, row in held.items()})
    return data


def _line(result: Result) -> str:
    card = result.card
    sign = "=" if card.is_exact else "~"
    home = card.summary.home
    return (
        f"{sign} {card.shown}  {home.kelurahan_code}  {home.get_register_display()}"
        f"  {card.summary.paid} of {card.summary.all} payments made"
    )


def as_text(asked: Asked, *, explain: bool) -> Iterator[str]:
    """Yield one query's answer in lines for a reader."""
    if asked.refusal:
        yield f"refused: {asked.refusal}"
        return
    why = as_data(asked, explain=True)["explained"] if explain else {"results": []}
    for place, result in enumerate(asked.answer.results):
        yield _line(result)
        if explain:
            told = why["results"][place]
            yield "    " + ", ".join(f"{word}: {reason}" for word, reason in told["words"])
            yield "    " + ", ".join(f"{name} {value}" for name, value in told["order"].items())
    if asked.answer.too_many:
        yield "… too many people: add a word or an area"
    if not asked.answer.results:
        yield "nobody"
    if explain:
        yield from (f"{step}: {count}" for step, count in asked.answer.steps)


def _queries(source: str) -> Iterator[tuple[str, str]]:
    """Yield name and area of each line of a file ("-" is the standard input)."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{source} cannot be read as UTF-8: {error}") from error
    for line in text.splitlines():
        name, _tab, area = line.partition("\t")
        if line.strip():
            yield name, area.strip()


class Command(BaseCommand):
    help = "Search for a name exactly as the search page does; names are masked alike."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?")
        parser.add_argument("--area", default="", help="Kemendagri code of a part of the city")
        parser.add_argument(
            "--from", dest="source", metavar="FILE",
            help="answer one query a line: name, tab, area code (the tab only with a code)",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print one JSON object a query")
        parser.add_argument("--explain", action="store_true", help="tell which rules matched")

    def handle(self, **options: Any) -> None:
        if bool(options["name"]) == bool(options["source"]):
            raise CommandError("Give one name, or --from FILE.")
        if options["source"]:
            for name, area in _queries(options["source"]):
                self._write_line(ask(name, area), options)
            return
        asked = ask(options["name"], options["area"])
        if asked.refusal:
            raise CommandError(asked.refusal)
        self._write(asked, options)

    def _write(self, asked: Asked, options: dict[str, Any]) -> None:
        if options["json"]:
            data = as_data(asked, explain=options["explain"])
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
            return
        for line in as_text(asked, explain=options["explain"]):
            self.stdout.write(line)
        self.stdout.write(f"{asked.milliseconds:.1f} ms")

    def _write_line(self, asked: Asked, options: dict[str, Any]) -> None:
        if options["json"]:
            data = as_data(asked, explain=options["explain"])
            self.stdout.write(json.dumps(data, ensure_ascii=False))
            return
        self.stdout.write(f"? {asked.name}\t{asked.area}")
        self._write(asked, options)
