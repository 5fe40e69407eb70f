"""manage.py load_areas: the area tree from files in the layout of idn-area-data."""

import datetime
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from rich.console import Console

from kelurahan.actions import AreaChanges, Report, load_area_files
from kelurahan.area_files import FIXTURES, BrokenFilesError, files_of
from kelurahan.models.area import FIRST_DAY

MOST_FAULTS_SHOWN = 50


class Command(BaseCommand):
    help = (
        "Load areas from provinces.csv, regencies.csv, districts.csv and villages.csv "
        "(idn-area-data). All or nothing; loading the same files again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="*", type=Path, default=[FIXTURES], metavar="DIR|FILE",
            help="a folder or single files; without one, Kota Bandung and Kota Depok",
        )  # fmt: skip
        parser.add_argument(
            "--valid-from", type=datetime.date.fromisoformat, metavar="YYYY-MM-DD",
            help="day from which new names and new areas hold; without it names change "
            "today and new areas count as having always existed",
        )  # fmt: skip
        parser.add_argument(
            "--close-missing", action="store_true",
            help="close areas that the files lack though they hold others of the same parent",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        given: datetime.date | None = options["valid_from"]
        if given is not None and given > timezone.localdate():
            raise CommandError(_("--valid-from lies in the future: load the files on that day."))
        try:
            with self.progress() as report:
                changes = load_area_files(
                    paths=list(_files(options["paths"])),
                    on=given or timezone.localdate(),
                    valid_from=given or FIRST_DAY,
                    close_missing=options["close_missing"],
                    report=report,
                )
        except BrokenFilesError as error:
            raise CommandError(_explain(error)) from error
        self.stdout.write(_summary(changes))

    @contextmanager
    def progress(self) -> Iterator[Report]:
        """Yield what shows the present step, on a terminal only."""
        console = Console(stderr=True)
        if not console.is_terminal:
            yield lambda step: None
            return
        with console.status("…") as status:
            yield lambda step: status.update(str(step))


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from files_of(path)
        else:
            yield path


def _explain(error: BrokenFilesError) -> str:
    """Return the first faults, one a line, and how many more there are."""
    lines = [str(fault) for fault in error.faults[:MOST_FAULTS_SHOWN]]
    if (rest := len(error.faults) - len(lines)) > 0:
        lines.append(_("… and %(count)s more.") % {"count": number_format(rest)})
    lines.append(_("Nothing was loaded."))
    return "\n".join(lines)


def _summary(changes: AreaChanges) -> str:
    counts = {
        _("new"): changes.new,
        _("renamed"): changes.renamed,
        _("closed"): changes.closed,
        _("unchanged"): changes.unchanged,
        _("closed earlier and left so"): changes.left_closed,
    }
    return ", ".join(f"{label}: {number_format(count)}" for label, count in counts.items())
