"""`manage.py find_duplicates`: search the register for people entered twice, here and now."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from verification.duplicates import leases, results, running, starting, work
from verification.duplicates.engines import searching
from verification.duplicates.engines.base import ENGINES, MissingPackagesError
from verification.models import DuplicateRun

UNDER_WAY = 3  # exit code
LEAST, MOST = 0.1, 0.999_999


class Command(BaseCommand):
    help = (
        "Search the whole register for people entered twice, or go on with a search that was "
        "broken off. Exit code 3: another process is searching."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Define the command line."""
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the pairs there")
        parser.add_argument(
            "--threshold", type=float, metavar="P",
            help="probability from which pairs are written to FILE (the model's own); officers "
            "always see those of the model's threshold",
        )  # fmt: skip
        parser.add_argument(
            "--engine",
            choices=["postgres", *ENGINES],
            default="postgres",
            help="duckdb and spark need optional packages and only write FILE",
        )
        parser.add_argument(
            "--master", default="", metavar="URL", help="address of a Spark cluster (local[2])"
        )
        parser.add_argument(
            "--folder", type=Path,
            help="where an engine's files are kept while it works; all of a cluster must see it",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        """Search, tell, and write the file."""
        path, threshold = options["json"], options["threshold"]
        if threshold is not None and not LEAST <= threshold <= MOST:
            raise CommandError(f"--threshold: use a probability from {LEAST} to {MOST}")
        if path is not None and not path.resolve().parent.is_dir():
            raise CommandError(f"{path}: there is no such folder")
        if options["engine"] != "postgres":
            self._search_elsewhere(**options)
            return
        run = starting.new_run()
        began = time.monotonic()
        if not self._search(run, quiet=options["verbosity"] == 0):
            raise CommandError(
                f"{run}: another process is searching. Wait for it, or try again in "
                f"{leases.LENGTH.seconds} seconds if it was killed.",
                returncode=UNDER_WAY,
            )
        run.refresh_from_db()
        if path is not None:
            _write(run, path, threshold)
        work.drop(run.pk)
        self.stdout.write(
            f"{run}: {run.pairs} pairs among {run.people} people, {run.candidates} compared,"
            f" in {time.monotonic() - began:.1f} s"
        )

    def _search_elsewhere(self, *, engine: str, json: Path | None, **options: Any) -> None:
        if json is None:
            raise CommandError(f"--engine {engine} needs --json FILE: it writes nothing else")
        began = time.monotonic()
        try:
            found = searching.search(
                engine, json, master=options["master"], folder=options["folder"],
                threshold=options["threshold"],
            )  # fmt: skip
        except MissingPackagesError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{found.pairs} pairs among {found.people} people, by {engine},"
            f" in {time.monotonic() - began:.1f} s"
        )

    def _search(self, run: DuplicateRun, *, quiet: bool) -> bool:
        with _bar(Console(stderr=True, quiet=quiet)) as bar:
            return running.work_on(run, progress=_Shown(bar), keep=True)


class _Shown:
    """Shows each phase of a search as a bar."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, phase: str, done: int, total: int) -> None:
        if phase not in self._tasks:
            self._tasks[phase] = self._bar.add_task(phase, total=total or None)
        self._bar.update(self._tasks[phase], completed=done, total=total or None)


def _bar(console: Console) -> Bar:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TimeElapsedColumn())  # fmt: skip
    return Bar(*columns, console=console)


def _write(run: DuplicateRun, path: Path, threshold: float | None) -> None:
    own = float(run.model.content["threshold"]) if threshold is None else threshold
    results.write(
        path, model=run.model.version, threshold=own, people=run.people,
        pairs=results.found(run.pk, own),
    )  # fmt: skip
