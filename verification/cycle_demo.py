"""Two round trips of a demo city: one with its answers, one being collected."""

from recipients.demo.spread import City


def add_cycles(city: City, seed: int) -> None:
    """Add them to a city that has none."""
