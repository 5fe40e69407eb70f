"""manage.py load_offices: addresses, telephones and hours of the offices of areas."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from kelurahan.offices import COLUMNS, BrokenOfficesError, load_offices

MOST_FAULTS_SHOWN = 50


class Command(BaseCommand):
    help = f"Load offices from a CSV file with the columns {', '.join(COLUMNS)}. All or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_offices(path=options["file"])
        except BrokenOfficesError as error:
            lines = [*map(str, error.args[:MOST_FAULTS_SHOWN]), _("Nothing was loaded.")]
            raise CommandError("\n".join(lines)) from error
        except OSError as error:
            raise CommandError(_("%(file)s cannot be read.") % {"file": options["file"]}) from error
        self.stdout.write(
            _("Offices new or changed: %(changed)s, as before: %(unchanged)s")
            % {
                "changed": number_format(loaded.changed),
                "unchanged": number_format(loaded.unchanged),
            }
        )
