"""manage.py rotate_keys: seal all identity numbers and second factors with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recipients import rotation


class Command(BaseCommand):
    help = (
        "Seal every NIK, KK number and second factor with the newest of IDENTITY_KEYS. Put the "
        "new key first and keep the old one behind it until this command reports that no row "
        "needs it; it can be stopped and started again at any time, while the portal is in use."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only tell how many rows need an older key"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Rotate unless only asked to check; fail while a row still needs an older key."""
        if not check:
            self._rotate()
        remaining = rotation.remaining()
        for table, rows in remaining.items():
            self.stdout.write(f"{table}: {rows} need an older key")
        if any(remaining.values()):
            raise CommandError("Keep the older keys: rows still need them.")
        self.stdout.write("No row needs an older key: it may be removed from IDENTITY_KEYS.")

    def _rotate(self) -> None:
        done: dict[str, int] = {}

        def progress(table: str, rows: int) -> None:
            done[table] = done.get(table, 0) + rows
            self.stdout.write(f"{table}: {done[table]} sealed anew", ending="\r")

        outcome = rotation.rotate(progress)
        self.stdout.write(f"{outcome.rotated} sealed anew{' ' * 40}")
        for row in sorted(outcome.unreadable)[:20]:
            self.stderr.write(f"{row}: no key in IDENTITY_KEYS opens it")
