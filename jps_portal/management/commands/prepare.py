"""Everything between an empty database and a portal that can serve, in one process."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand


def static_files_are_fresh() -> bool:
    """Tell whether no static file is newer than the last collection, which takes seconds."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return False
    collected = manifest.stat().st_mtime
    found = (storage.path(name) for finder in get_finders() for name, storage in finder.list([]))
    return all(Path(path).stat().st_mtime < collected for path in found)


class Command(BaseCommand):
    help = "Migrate, collect static files and, with DEMO=true, fill an empty register."
    # Checks run with `migrate`; the database may not exist yet in its present form.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self._say("Migrations …")
        call_command("migrate", verbosity=0)
        if not static_files_are_fresh():
            self._say("Static files …")
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        if settings.DEMO:
            self._say("Demo data (the first time takes about a minute) …")
            call_command("load_demo", stdout=self.stdout)
            call_command("demo_logins", stdout=self.stdout)

    def _say(self, step: str) -> None:
        self.stdout.write(step)
        self.stdout.flush()
