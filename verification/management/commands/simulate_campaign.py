"""manage.py simulate_campaign: re-verify a demo city within one simulated month."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Role, User
from kelurahan.figures import percent
from recipients.demo.spread import CITIES
from verification.board import board
from verification.models import PROPOSES, Action, Campaign, Finding, Result, Source, State
from verification.simulation import simulate


class Command(BaseCommand):
    help = "Re-verify everybody of a demo city in a simulated month, by invented visits (DEMO)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--city", default=settings.CITY_CODE, choices=sorted(CITIES))
        parser.add_argument("--seed", type=int, default=2021, help="another seed, other findings")

    def handle(self, **options: Any) -> None:
        """Visit kelurahan by kelurahan; stopped half-way it goes on when called again."""
        if not settings.DEMO:
            raise CommandError("The visits are invented: set DEMO=true to simulate a campaign.")
        city = CITIES[options["city"]]
        by = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk").first()
        if by is None:
            raise CommandError("There is no administrator: fill the city first (load_demo).")
        began = time.monotonic()
        try:
            campaign = simulate(city=city, seed=options["seed"], by=by, report=self._report)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self._tell(campaign)
        self.stdout.write(f"{time.monotonic() - began:.1f} s. All of it is invented.")

    def _report(self, _code: str, done: int, total: int) -> None:
        if done == total or done % 10 == 0:
            self.stdout.write(f"  {done} of {total} kelurahan")

    def _tell(self, campaign: Campaign) -> None:
        """Print what the article of 2021 reports, every percentage computed."""
        whole = board(campaign).whole
        self._line("to be verified", whole.target, None)
        self._line("verified", whole.done, whole.target)
        self._line(Result.CORRECT.value, whole.results.get(Result.CORRECT, 0), whole.done)
        for action in (Action.REPAIR, Action.DELETE):
            causes = {r: whole.results.get(r, 0) for r, a in PROPOSES.items() if a == action}
            self._line(f"proposed to {action.value}", sum(causes.values()), whole.done)
            for result, people in causes.items():
                self._line(f"  {result.value}", people, whole.done)
        repaired = Finding.objects.filter(
            tasks__campaign=campaign, source=Source.CAMPAIGN, state=State.RESOLVED
        ).count()
        self._line("put right already", repaired, whole.done)

    def _line(self, label: str, people: int, of: int | None) -> None:
        part = f"{percent(people, of)} %" if of else ""
        self.stdout.write(f"{label:<20} {people:>9,} {part:>9}")
