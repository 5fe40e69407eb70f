"""Free text of citizens and staff: identity numbers are set apart before anything is kept."""

import re
from dataclasses import dataclass

from recipients.identity import MASK

# Sixteen digits, however they are grouped; a longer run is some other number.
_NUMBER = re.compile(r"(?<!\d)\d(?:[ .\-/]{0,2}\d){15}(?![ .\-/]{0,2}\d)")


@dataclass(frozen=True, slots=True)
class Told:
    """A text without identity numbers, and the numbers that stood in it, in their order."""

    text: str
    numbers: tuple[str, ...]


def set_apart_numbers(text: str) -> Told:
    """Put the mask in place of every NIK or KK number of a text."""
    numbers = tuple("".join(filter(str.isdigit, found)) for found in _NUMBER.findall(text))
    return Told(_NUMBER.sub(MASK, text), numbers)
