"""Sign Releases that the present key has not signed: those published before there was a key."""

from django.core.management.base import BaseCommand, CommandError

from kelurahan.models import Release
from kelurahan.sealing import sha256, sign_release
from kelurahan.signing import public_keys
from kelurahan.verifying import verdict


class Command(BaseCommand):
    help = "Sign every Release with the present key, once its figures have been checked."

    def handle(self, **_options: object) -> None:
        current = [key.key_id for key in public_keys().values() if key.is_current]
        if not current:
            raise CommandError("RELEASE_SIGNING_KEY is not set: manage.py release_key makes one.")
        unsigned = Release.objects.exclude(signatures__key_id=current[0]).order_by("number")
        for release in unsigned.select_related("previous"):
            if faults := verdict(release).faults:
                raise CommandError(f"Release {release.number} was changed: {faults[0]}")
            sign_release(release, {f.name: sha256(f.content) for f in release.files.all()})
            self.stdout.write(f"signed release {release.number}")
