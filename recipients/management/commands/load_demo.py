"""Fill an empty register with invented families of a whole city."""

import argparse
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from rich.console import Console
from rich.progress import Progress, TaskID

from kelurahan.publishing import publish
from recipients.demo.additions import add_all
from recipients.demo.loading import Loaded, NotEmptyError, Report, load_city, tidy_up
from recipients.demo.logins import create_demo_users
from recipients.demo.spread import CITIES, City


def _scale(text: str) -> float:
    """Read the part of the real size, above 0 and at most 50."""
    scale = float(text)
    if not 0 < scale <= 50:
        raise argparse.ArgumentTypeError("name a number above 0 and at most 50")
    return scale


class Command(BaseCommand):
    help = "Fill an empty register with invented families of a city; twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--city", default=settings.CITY_CODE, choices=sorted(CITIES))
        parser.add_argument("--seed", type=int, default=2020, help="another seed, other families")
        parser.add_argument("--scale", type=_scale, default=1.0, help="1 is the real size")

    def handle(self, *args: Any, **options: Any) -> None:
        city = CITIES[options["city"]]
        started = time.monotonic()
        loaded = self._load(city, options["seed"], options["scale"])
        if settings.DEMO and city.code == settings.CITY_CODE:
            create_demo_users()
            if add_all(city, options["seed"]):
                publish(note=f"Data contoh {city.name}")
        if not loaded.families:
            self.stdout.write(f"{city.name} ({city.code}) holds its demo data: nothing changed.")
            return
        if not connection.in_atomic_block:
            tidy_up()
        self.stdout.write(
            f"{city.name} ({city.code}): {loaded.families} families with {loaded.people} people "
            f"in {time.monotonic() - started:.1f} s. All of them are invented."
        )

    def _load(self, city: City, seed: int, scale: float) -> Loaded:
        console = Console()
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
            report = _in_bars(bars) if console.is_terminal else self._in_lines()
            try:
                return load_city(city=city, seed=seed, scale=scale, report=report)
            except NotEmptyError:
                raise CommandError(
                    f"The register of {city.name} ({city.code}) holds households that are not "
                    "the demo's. Use an empty database, or another DATA_DIR, for demo data."
                ) from None

    def _in_lines(self) -> Report:
        """Return a report that writes a line for every fifth of a step."""
        told: dict[str, int] = {}

        def report(step: str, done: int, total: int) -> None:
            fifth = 5 * done // max(total, 1)
            if fifth > told.get(step, 0):
                told[step] = fifth
                self.stdout.write(f"  {step}: {done} of {total}")

        return report


def _in_bars(bars: Progress) -> Report:
    tasks: dict[str, TaskID] = {}

    def report(step: str, done: int, total: int) -> None:
        if step not in tasks:
            tasks[step] = bars.add_task(step)
        bars.update(tasks[step], completed=done, total=total)

    return report
