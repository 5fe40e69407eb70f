"""Tell the demo accounts, for whoever tries the portal out."""

from typing import Any

from django.core.management.base import BaseCommand

from recipients.demo.logins import PASSWORD, create_demo_users


class Command(BaseCommand):
    help = "Make the demo accounts where they are missing, and print them (only with DEMO=true)."

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = create_demo_users()
        self.stdout.write("\n  Residents need no login. Staff sign in at /admin/:")
        for login in accounts:
            area = f"{login.area.name} ({login.area.code})" if login.area else "everywhere"
            self.stdout.write(f"    {login.username:<12} {PASSWORD:<15} {login.role:<14} {area}")
