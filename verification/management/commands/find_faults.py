"""manage.py find_faults: apply the quality rules to the whole register."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from verification.actions.faults import Faults, find_faults
from verification.rules import RULES


class Command(BaseCommand):
    help = "Apply the quality rules: open new findings, close those whose facts are gone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rule", action="append", default=[], metavar="KEY",
            help="only this rule; may be given several times",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print one JSON object per rule")
        parser.add_argument("--list", action="store_true", help="name the rules and do nothing")

    def handle(self, **options: Any) -> None:
        """Report each rule as soon as it is done; a rule that was applied stays applied."""
        chosen: list[str] = options["rule"]
        if unknown := sorted(set(chosen) - set(RULES)):
            raise CommandError(f"No such rule: {', '.join(unknown)}. See find_faults --list.")
        if options["list"]:
            for each in RULES.values():
                self.stdout.write(f"{each.key:<22} {each.sentence}")
            return
        rules = [RULES[key] for key in chosen or RULES]
        find_faults(rules, self._as_json if options["json"] else self._as_line)

    def _as_json(self, faults: Faults) -> None:
        self.stdout.write(json.dumps(asdict(faults)))

    def _as_line(self, faults: Faults) -> None:
        self.stdout.write(
            f"{faults.rule:<22} found {faults.found:>9,}  opened {faults.opened:>9,}"
            f"  reopened {faults.reopened:>7,}  closed {faults.closed:>7,}  {faults.seconds:6.1f} s"
        )
