"""`manage.py import_file FORMAT FILE`: the same way in as the web pages, with a progress bar."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from accounts.models import Role, User
from imports import actions, formats, problems
from imports.leases import Progress
from imports.models import ImportJob, Phase, State
from imports.outcome import as_data
from imports.reports import totals_of
from imports.working import work_on

PIECE = 1 << 20


class CommandProgress(Progress):
    """Shows the progress as a bar with rate and remaining time."""

    def __init__(self, job: ImportJob, bar: Bar) -> None:
        super().__init__(job, job.lease)  # type: ignore[arg-type]
        self._bar = bar
        self._task = bar.add_task("", total=None, rate="")
        self._began = time.monotonic()

    def enter(self, phase: Phase) -> None:
        """Begin another part of the work."""
        super().enter(phase)
        self._bar.update(self._task, description=str(phase.label))

    def report(self, done: int, total: int) -> None:
        """Say how many rows are done."""
        super().report(done, total)
        rate = done / max(0.001, time.monotonic() - self._began)
        self._bar.update(self._task, completed=done, total=self.total or None,
                         rate=f"{rate:,.0f} rows/s")  # fmt: skip


class Command(BaseCommand):
    help = "Read, check and preview a file; with --yes also apply it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Define the command line."""
        parser.add_argument("format", choices=[form.name for form in formats.registered()])
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="apply without asking")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
        parser.add_argument("--as", dest="user", help="user name of the member of staff")
        parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE",
                            help="what the file has in common (describe_format)")  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the job here, without the worker."""
        user = _user(options["user"])
        job = self._receive(options, user)
        console = Console(stderr=True, quiet=options["json"])
        with _bar(console) as bar:
            work_on(job, watch=CommandProgress(job, bar))
            job.refresh_from_db()
            if options["yes"]:
                _apply(job, user, bar)
        job.refresh_from_db()
        self._say(job, as_json=options["json"])
        if job.state not in (State.APPLIED, State.CHECKED):
            raise SystemExit(1)

    def _receive(self, options: dict[str, Any], user: User) -> ImportJob:
        path: Path = options["file"]
        try:
            return actions.receive(
                form=formats.get(options["format"]), name=path.name, pieces=_pieces(path),
                options=dict(_pair(text) for text in options["option"]), by=user, queue=False,
            )  # fmt: skip
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except PermissionDenied:
            raise CommandError(f"{user.username} may not import this format") from None
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error

    def _say(self, job: ImportJob, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(as_data(job), indent=2))
            return
        if job.refused_code:
            reason = problems.file_text(job.refused_code, job.refused_detail)
            self.stdout.write(f"{job}: {job.get_state_display()}: {reason}")
            return
        for warning in job.report.get("warnings", []):
            self.stdout.write(problems.warning_text(warning))
        states = ("new", "changed", "unchanged")
        told = ", ".join(f"{name} {getattr(job, name)}" for name in (*states, "refused"))
        self.stdout.write(f"{job}: {job.get_state_display()}: rows {told}")
        for total in totals_of(job, formats.get(job.format)):
            told = ", ".join(f"{name} {total[name]}" for name in states)
            self.stdout.write(f"  {total['label']}: {told}")


def _apply(job: ImportJob, user: User, bar: Bar) -> None:
    # Another import may slip in between preview and apply; then the new preview is applied.
    for _attempt in range(5):
        if job.state != State.CHECKED:
            return
        try:
            actions.confirm(job=job, by=user, queue=False)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        except PermissionDenied:
            raise CommandError(f"{user.username} may not confirm imports") from None
        work_on(job, watch=CommandProgress(job, bar))
        job.refresh_from_db()


def _bar(console: Console) -> Bar:
    rate = TextColumn("{task.fields[rate]}")
    words = TextColumn("{task.description}")
    return Bar(
        words, BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn(), console=console
    )


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark:
        raise CommandError(f"--option {text}: write NAME=VALUE")
    return name, value


def _user(name: str | None) -> User:
    """Return the named member of staff, or the administrator whom a console may speak for."""
    users = User.objects.filter(is_active=True)
    if name:
        found = users.filter(username=name).first()
        if found is None:
            raise CommandError(f"There is no active user {name}.")
        return found
    found = users.filter(role=Role.ADMINISTRATOR).order_by("pk").first()
    if found is None:
        raise CommandError("Name the member of staff with --as USER; there is no administrator.")
    return found
