"""Make a key that signs Releases; it is printed, and stored nowhere."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from kelurahan.signing import new_key, public_keys


class Command(BaseCommand):
    help = "Print a new RELEASE_SIGNING_KEY, and the RELEASE_PUBLIC_KEYS to keep beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", help="what to call the key, for example the year: 2026")

    def handle(self, *, id: str, **_options: object) -> None:
        former = [f"{key.key_id}:{key.base64}" for key in public_keys().values()]
        self.stdout.write(f"RELEASE_SIGNING_KEY={new_key(id)}")
        self.stdout.write(f"RELEASE_PUBLIC_KEYS={','.join(former)}")
