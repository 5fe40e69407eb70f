"""Strict reading of environment variables: a bad value names the variable and the remedy."""

import datetime
import os

from django.core.exceptions import ImproperlyConfigured

_BOOLEANS = {"true": True, "false": False}


def text(name: str, default: str | None = None) -> str:
    """Return the variable, or `default`; without either raise ImproperlyConfigured."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set: see .env.example for what it holds")
    return value


def secret(name: str, *, shortest: int) -> str:
    """Return a secret of at least `shortest` characters; a secret never has a default."""
    value = text(name)
    if len(value) < shortest:
        raise ImproperlyConfigured(
            f"{name} has {len(value)} characters: use at least {shortest} random ones"
        )
    return value


def boolean(name: str, *, default: bool) -> bool:
    """Return True or False; anything but `true` and `false` is refused."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return _BOOLEANS[value]
    except KeyError:
        raise ImproperlyConfigured(f"{name}={value!r}: use true or false") from None


def whole_number(name: str, *, default: int, smallest: int = 0) -> int:
    """Return a whole number of at least `smallest`."""
    value = os.environ.get(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < smallest:
        raise ImproperlyConfigured(f"{name}={value!r}: use a whole number from {smallest}")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated words of the variable, without blanks."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def days(name: str) -> frozenset[datetime.date]:
    """Return the days of a comma separated list of ISO dates."""
    try:
        return frozenset(datetime.date.fromisoformat(word) for word in words(name))
    except ValueError:
        raise ImproperlyConfigured(f"{name}: write days as 2026-03-20, comma separated") from None
