"""Publish the figures of all areas as a new Release."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from kelurahan.models import Release
from kelurahan.publishing import publish


class Command(BaseCommand):
    help = "Compute the figures of all areas and publish them as a new Release."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--note", default="", help="what changed and why")
        parser.add_argument(
            "--force", action="store_true", help="make a Release even if no figure has changed"
        )

    def handle(self, *, note: str, force: bool, **_options: object) -> None:
        before = Release.objects.newest()
        release = publish(note=note, force=force)
        if before == release:
            message = _("No figure has changed since release %(number)s.")
        else:
            message = _("Release %(number)s: %(count)s figures, SHA-256 %(sha256)s")
        self.stdout.write(
            message
            % {
                "number": release.number,
                "count": release.figures_count,
                "sha256": release.sha256,
            }
        )
