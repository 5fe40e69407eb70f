"""manage.py rebuild_search: bring the name search in step with the register."""

from typing import Any

from django.core.management.base import BaseCommand

from recipients import search
from recipients.models import Person


class Command(BaseCommand):
    help = (
        "Bring the name search in step with the register, batch by batch, while the portal runs. "
        "Needed after changes made past the portal; running it twice changes nothing."
    )

    def handle(self, **options: Any) -> None:
        everyone = Person.objects.count()

        def tell(changes: search.Changes) -> None:
            if options["verbosity"] > 0:
                self.stderr.write(f"{changes.people} of {everyone} people")

        changes = search.rebuild(tell)
        self.stdout.write(
            f"{changes.people} people: {changes.added} entries added, "
            f"{changes.removed} removed, {changes.words} words new"
        )
