"""Publish the figures of all areas as a new Release, or check those published."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kelurahan import kept
from kelurahan.models import Release
from kelurahan.publishing import changed_releases, publish


class Command(BaseCommand):
    help = "Compute the figures of all areas and publish them, or check those published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--note", default="", help="what changed and why")
        parser.add_argument(
            "--check", action="store_true", help="publish nothing: check every Release's SHA-256"
        )
        parser.add_argument(
            "--force", action="store_true", help="make a Release even if no figure has changed"
        )
        parser.add_argument(
            "--full", action="store_true",
            help="count everybody anew first, and tell where what was kept was wrong",
        )  # fmt: skip

    def handle(
        self, *, note: str, check: bool, force: bool, full: bool, **_options: object
    ) -> None:
        if check:
            self._check()
            return
        if full:
            self._count_anew()
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

    def _count_anew(self) -> None:
        wrong = kept.count_anew()
        if wrong:
            self.stderr.write(f"Kept figures were wrong, and are mended: {', '.join(wrong)}")
        else:
            self.stdout.write("Kept figures were right.")

    def _check(self) -> None:
        if changed := changed_releases():
            numbers = ", ".join(map(str, changed))
            raise CommandError(f"Figures of these releases were changed since: {numbers}")
        self.stdout.write(f"{Release.objects.count()} releases are as they were published.")
