"""manage.py search NAME: the answer of the search page, on the command line."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recipients import search
from recipients.cards import Card, Named, cards
from recipients.forms import SearchForm


def _as_data(card: Card) -> dict[str, Any]:
    return {
        "name": card.shown,
        "exact": card.is_exact,
        "nik": card.summary.mask,
        "kelurahan": card.summary.home.kelurahan_code,
        "register": card.summary.home.register,
        "payments": [
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
        ],
    }


class Command(BaseCommand):
    help = "Search for a name exactly as the search page does; names are masked alike."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--area", default="", help="Kemendagri code of a part of the city")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--explain", action="store_true", help="tell what each step did")

    def handle(self, **options: Any) -> None:
        form = SearchForm({"name": options["name"], "area": options["area"]})
        if not form.is_valid():
            raise CommandError(" ".join(str(e) for errors in form.errors.values() for e in errors))
        answer = search.find(form.cleaned_data["name"], area=form.cleaned_data["area"])
        found = cards(Named(m.household_id, m.shown, m.fit.is_exact) for m in answer.matches)
        if options["json"]:
            self._write_json(answer, found, explain=options["explain"])
        else:
            self._write_text(answer, found, explain=options["explain"])

    def _write_json(self, answer: search.Answer, found: list[Card], *, explain: bool) -> None:
        data: dict[str, Any] = {
            "too_many": answer.too_many,
            "matches": [_as_data(card) for card in found],
        }
        if explain:
            data["steps"] = answer.trace.steps
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))

    def _write_text(self, answer: search.Answer, found: list[Card], *, explain: bool) -> None:
        for card in found:
            sign = "=" if card.is_exact else "~"
            self.stdout.write(
                f"{sign} {card.shown}  {card.summary.home.kelurahan_code}"
                f"  {card.summary.home.get_register_display()}"
                f"  {card.summary.paid} of {card.summary.all} payments made"
            )
        if answer.too_many:
            self.stdout.write("… too many people: add a word or an area")
        if not found:
            self.stdout.write("nobody")
        for step, count in answer.trace.steps if explain else ():
            self.stdout.write(f"{step}: {count}")
