"""`manage.py describe_format NAME [--json]`: what a file of a format must look like."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from imports import formats
from imports.formats import Format


def description(form: Format) -> dict[str, Any]:
    """Return a format as plain data."""
    return {
        "name": form.name,
        "title": str(form.title),
        "description": str(form.description),
        "columns": [
            {
                "header": column.header,
                "also_read_as": list(column.headers[1:]),
                "type": column.kind.name.lower(),
                "column_needed": column.needed,
                "value_required": column.required,
                "choices": list(column.choices),
                "help": str(column.help),
                "example": column.example,
            }
            for column in form.columns
        ],
        "options": [
            {
                "name": option.name,
                "label": str(option.label),
                "help": str(option.help),
                "required": option.required,
                "default": option.default,
            }
            for option in form.options
        ],
    }


class Command(BaseCommand):
    help = "Describe a file format: its columns, what they hold, and an example."

    def add_arguments(self, parser: CommandParser) -> None:
        """Define the command line."""
        names = [form.name for form in formats.registered()]
        parser.add_argument("name", nargs="?", choices=names, help="without it: list all")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print one format, or the list of all."""
        if not options["name"]:
            self._list(as_json=options["json"])
            return
        form = formats.get(options["name"])
        if options["json"]:
            self.stdout.write(json.dumps(description(form), indent=2, ensure_ascii=False))
            return
        self.stdout.write(f"{form.name}: {form.title}\n{form.description}\n")
        for column in form.columns:
            marks = "required" if column.required else "needed" if column.needed else ""
            self.stdout.write(
                f"  {column.header:22} {column.kind.name.lower():9} {marks:9}"
                f" {column.example:22} {column.help}".rstrip()
            )
        for option in form.options:
            default = f" (default {option.default})" if option.default else ""
            self.stdout.write(f"  --option {option.name}=…  {option.label}{default}")

    def _list(self, *, as_json: bool) -> None:
        forms = {form.name: str(form.title) for form in formats.registered()}
        if as_json:
            self.stdout.write(json.dumps(forms, indent=2, ensure_ascii=False))
            return
        for name, title in forms.items():
            self.stdout.write(f"{name:24} {title}")
