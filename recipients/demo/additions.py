"""What other apps add to a demo city once its register and its accounts are there.

An app registers a function in `AppConfig.ready()`. It is called with the city and the seed, and
must leave alone what it has added before.
"""

from collections.abc import Callable

from recipients.demo.spread import City

type Addition = Callable[[City, int], None]

_additions: list[Addition] = []


def register_addition(addition: Addition) -> None:
    """Add `addition` to every demo city that is loaded from now on."""
    if addition not in _additions:
        _additions.append(addition)


def add_all(city: City, seed: int) -> bool:
    """Call every registered addition; return whether there is any."""
    for addition in _additions:
        addition(city, seed)
    return bool(_additions)
