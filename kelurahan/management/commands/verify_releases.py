"""Check that no published figure, date, note or signature was changed since."""

import json
from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from kelurahan.verifying import Verdict, verdicts


class Command(BaseCommand):
    help = "Check chain, figures, tables and signatures of every Release, and name what changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer as JSON, for a monitor")
        parser.add_argument(
            "--signed", action="store_true", help="an unsigned Release is a fault as well"
        )

    def handle(self, *, signed: bool, **options: object) -> None:
        found = list(verdicts())
        if options["json"]:
            self.stdout.write(json.dumps([asdict(verdict) for verdict in found], indent=1))
        else:
            for verdict in found:
                self._tell(verdict)
        bad = [v.number for v in found if not v.is_intact or (signed and not v.signed_by)]
        if bad:
            raise CommandError(f"Not as published: release {', '.join(map(str, bad))}")

    def _tell(self, verdict: Verdict) -> None:
        signed = f"signed by {', '.join(verdict.signed_by)}" if verdict.signed_by else "not signed"
        state = "as published" if verdict.is_intact else "CHANGED"
        self.stdout.write(f"release {verdict.number}: {state}, {signed}")
        for fault in verdict.faults:
            self.stdout.write(f"  {fault}")
