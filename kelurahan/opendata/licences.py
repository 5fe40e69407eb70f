"""Licences under which a city may publish its figures."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Licence:
    """A licence by its SPDX name."""

    name: str
    title: str
    address: str


LICENCES = {
    licence.name: licence
    for licence in (
        Licence(
            "CC-BY-4.0", "Creative Commons Attribution 4.0",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        Licence(
            "CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0",
            "https://creativecommons.org/licenses/by-sa/4.0/",
        ),
        Licence(
            "CC0-1.0", "Creative Commons Zero 1.0",
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        Licence(
            "ODbL-1.0", "Open Database License 1.0",
            "https://opendatacommons.org/licenses/odbl/1-0/",
        ),
    )
}  # fmt: skip


def licence() -> Licence:
    """Return the licence of this portal's figures."""
    try:
        return LICENCES[settings.OPEN_DATA_LICENCE]
    except KeyError:
        raise ImproperlyConfigured(
            f"OPEN_DATA_LICENCE={settings.OPEN_DATA_LICENCE!r}: use one of {', '.join(LICENCES)}"
        ) from None
