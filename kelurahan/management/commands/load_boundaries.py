"""manage.py load_boundaries: real boundaries of areas from a GeoJSON file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from kelurahan.boundaries.actions import load_boundaries
from kelurahan.boundaries.geojson import BrokenGeoJSONError

MOST_NAMED = 10


class Command(BaseCommand):
    help = (
        "Load boundaries from a GeoJSON file (polygons, WGS 84) for the maps of the statistics. "
        "All or nothing; loading again replaces. Kelurahan suffice: kecamatan are made of them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.geojson")
        parser.add_argument(
            "--property", default="kode", help="property with the Kemendagri code (kode)"
        )
        parser.add_argument(
            "--source", default="", help="who made the file, as it is named; its name without"
        )
        parser.add_argument(
            "--tolerance", type=float, default=25.0, metavar="METRES",
            help="how far a simplified line may lie off the true one (25)",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not 0 <= options["tolerance"] <= 1000:
            raise CommandError(_("--tolerance is a number of metres from 0 to 1000."))
        try:
            loaded = load_boundaries(
                path=path,
                code_property=options["property"],
                source=(options["source"] or path.name)[:120],
                tolerance=options["tolerance"],
            )
        except BrokenGeoJSONError as error:
            raise CommandError("{}\n{}".format(error, _("Nothing was loaded."))) from error
        except OSError as error:
            raise CommandError(_("%(file)s cannot be read.") % {"file": path}) from error
        self.stdout.write(
            _("Boundaries: %(stored)s, of which made of their parts: %(united)s")
            % {"stored": number_format(loaded.stored), "united": number_format(loaded.united)}
        )
        if loaded.unknown:
            self.stdout.write(
                _("Left out, no area of this portal: %(count)s (%(some)s)")
                % {
                    "count": number_format(len(loaded.unknown)),
                    "some": ", ".join(loaded.unknown[:MOST_NAMED]),
                }
            )
